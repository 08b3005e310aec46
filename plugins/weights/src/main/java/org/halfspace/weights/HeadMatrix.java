package org.halfspace.weights;

import java.util.List;
import java.util.OptionalInt;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.NumpyArray;
import org.halfspace.spi.model.InputSpec;
import org.halfspace.spi.model.ModelOptions.WeightsLayout;

/**
 * A stored weight matrix and the orientation that it has.
 *
 * @param array the numbers, rows x columns
 * @param rows how many rows
 * @param columns how many columns
 * @param rowPerClass whether a row is a class; else it is a feature
 * @param note why
 */
record HeadMatrix(NumpyArray array, int rows, int columns, boolean rowPerClass, String note) {
    /** Blocks of this side stay in the cache while they are transposed. */
    private static final int BLOCK = 64;

    /**
     * Finds the orientation: what the user says; else what the bias's length says; else classes x features, as frameworks
     * store it.
     *
     * @param biasLength m, where there is a bias
     * @param where the tensor, for messages
     * @throws InputException if it is not a matrix, or the bias does not fit it
     */
    static HeadMatrix of(NumpyArray array, OptionalInt biasLength, WeightsLayout layout, String where) {
        List<Integer> shape = array.shape();
        // A 1 x 1 convolution is a matrix, too.
        boolean matrix = shape.size() >= 2 && shape.stream().skip(2).allMatch(n -> n == 1);
        if (!matrix) {
            throw new InputException("the weights are not a matrix")
                    .where(where)
                    .expected("classes x features")
                    .found(shape.isEmpty() ? "a single number" : InputSpec.format(shape));
        }
        int rows = shape.get(0);
        int columns = shape.get(1);
        if (biasLength.isPresent()) {
            requireFit(biasLength.getAsInt(), rows, columns, layout, where);
        }
        boolean rowPerClass = layout == WeightsLayout.CLASSES_BY_FEATURES
                || (layout == WeightsLayout.AUTO && (biasLength.isEmpty() || biasLength.getAsInt() == rows));
        boolean told = layout != WeightsLayout.AUTO || (biasLength.isPresent() && rows != columns);
        String note = "W is stored as " + (rowPerClass ? "classes x features" : "features x classes") + ", "
                + InputSpec.format(List.of(rows, columns)) + ": "
                + (layout != WeightsLayout.AUTO
                        ? "as --weights-layout says"
                        : told
                                ? "the bias has " + biasLength.getAsInt() + " numbers"
                                : "assumed, as frameworks store it; nothing in the file says so (--weights-layout does)");
        return new HeadMatrix(array, rows, columns, rowPerClass, note);
    }

    private static void requireFit(int bias, int rows, int columns, WeightsLayout layout, String where) {
        boolean fits =
                switch (layout) {
                    case AUTO -> bias == rows || bias == columns;
                    case CLASSES_BY_FEATURES -> bias == rows;
                    case FEATURES_BY_CLASSES -> bias == columns;
                };
        if (!fits) {
            throw new InputException("the bias does not fit the weights")
                    .where(where)
                    .expected(
                            switch (layout) {
                                case AUTO -> "a bias of " + rows + " or " + columns + " numbers";
                                case CLASSES_BY_FEATURES -> "a bias of " + rows + " numbers, one per row of W";
                                case FEATURES_BY_CLASSES -> "a bias of " + columns + " numbers, one per column of W";
                            })
                    .found(bias + " numbers");
        }
    }

    /** m, the number of classes. */
    int classes() {
        return rowPerClass ? rows : columns;
    }

    /** l, the number of features. */
    int features() {
        return rowPerClass ? columns : rows;
    }

    /**
     * W as the paper has it.
     *
     * @return l x m, new
     * @throws InputException if it does not fit into memory
     */
    DMatrixRMaj toWeights(String where) {
        long available = Runtime.getRuntime().maxMemory();
        long bytes = (long) rows * columns * Double.BYTES;
        if (bytes > available || (long) rows * columns > Integer.MAX_VALUE - 8) {
            throw new InputException("the weights do not fit into memory")
                    .where(where)
                    .expected("less than " + available + " bytes")
                    .found(bytes + " bytes, for " + InputSpec.format(List.of(rows, columns)) + " doubles")
                    .hint("give Java more memory (-Xmx)");
        }
        return rowPerClass ? transposed() : new DMatrixRMaj(rows, columns, true, array.toDoubles());
    }

    private DMatrixRMaj transposed() {
        DMatrixRMaj weights = new DMatrixRMaj(columns, rows);
        double[] data = weights.data;
        for (int row = 0; row < rows; row += BLOCK) {
            int lastRow = Math.min(rows, row + BLOCK);
            for (int column = 0; column < columns; column += BLOCK) {
                int lastColumn = Math.min(columns, column + BLOCK);
                for (int k = column; k < lastColumn; k++) {
                    for (int i = row; i < lastRow; i++) {
                        data[k * rows + i] = array.getDouble(i * columns + k);
                    }
                }
            }
        }
        return weights;
    }
}
