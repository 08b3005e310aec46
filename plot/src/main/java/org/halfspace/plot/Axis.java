package org.halfspace.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An axis: values to places between 0 and 1. Immutable.
 *
 * @param title what it shows
 * @param scale how values are spread
 * @param least the value at 0
 * @param most the value at 1, larger than {@code least}
 * @param categories the names of 0, 1, 2, ... where values are no numbers; empty otherwise
 * @param labelled whether values stand along it
 */
record Axis(String title, Scale scale, double least, double most, List<String> categories, boolean labelled) {

    /** How values are spread. */
    enum Scale {
        /** Evenly. */
        LINEAR,
        /** By their logarithm; what is not positive has no place. */
        LOG,
        /** By {@code sign(v) log(1 + |v|)}. */
        SYMLOG;

        double of(double value) {
            return switch (this) {
                case LINEAR -> value;
                case LOG -> Math.log10(value);
                case SYMLOG -> Math.signum(value) * Math.log1p(Math.abs(value));
            };
        }
    }

    /**
     * A place that is marked.
     *
     * @param place between 0 and 1
     * @param label what stands there
     */
    record Tick(double place, String label) {}

    /** Where a value is: from 0 to 1, or outside; NaN where it has no place. */
    double place(double value) {
        double first = scale.of(least);
        return (scale.of(value) - first) / (scale.of(most) - first);
    }

    /**
     * Round values along the axis.
     *
     * @param wanted about how many
     */
    List<Tick> ticks(int wanted) {
        List<Tick> ticks = new ArrayList<>();
        if (!labelled) {
            return ticks;
        }
        if (!categories.isEmpty()) {
            for (int k = 0; k < categories.size(); k++) {
                ticks.add(new Tick(place(k), categories.get(k)));
            }
            return ticks;
        }
        for (double value : scale == Scale.LINEAR ? round(least, most, wanted) : powers(wanted)) {
            double place = place(value);
            if (place >= 0 && place <= 1) {
                ticks.add(new Tick(place, number(value)));
            }
        }
        return ticks;
    }

    private List<Double> powers(int wanted) {
        double low = scale == Scale.LOG ? least : Math.max(1, least);
        List<Double> powers = new ArrayList<>();
        if (scale == Scale.SYMLOG && least <= 0) {
            powers.add(0.0);
        }
        int first = (int) Math.ceil(Math.log10(low) - 1e-9);
        int last = (int) Math.floor(Math.log10(most) + 1e-9);
        int step = Math.max(1, (int) Math.ceil((last - first + 1) / (double) wanted));
        for (int power = first; power <= last; power += step) {
            powers.add(Math.pow(10, power));
        }
        return powers.size() < 2 ? round(least, most, wanted) : powers;
    }

    /** Multiples of 1, 2 or 5 times a power of ten from one value to another, about so many. */
    static List<Double> round(double least, double most, int wanted) {
        double step = step((most - least) / Math.max(1, wanted));
        List<Double> values = new ArrayList<>();
        for (long k = (long) Math.ceil(least / step - 1e-9); k * step <= most + 1e-9 * step; k++) {
            values.add(k * step);
        }
        return values;
    }

    /** The least of 1, 2 and 5 times a power of ten that is not below a value. */
    static double step(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (int factor : new int[] {1, 2, 5}) {
            if (factor * power >= least * (1 - 1e-9)) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    static String number(double value) {
        if (value == 0) {
            return "0";
        }
        double size = Math.abs(value);
        if (size >= 1e5 || size < 1e-3) {
            return String.format(Locale.ROOT, "%.2e", value)
                    .replaceAll("\\.?0+e", "e")
                    .replaceAll("e([+-])0", "e$1");
        }
        String text = String.format(Locale.ROOT, "%.4f", value);
        return text.replaceAll("\\.?0+$", "");
    }
}
