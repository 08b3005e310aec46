package org.halfspace.data;

import org.halfspace.spi.data.DataOptions;
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
     * @param text whether the numbers come from text, which does not say whether they are bytes
     * @throws org.halfspace.spi.InputException if the option is none of these
     */
    static double of(DataOptions options, NumpyArray array, boolean text) {
        boolean bytes = array.type() == NumpyType.UINT8 && !text;
        boolean whole = text || !array.type().floating();
        return options.scale(bytes || (whole && wereBytes(array)) ? BYTES : 1);
    }

    /** The factor for numbers that are known to be bytes. */
    static double ofBytes(DataOptions options) {
        return options.scale(BYTES);
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
}
