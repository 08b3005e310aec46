package org.halfspace.spi.model;

import java.util.Locale;
import org.halfspace.spi.InputException;

/**
 * The set H that hidden vectors can lie in: the product of one closed interval, l times. All of R^l, the nonnegative orthant
 * (after a ReLU) and a box (after a ReLU6, a sigmoid, a tanh) are its cases, told apart by {@link #kind()} only where
 * they are named. The paper treats R^l; which domain it is changes the answers, so every result says which it used.
 *
 * @param lower the least value of a coordinate, {@code -Infinity} where there is none
 * @param upper the greatest value of a coordinate, {@code +Infinity} where there is none
 */
public record HiddenDomain(double lower, double upper) {

    /** All of R^l. */
    public static final HiddenDomain REAL = new HiddenDomain(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    /** The nonnegative orthant. */
    public static final HiddenDomain NONNEGATIVE = new HiddenDomain(0, Double.POSITIVE_INFINITY);

    /** The names of the three cases. */
    public enum Kind {
        REAL,
        NONNEGATIVE,
        BOX
    }

    /** @throws IllegalArgumentException if the interval is empty, a single point, or not a number */
    public HiddenDomain {
        if (!(lower < upper)) {
            throw new IllegalArgumentException("expected lower < upper, found " + lower + " and " + upper);
        }
        // Adding 0 makes 0 of -0, so that equal intervals are equal records.
        lower += 0.0;
        upper += 0.0;
    }

    /** Which of the three cases it is; an interval with one infinite end other than {@code [0, Infinity)} is a box. */
    public Kind kind() {
        if (equals(REAL)) {
            return Kind.REAL;
        }
        return equals(NONNEGATIVE) ? Kind.NONNEGATIVE : Kind.BOX;
    }

    /** The smallest domain that holds both. */
    public HiddenDomain union(HiddenDomain other) {
        return new HiddenDomain(Math.min(lower, other.lower), Math.max(upper, other.upper));
    }

    /**
     * Whether a hidden vector lies in the domain.
     *
     * @param h l numbers
     */
    public boolean contains(double[] h) {
        for (double value : h) {
            if (!(value >= lower && value <= upper)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads the text form.
     *
     * @param text {@code real}, {@code nonnegative} or {@code box:LO,HI}
     * @throws InputException if it is none of these
     */
    public static HiddenDomain parse(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "real" -> REAL;
            case "nonnegative" -> NONNEGATIVE;
            default -> parseBox(text, name);
        };
    }

    private static HiddenDomain parseBox(String text, String name) {
        String[] ends = name.startsWith("box:") ? name.substring(4).split(",", -1) : new String[0];
        if (ends.length != 2) {
            throw unreadable(text, null);
        }
        try {
            return new HiddenDomain(end(ends[0]), end(ends[1]));
        } catch (IllegalArgumentException e) {
            throw unreadable(text, e);
        }
    }

    private static double end(String text) {
        return switch (text.strip()) {
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            case "inf", "infinity", "+inf" -> Double.POSITIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static InputException unreadable(String text, Throwable cause) {
        return new InputException("the hidden domain cannot be read", cause)
                .where("--hidden-domain")
                .expected("real, nonnegative, or box:LO,HI with LO < HI")
                .found(text);
    }

    /** {@code real}, {@code nonnegative} or {@code box:LO,HI}: what {@link #parse} reads. */
    @Override
    public String toString() {
        return switch (kind()) {
            case REAL -> "real";
            case NONNEGATIVE -> "nonnegative";
            case BOX -> "box:" + end(lower) + "," + end(upper);
        };
    }

    private static String end(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
