package org.halfspace.onnx.bounds;

import java.util.Arrays;

/**
 * What is known of all values of a program while the input is in a box: intervals, the lines that follow from them, and what
 * rounding can take from a linear form that is pulled back through each step. Bounds only ever shrink. Not thread-safe.
 */
final class Enclosure {
    private final Program program;
    private final long[] roundings;
    private final double[][] lower;
    private final double[][] upper;

    /** For an affine step, what a coefficient of its output loses in being pulled back: see {@link #losses}. */
    private final double[][] losses;

    private final Lines[] lines;

    /** For an affine step, its matrices without the columns of numbers that are zero all over the region. */
    private final LinearMap[][] maps;

    /**
     * Interval arithmetic from the input on.
     *
     * @param low the least value of each input
     * @param high the greatest
     */
    Enclosure(Program program, double[] low, double[] high) {
        this.program = program;
        this.roundings = program.roundings();
        int values = program.values();
        lower = new double[values][];
        upper = new double[values][];
        losses = new double[values][];
        lines = new Lines[values];
        maps = new LinearMap[values][];
        lower[0] = low;
        upper[0] = high;
        for (int value = 1; value < values; value++) {
            lower[value] = new double[program.size(value)];
            upper[value] = new double[program.size(value)];
            Arrays.fill(lower[value], Double.NEGATIVE_INFINITY);
            Arrays.fill(upper[value], Double.POSITIVE_INFINITY);
            propagate(value);
        }
    }

    /** A copy, whose bounds shrink apart from the original's. */
    Enclosure copy() {
        return new Enclosure(this);
    }

    private Enclosure(Enclosure other) {
        program = other.program;
        roundings = other.roundings;
        lower = Arrays.stream(other.lower).map(double[]::clone).toArray(double[][]::new);
        upper = Arrays.stream(other.upper).map(double[]::clone).toArray(double[][]::new);
        losses = other.losses.clone();
        lines = other.lines.clone();
        maps = other.maps.clone();
    }

    /**
     * What is known of a smaller box: all that was known, and intervals of its own.
     *
     * @param low the least value of each input, not below those of this enclosure
     * @param high the greatest, not above
     */
    Enclosure within(double[] low, double[] high) {
        Enclosure smaller = copy();
        smaller.lower[0] = low;
        smaller.upper[0] = high;
        for (int value = 1; value < lower.length; value++) {
            smaller.propagate(value);
        }
        return smaller;
    }

    Program program() {
        return program;
    }

    double[] lower(int value) {
        return lower[value];
    }

    double[] upper(int value) {
        return upper[value];
    }

    /** The lines of the pointwise step that makes a value. */
    Lines lines(int value) {
        return lines[value];
    }

    /**
     * For an affine step {@code y = A x + b}: numbers r with which a linear form {@code a . y}, computed as {@code fl(A^T a) . x +
     * fl(a . b)}, is off by at most {@code sum |a_i| r_i}.
     */
    double[] losses(int value) {
        return losses[value];
    }

    /** The matrices of the affine step that makes a value, as far as they matter in the region. */
    LinearMap[] maps(int value) {
        return maps[value];
    }

    /** How many roundings a coefficient of a value goes through. */
    long roundings(int value) {
        return roundings[value];
    }

    /** The largest absolute value that a number of a value can have. */
    double magnitude(int value, int i) {
        return Math.max(Math.abs(lower[value][i]), Math.abs(upper[value][i]));
    }

    /** Whether all bounds are finite and of a size for which the error analysis holds. */
    boolean isFinite() {
        for (int value = 0; value < lower.length; value++) {
            for (int i = 0; i < lower[value].length; i++) {
                if (!(magnitude(value, i) < Rounding.LARGEST)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether any lower slope can be chosen: where none can, the network is affine there or has no ReLU. */
    boolean hasOpen() {
        return Arrays.stream(lines).anyMatch(one -> one != null && one.hasFree());
    }

    /** Whether two bounds contradict each other: then there is no such input. */
    boolean isEmpty(int value) {
        for (int i = 0; i < lower[value].length; i++) {
            if (lower[value][i] > upper[value][i]) {
                return true;
            }
        }
        return false;
    }

    /** Takes bounds of one number of a value that are known from elsewhere. */
    void tighten(int value, int i, double least, double greatest) {
        lower[value][i] = Math.max(lower[value][i], least);
        upper[value][i] = Math.min(upper[value][i], greatest);
    }

    /** Interval arithmetic for one value again, after the bounds of its inputs have become tighter. */
    void propagate(int value) {
        if (program.step(value) instanceof Step.Affine affine) {
            affine(value, affine);
        } else if (program.step(value) instanceof Step.Pointwise pointwise) {
            pointwise(value, pointwise);
        }
    }

    private void affine(int value, Step.Affine step) {
        int size = step.size();
        double[] middle = step.offset().clone();
        double[] radius = new double[size];
        double[] loss = new double[size];
        long most = 2;
        maps[value] = new LinearMap[step.maps().size()];
        for (int k = 0; k < step.maps().size(); k++) {
            int input = step.inputs().get(k);
            LinearMap map = step.maps().get(k).within(nonzero(input));
            maps[value][k] = map;
            int columns = map.columns();
            double[] centre = new double[columns];
            double[] width = new double[columns];
            double[] magnitude = new double[columns];
            double forward = Rounding.gamma(map.roundings() + step.maps().size());
            for (int j = 0; j < columns; j++) {
                double low = lower[input][j];
                double high = upper[input][j];
                centre[j] = low / 2 + high / 2;
                magnitude[j] = magnitude(input, j);
                double reach = Math.max(high - centre[j], centre[j] - low);
                // A difference of zero is exact, and the next number after it would make products slow.
                width[j] = (reach == 0 ? 0 : Math.nextUp(reach)) + forward * magnitude[j];
            }
            double[] sizes = new double[size];
            map.enclose(centre, width, magnitude, middle, radius, sizes);
            double backward = Rounding.gamma(roundings[input] + map.roundings());
            for (int i = 0; i < size; i++) {
                loss[i] += backward * sizes[i];
            }
            most = Math.max(most, map.roundings() + step.maps().size());
        }
        double gamma = Rounding.gamma(most);
        for (int i = 0; i < size; i++) {
            double reach = radius[i] * (1 + 2 * gamma)
                    + gamma * Math.abs(step.offset()[i])
                    + step.offsetError()[i]
                    + Rounding.UNDERFLOW;
            tighten(value, i, Math.nextDown(middle[i] - reach), Math.nextUp(middle[i] + reach));
            loss[i] += step.offsetError()[i];
        }
        losses[value] = loss;
        step.greater().ifPresent(pair -> {
            for (int i = 0; i < size; i++) {
                tighten(
                        value,
                        i,
                        Math.max(lower[pair.first()][i], lower[pair.second()][i]),
                        Math.max(upper[pair.first()][i], upper[pair.second()][i]));
            }
        });
    }

    /** The numbers of a value that can be other than zero. */
    private int[] nonzero(int value) {
        int[] places = new int[lower[value].length];
        int count = 0;
        for (int i = 0; i < places.length; i++) {
            if (lower[value][i] != 0 || upper[value][i] != 0) {
                places[count++] = i;
            }
        }
        return Arrays.copyOf(places, count);
    }

    private void pointwise(int value, Step.Pointwise step) {
        int input = step.input();
        boolean first = lines[value] == null;
        Lines previous = lines[value];
        Lines now = new Lines(step.size());
        for (int i = 0; i < step.size(); i++) {
            double low = lower[input][i];
            double high = upper[input][i];
            tighten(value, i, step.function().below(low), step.function().above(high));
            double habit = first || !previous.free[i] ? Double.NaN : previous.lowSlope[i];
            step.function().relax(low, Math.max(low, high), habit, i, now);
        }
        lines[value] = now;
    }
}
