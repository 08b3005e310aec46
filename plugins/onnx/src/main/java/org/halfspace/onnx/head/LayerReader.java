package org.halfspace.onnx.head;

import java.util.Arrays;
import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.spi.InputException;

/** Reads W and b of an affine layer, in the forms that exporters write. */
final class LayerReader {
    private final ConstantFolder constants;
    private final Function<String, long[]> shapes;
    private final String output;

    /**
     * @param constants gives weights
     * @param shapes gives the sizes of a tensor for one sample
     * @param output the graph's output that the layer leads to, for messages
     */
    LayerReader(ConstantFolder constants, Function<String, long[]> shapes, String output) {
        this.constants = constants;
        this.shapes = shapes;
        this.output = output;
    }

    /**
     * Reads a layer.
     *
     * @param pooled whether its result is averaged over positions, so that h is the average of its input
     * @return from the numbers of the layer's input, flattened, to those of its result, flattened
     */
    AffineMap read(Node layer, int data, boolean pooled) {
        if (Operators.isLinearClassifier(layer)) {
            return linearClassifier(layer);
        }
        return switch (layer.opType()) {
            case "Gemm", "FusedGemm" -> gemm(layer, data);
            case "MatMul", "FusedMatMul" -> matMul(layer, data);
            default -> conv(layer, pooled);
        };
    }

    private Tensor constant(Node layer, int input) {
        return constants.value(layer.input(input)).orElseThrow(() -> new InputException(
                        "the last layer's weights cannot be computed")
                .where(layer + ", input \"" + layer.input(input) + "\"")
                .expected("a tensor of numbers"));
    }

    private AffineMap gemm(Node layer, int data) {
        // Y = alpha A' B' + beta C; one of A and B is h, as a row or as a column.
        boolean left = data == 0;
        boolean turned = layer.intAttribute(left ? "transB" : "transA", 0) != 0;
        Tensor weights = constant(layer, left ? 1 : 0);
        requireOneVector(layer, data, weights.dim(turned == left ? 1 : 0));
        // As A' B' has h for a row, B' is W; as h is a column, A' is W^T.
        AffineMap map = product(weights, turned == left);
        double alpha = layer.realAttribute("alpha", 1);
        if (alpha != 1) {
            double[] factors = new double[map.outputs()];
            Arrays.fill(factors, alpha);
            map.scale(factors);
        }
        if (layer.hasInput(2)) {
            long[] result = left ? new long[] {1, map.outputs()} : new long[] {map.outputs(), 1};
            double[] summands = Axes.broadcast(constant(layer, 2), result);
            if (summands == null) {
                throw misfit(layer, constant(layer, 2), Arrays.toString(result));
            }
            double beta = layer.realAttribute("beta", 1);
            for (int i = 0; i < summands.length; i++) {
                summands[i] *= beta;
            }
            map.shift(summands);
        }
        return map;
    }

    private AffineMap matMul(Node layer, int data) {
        boolean left = data == 0;
        Tensor weights = constant(layer, left ? 1 : 0);
        boolean turned = layer.intAttribute(left ? "transB" : "transA", 0) != 0;
        long[] dims = weights.dims();
        int rank = dims.length;
        if (rank == 1) {
            // A vector: one result per sample.
            dims = left ? new long[] {dims[0], 1} : new long[] {1, dims[0]};
        } else if (Arrays.stream(dims, 0, rank - 2).anyMatch(size -> size != 1)) {
            throw misfit(layer, weights, "a matrix");
        } else {
            dims = new long[] {dims[rank - 2], dims[rank - 1]};
        }
        Tensor matrix = weights.reshaped(dims);
        requireOneVector(layer, data, matrix.dim(turned == left ? 1 : 0));
        AffineMap map = product(matrix, turned == left);
        double alpha = layer.realAttribute("alpha", 1);
        if (alpha != 1) {
            double[] factors = new double[map.outputs()];
            Arrays.fill(factors, alpha);
            map.scale(factors);
        }
        return map;
    }

    /** W from a matrix that stores it as l x m, or as m x l where {@code classesFirst}. */
    private static AffineMap product(Tensor matrix, boolean classesFirst) {
        int rows = (int) matrix.dim(0);
        int columns = (int) matrix.dim(1);
        double[] stored = matrix.doubles();
        if (!classesFirst) {
            return new AffineMap(DMatrixRMaj.wrap(rows, columns, stored), new double[columns]);
        }
        DMatrixRMaj weights = new DMatrixRMaj(columns, rows);
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < columns; k++) {
                weights.data[k * rows + i] = stored[i * columns + k];
            }
        }
        return new AffineMap(weights, new double[rows]);
    }

    private void requireOneVector(Node layer, int data, long l) {
        long[] dims = shapes.apply(layer.input(data));
        if (Tensor.size(dims) != l) {
            throw new InputException("the last layer is applied to more than one vector per sample")
                    .where(layer + ", on the way to output \"" + output + "\"")
                    .expected("one vector of " + l + " numbers")
                    .found("a tensor of shape " + Arrays.toString(dims))
                    .hint("models that classify every position (text, segmentation, detection) have no single hidden"
                            + " vector");
        }
    }

    private AffineMap conv(Node layer, boolean pooled) {
        Tensor kernel = constant(layer, 1);
        int m = (int) kernel.dim(0);
        int axes = kernel.rank() - 2;
        long[] input = shapes.apply(layer.input(0)).clone();
        long[] result = shapes.apply(layer.output());
        int group = (int) layer.intAttribute("group", 1);
        if (pooled) {
            requirePointwise(layer, kernel);
            Arrays.fill(input, 2, input.length, 1);
        } else if (Tensor.size(result) != m) {
            throw new InputException("the last layer gives more than one vector of logits per sample")
                    .where(layer + ", on the way to output \"" + output + "\"")
                    .expected("a convolution that covers its whole input, or an average over all positions after it")
                    .found("a result of shape " + Arrays.toString(result))
                    .hint("models that classify every position (segmentation, detection) have no single hidden vector");
        }
        long[] begin = padding(layer, kernel, input, axes);
        long[] dilations = layer.intsAttribute("dilations").orElseGet(() -> ones(axes));
        int channels = (int) kernel.dim(1);
        int positions = Tensor.size(Arrays.copyOfRange(kernel.dims(), 2, kernel.rank()));
        long[] inputStrides = Axes.strides(input);
        long[] kernelStrides = Axes.strides(kernel.dims());
        double[] stored = kernel.doubles();
        DMatrixRMaj weights = new DMatrixRMaj(Tensor.size(input), m);
        for (int p = 0; p < positions; p++) {
            long at = 0;
            boolean inside = true;
            for (int a = 0; a < axes; a++) {
                long place = p / kernelStrides[a + 2] % kernel.dim(a + 2) * dilations[a] - begin[a];
                inside &= place >= 0 && place < input[a + 2];
                at += place * inputStrides[a + 2];
            }
            for (int i = 0; inside && i < m; i++) {
                int first = i / (m / group) * channels;
                for (int c = 0; c < channels; c++) {
                    int k = (int) ((first + c) * inputStrides[1] + at);
                    weights.data[k * m + i] = stored[(int) (i * kernelStrides[0] + c * kernelStrides[1] + p)];
                }
            }
        }
        double[] bias = layer.hasInput(2) ? constant(layer, 2).doubles() : new double[m];
        return new AffineMap(weights, bias);
    }

    /** How many zeros are in front of each axis, for a convolution whose result has one position. */
    private static long[] padding(Node layer, Tensor kernel, long[] input, int axes) {
        String auto = layer.textAttribute("auto_pad", "NOTSET");
        if (auto.equals("NOTSET") || auto.equals("VALID")) {
            return layer.intsAttribute("pads")
                    .map(pads -> Arrays.copyOf(pads, axes))
                    .orElseGet(() -> new long[axes]);
        }
        long[] begin = new long[axes];
        long[] dilations = layer.intsAttribute("dilations").orElseGet(() -> ones(axes));
        for (int a = 0; a < axes; a++) {
            long total = Math.max(0, (kernel.dim(a + 2) - 1) * dilations[a] + 1 - input[a + 2]);
            begin[a] = auto.equals("SAME_LOWER") ? total - total / 2 : total / 2;
        }
        return begin;
    }

    private static void requirePointwise(Node layer, Tensor kernel) {
        boolean one = Arrays.stream(kernel.dims()).skip(2).allMatch(size -> size == 1);
        boolean dense = layer.intsAttribute("strides").stream()
                .flatMapToLong(Arrays::stream)
                .allMatch(step -> step == 1);
        boolean bare = layer.intsAttribute("pads").stream()
                .flatMapToLong(Arrays::stream)
                .allMatch(pad -> pad == 0);
        if (!one || !dense || !bare) {
            throw new InputException("the last layer is no function of one hidden vector")
                    .where(layer)
                    .expected("a 1 x 1 convolution of stride 1 before the average over positions")
                    .found("a kernel of sizes " + Arrays.toString(kernel.dims()))
                    .hint("--head NODE takes another node's result as the logits");
        }
    }

    private static long[] ones(int count) {
        long[] ones = new long[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private AffineMap linearClassifier(Node layer) {
        double[] coefficients = widen(layer.realsAttribute("coefficients").orElseThrow(() -> misfit(layer)));
        int l = Tensor.size(shapes.apply(layer.input(0)));
        if (coefficients.length % l != 0) {
            throw misfit(layer);
        }
        int m = coefficients.length / l;
        AffineMap map = product(Tensor.doubles(coefficients, m, l), true);
        layer.realsAttribute("intercepts").ifPresent(intercepts -> map.shift(widen(intercepts)));
        return map;
    }

    private static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    private static InputException misfit(Node layer) {
        return new InputException("the last layer's coefficients do not fit its input").where(layer);
    }

    static InputException misfit(Node node, Tensor found, String expected) {
        return new InputException("a constant after the last layer does not fit the logits")
                .where(node)
                .expected(expected)
                .found(found);
    }
}
