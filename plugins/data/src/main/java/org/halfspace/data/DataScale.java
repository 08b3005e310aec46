package org.halfspace.data;

import java.util.Locale;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.NumpyArray;
import org.halfspace.spi.data.NumpyType;

/** What raw numbers are multiplied by to give pixels. */
final class DataScale {
    /** A byte's white. */
    static final double BYTES = 1 / 255.0;

    private DataScale() {}

    /**
     * The factor for an array: what the option says; for {@code auto}, 1/255 for bytes and for whole numbers that must have
     * been bytes, 1 for the rest.
     *
     * @param option {@code auto}, a number, or a fraction like {@code 1/255}
     * @param text whether the numbers come from text, which does not say whether they are bytes
     * @throws InputException if the option is none of these
     */
    static double of(String option, NumpyArray array, boolean text) {
        if (!isAuto(option)) {
            return parse(option);
        }
        if (array.type() == NumpyType.UINT8 && !text) {
            return BYTES;
        }
        return (text || !array.type().floating()) && wereBytes(array) ? BYTES : 1;
    }

    /** The factor for numbers that are known to be bytes. */
    static double ofBytes(String option) {
        return isAuto(option) ? BYTES : parse(option);
    }

    private static boolean isAuto(String option) {
        return option.strip().toLowerCase(Locale.ROOT).equals("auto");
    }

    /** Whole numbers from 0 to 255, of which one is above 1: pixels in [0, 1] would have fractions. */
    private static boolean wereBytes(NumpyArray array) {
        boolean above = false;
        for (int i = 0; i < array.size(); i++) {
            double value = array.getDouble(i);
            if (!(value >= 0 && value <= 255 && value == Math.rint(value))) {
                return false;
            }
            above |= value > 1;
        }
        return above;
    }

    private static double parse(String option) {
        String[] parts = option.split("/", 2);
        try {
            double scale = Double.parseDouble(parts[0]) / (parts.length == 2 ? Double.parseDouble(parts[1]) : 1);
            if (Double.isFinite(scale) && scale != 0) {
                return scale;
            }
        } catch (NumberFormatException e) {
            throw unreadable(option, e);
        }
        throw unreadable(option, null);
    }

    private static InputException unreadable(String option, Throwable cause) {
        return new InputException("the scale of the data cannot be read", cause)
                .where("--data-scale")
                .expected("auto, a number other than 0, or a fraction like 1/255")
                .found(option);
    }
}
