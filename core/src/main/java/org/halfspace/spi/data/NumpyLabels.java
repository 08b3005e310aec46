package org.halfspace.spi.data;

import java.util.List;
import org.halfspace.spi.InputException;

/** Class labels out of an array: whole numbers of any type, one per sample, or one-hot rows. */
public final class NumpyLabels {
    private NumpyLabels() {}

    /**
     * Reads labels.
     *
     * @param array N whole numbers from 0 (shape N, N x 1 or 1 x N), or N x m numbers of which the largest in a row is the class
     * @param samples N, the number of samples that the labels belong to
     * @param where the file, for messages
     * @return N labels, new
     * @throws InputException if there are more or fewer than N, or a label is not a whole number from 0
     */
    public static int[] of(NumpyArray array, int samples, Object where) {
        List<Integer> shape = array.shape();
        boolean oneHot = shape.size() == 2 && shape.get(0) == samples && shape.get(1) > 1;
        boolean flat =
                array.size() == samples && shape.stream().filter(n -> n != 1).count() <= 1;
        if (!oneHot && !flat) {
            throw new InputException("the labels do not fit the samples")
                    .where(where)
                    .expected(samples + " labels, or " + samples + " one-hot rows")
                    .found(array);
        }
        int[] labels = new int[samples];
        for (int i = 0; i < samples; i++) {
            labels[i] = flat ? label(array.getDouble(i), i, where) : largest(array, i, shape.get(1), where);
        }
        return labels;
    }

    /**
     * Checks a label.
     *
     * @param value the label as a number
     * @param sample whose it is, for messages
     * @throws InputException if it is not a whole number from 0
     */
    public static int label(double value, int sample, Object where) {
        if (!(value >= 0 && value <= Integer.MAX_VALUE && value == Math.rint(value))) {
            throw new InputException("a label is not a class")
                    .where("sample " + sample + " of " + where)
                    .expected("a whole number from 0")
                    .found(value)
                    .hint("check that the labels were given, and that they start at 0");
        }
        return (int) value;
    }

    private static int largest(NumpyArray array, int row, int m, Object where) {
        int best = 0;
        for (int i = 0; i < m; i++) {
            double value = array.getDouble(row * m + i);
            if (!Double.isFinite(value)) {
                throw new InputException("a one-hot label is not a finite number")
                        .where("sample " + row + ", class " + i + " of " + where)
                        .found(value);
            }
            if (value > array.getDouble(row * m + best)) {
                best = i;
            }
        }
        return best;
    }
}
