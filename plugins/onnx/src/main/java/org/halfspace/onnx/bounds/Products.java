package org.halfspace.onnx.bounds;

import java.util.Arrays;
import org.halfspace.onnx.bounds.Convolution.Axis;
import org.halfspace.onnx.bounds.ProgramCompiler.Operands;
import org.halfspace.onnx.referee.array.Array;

/** Products with a constant matrix or kernel. */
final class Products {
    /** Elements of a sparse matrix that repeats a small one for every position; a larger one is refused. */
    private static final long MOST_ELEMENTS = 50_000_000L;

    private Products() {}

    static void gemm(Operands operands) {
        if (operands.node().intAttribute("transA", 0) != 0
                || operands.node().realAttribute("alpha", 1) != 1
                || (operands.node().hasInput(2) && operands.node().realAttribute("beta", 1) != 1)) {
            throw operands.unknown("with transA, alpha or beta");
        }
        Array weights = operands.constant(1);
        boolean transposed = operands.node().intAttribute("transB", 0) != 0;
        int inner = weights.dim(transposed ? 1 : 0);
        int outer = weights.dim(transposed ? 0 : 1);
        double[] offset = new double[operands.outputSize()];
        operands.optional(2).ifPresent(bias -> {
            int[] places = AffineOperators.broadcast(bias.shape(), operands.outputShape());
            Arrays.setAll(offset, i -> bias.reals()[places[i]]);
        });
        double[] rows = transposed ? weights.reals() : transpose(weights.reals(), inner, outer);
        product(operands, operands.value(0), rows, outer, inner, offset);
    }

    static void matMul(Operands operands) {
        boolean left = operands.isActive(0);
        Array weights = operands.constant(left ? 1 : 0);
        int[] shape = operands.shape(left ? 0 : 1);
        if (weights.rank() != 2) {
            throw operands.unknown("with a constant of " + weights.rank() + " axes");
        }
        double[] offset = new double[operands.outputSize()];
        if (left) {
            int inner = weights.dim(0);
            int outer = weights.dim(1);
            product(operands, operands.value(0), transpose(weights.reals(), inner, outer), outer, inner, offset);
        } else if (shape[shape.length - 1] == 1 || shape.length == 1) {
            product(operands, operands.value(1), weights.reals(), weights.dim(0), weights.dim(1), offset);
        } else {
            throw operands.unknown("of a constant and a matrix");
        }
    }

    /** One matrix for each of the positions that a value consists of. */
    private static void product(Operands operands, int value, double[] rows, int outer, int inner, double[] offset) {
        int positions = operands.builder().size(value) / inner;
        if (positions == 1) {
            operands.result(operands.builder().affine(value, new Dense(outer, inner, rows), offset));
            return;
        }
        long elements = (long) positions * outer * inner;
        if (elements > MOST_ELEMENTS) {
            throw operands.unknown("at " + positions + " positions");
        }
        int[] starts = new int[positions * outer + 1];
        int[] places = new int[(int) elements];
        double[] all = new double[(int) elements];
        for (int i = 0; i < positions * outer; i++) {
            starts[i + 1] = starts[i] + inner;
            for (int j = 0; j < inner; j++) {
                places[starts[i] + j] = i / outer * inner + j;
                all[starts[i] + j] = rows[i % outer * inner + j];
            }
        }
        operands.result(
                operands.builder().affine(value, new Sparse(positions * inner, starts, places, all, 0), offset));
    }

    private static double[] transpose(double[] matrix, int rows, int columns) {
        double[] transposed = new double[matrix.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                transposed[j * rows + i] = matrix[i * columns + j];
            }
        }
        return transposed;
    }

    static void convolution(Operands operands) {
        Array weights = operands.constant(1);
        int axes = weights.rank() - 2;
        if (axes < 1 || axes > 2) {
            throw operands.unknown("over " + axes + " axes");
        }
        int groups = (int) operands.node().intAttribute("group", 1);
        Axis horizontal = axis(operands, axes - 1, weights.dim(axes + 1));
        Axis vertical = axes == 2 ? axis(operands, 0, weights.dim(2)) : new Axis(1, 1, 1, 1, 1, 0);
        int outputs = weights.dim(0);
        Convolution map =
                new Convolution(vertical, horizontal, groups, weights.dim(1), outputs / groups, weights.reals());
        double[] offset = new double[map.rows()];
        int places = offset.length / outputs;
        operands.optional(2).ifPresent(bias -> Arrays.setAll(offset, i -> bias.reals()[i / places]));
        operands.result(operands.builder().affine(operands.value(0), map, offset));
    }

    /** How a window slides along one spatial axis, by ONNX's rules of padding. */
    static Axis axis(Operands operands, int axis, int kernel) {
        int input = operands.shape(0)[axis + 2];
        int output = operands.outputShape()[axis + 2];
        int stride = number(operands, "strides", axis, 1);
        int dilation = number(operands, "dilations", axis, 1);
        String automatic = operands.node().textAttribute("auto_pad", "NOTSET");
        int before = number(operands, "pads", axis, 0);
        if (automatic.startsWith("SAME")) {
            int total = Math.max(0, (output - 1) * stride + (kernel - 1) * dilation + 1 - input);
            before = automatic.equals("SAME_LOWER") ? total - total / 2 : total / 2;
        } else if (automatic.equals("VALID")) {
            before = 0;
        }
        return new Axis(input, output, kernel, stride, dilation, before);
    }

    private static int number(Operands operands, String attribute, int axis, int otherwise) {
        return operands.node()
                .intsAttribute(attribute)
                .map(all -> (int) all[axis])
                .orElse(otherwise);
    }
}
