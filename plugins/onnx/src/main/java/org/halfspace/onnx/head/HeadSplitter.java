package org.halfspace.onnx.head;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.spi.InputException;
import org.halfspace.spi.model.Precision;

/**
 * Makes (W, b) of the last affine layer and what follows it: every operator of the chain is applied to the columns of W and to
 * b, in double precision.
 */
final class HeadSplitter {
    private final ConstantFolder constants;
    private final Function<String, long[]> shapes;

    /**
     * @param constants gives weights
     * @param shapes gives the sizes of a tensor for one sample
     */
    HeadSplitter(ConstantFolder constants, Function<String, long[]> shapes) {
        this.constants = constants;
        this.shapes = shapes;
    }

    /**
     * (W, b) and what is to be said of them.
     *
     * @param map l inputs, m outputs
     * @param pooled whether h is the average of the layer's input over all positions
     * @param precision how the weights are stored
     * @param kind the operators: {@code "MatMul + Add"}
     * @param notes what was decided
     */
    record Parts(AffineMap map, boolean pooled, Precision precision, String kind, List<String> notes) {}

    /**
     * Splits.
     *
     * @throws InputException if the parts do not make a softmax layer
     */
    Parts split(Tail tail) {
        List<String> notes = new ArrayList<>();
        int pool = pool(tail);
        boolean pooled = pool >= 0;
        if (pool == tail.chain().size()) {
            notes.add("the logits are the average of \"" + tail.logits()
                    + "\" over all positions, which the graph itself" + " does not take of them");
        }
        AffineMap map = new LayerReader(constants, shapes, tail.output()).read(tail.layer(), tail.data(), pooled);
        long[] dims = shapes.apply(tail.layerOutput());
        int m = map.outputs();
        int classAxis = 1;
        for (int i = 0; i < tail.chain().size(); i++) {
            Node node = tail.chain().get(i);
            if (i < pool) {
                classAxis = beforePool(node, map, classAxis, dims.length);
            } else if (i == pool) {
                requireFullAverage(node, dims, classAxis);
                notes.add("h is the average over positions of the input of " + tail.layer()
                        + ": the average of an affine function is the affine function of the average");
            } else {
                apply(node, map, dims);
            }
            dims = shapes.apply(node.output());
        }
        boolean averaged = pool == tail.chain().size();
        if (!averaged && Tensor.size(shapes.apply(tail.logits())) != m && !Operators.isLinearClassifier(tail.layer())) {
            throw manyVectors(tail, m);
        }
        if (Operators.isLinearClassifier(tail.layer())) {
            postTransform(tail, map, notes);
        }
        requireSoftmaxOverClasses(tail, m);
        twoClasses(tail, map, notes);
        return new Parts(map, pooled, precision(tail.layer(), tail.data()), kind(tail), notes);
    }

    /** Where in the chain the average over positions is; behind its end where {@code --head} left it out; -1 for none. */
    private int pool(Tail tail) {
        long[] output = shapes.apply(tail.layerOutput());
        if (!tail.layer().opType().endsWith("Conv") || Tensor.size(output) == output[0] * output[1]) {
            return -1;
        }
        for (int i = 0; i < tail.chain().size(); i++) {
            if (Operators.isPool(tail.chain().get(i))) {
                return i;
            }
        }
        return tail.chosen() ? tail.chain().size() : -1;
    }

    /** Applies an operator to logits that have positions yet: it has to do the same at each of them. */
    private int beforePool(Node node, AffineMap map, int classAxis, int rank) {
        long[] dims = new long[rank];
        Arrays.fill(dims, 1);
        dims[classAxis] = map.outputs();
        if (node.is("Transpose")) {
            long[] perm = Axes.permutation(node, rank);
            for (int a = 0; a < rank; a++) {
                if (perm[a] == classAxis) {
                    return a;
                }
            }
        }
        if (node.isOneOf(Set.of("Reshape", "Flatten", "Squeeze", "Unsqueeze"))) {
            long[] after = shapes.apply(node.output());
            if (classAxis != 1 || after.length < 2 || after[1] != map.outputs()) {
                throw notSupported(node, "the order of positions and classes stays as it is before the average");
            }
            return classAxis;
        }
        apply(node, map, dims);
        return classAxis;
    }

    private void requireFullAverage(Node pool, long[] dims, int classAxis) {
        long[] after = shapes.apply(pool.output());
        boolean all = Tensor.size(after) == dims[classAxis];
        boolean padded = pool.intsAttribute("pads").stream()
                .flatMapToLong(Arrays::stream)
                .anyMatch(pad -> pad != 0);
        boolean kernel = !pool.is("AveragePool")
                || Arrays.equals(
                        pool.intsAttribute("kernel_shape").orElse(new long[0]),
                        Arrays.copyOfRange(dims, 2, dims.length));
        boolean axis = pool.is("ReduceMean") || classAxis == 1;
        if (!all || padded || !kernel || !axis) {
            throw notSupported(pool, "an average over all positions");
        }
    }

    private void apply(Node node, AffineMap map, long[] dims) {
        switch (node.opType()) {
            case "Transpose" -> map.permute(Axes.transposed(dims, Axes.permutation(node, dims.length)));
            case "Neg" -> map.scale(filled(map.outputs(), -1));
            case "Add", "Sum", "Sub", "Mul", "Div" -> elementwise(node, map, dims);
            case "BatchNormalization" -> batchNormalization(node, map, dims);
            case "GlobalAveragePool", "AveragePool", "ReduceMean" -> {
                if (Tensor.size(dims) != Tensor.size(shapes.apply(node.output()))) {
                    throw notSupported(node, "no average over logits");
                }
            }
            default -> {
                // The operators that keep the numbers and their order.
            }
        }
    }

    private void elementwise(Node node, AffineMap map, long[] dims) {
        int variable = Operators.elementwise(node, constants).orElseThrow();
        for (int i = 0; i < node.inputs().size(); i++) {
            if (i == variable) {
                continue;
            }
            Tensor constant = constants
                    .value(node.input(i))
                    .orElseThrow(() -> notSupported(node, "a constant that is a tensor of numbers"));
            double[] values = Axes.broadcast(constant, dims);
            if (values == null || values.length != map.outputs()) {
                throw LayerReader.misfit(node, constant, "one number, or one per class, for " + Arrays.toString(dims));
            }
            switch (node.opType()) {
                case "Mul" -> map.scale(values);
                case "Div" -> map.scale(mapped(values, value -> 1 / value));
                case "Sub" -> {
                    if (variable == 0) {
                        map.shift(mapped(values, value -> -value));
                    } else {
                        map.scale(filled(map.outputs(), -1)).shift(values);
                    }
                }
                default -> map.shift(values);
            }
        }
    }

    private void batchNormalization(Node node, AffineMap map, long[] dims) {
        double[] scale = parameter(node, 1);
        double[] shift = parameter(node, 2);
        double[] mean = parameter(node, 3);
        double[] variance = parameter(node, 4);
        double epsilon = node.realAttribute("epsilon", 1e-5f);
        long[] strides = Axes.strides(dims);
        double[] factors = new double[map.outputs()];
        double[] summands = new double[map.outputs()];
        for (int i = 0; i < factors.length; i++) {
            int channel = (int) (i / strides[1] % dims[1]);
            factors[i] = scale[channel] / Math.sqrt(variance[channel] + epsilon);
            summands[i] = shift[channel] - mean[channel] * factors[i];
        }
        map.scale(factors).shift(summands);
    }

    private double[] parameter(Node node, int input) {
        return constants
                .value(node.input(input))
                .orElseThrow(() -> notSupported(node, "parameters that are tensors of numbers"))
                .doubles();
    }

    private static double[] filled(int count, double value) {
        double[] values = new double[count];
        Arrays.fill(values, value);
        return values;
    }

    private static double[] mapped(double[] values, DoubleUnaryOperator change) {
        return Arrays.stream(values).map(change).toArray();
    }

    private void postTransform(Tail tail, AffineMap map, List<String> notes) {
        String transform = tail.layer().textAttribute("post_transform", "NONE");
        boolean softmaxFollows = tail.squash().isPresent();
        switch (transform) {
            case "NONE" -> {}
            case "SOFTMAX" -> {
                if (softmaxFollows) {
                    throw notSupported(tail.layer(), "one softmax, not two");
                }
            }
            case "LOGISTIC" -> {
                if (map.outputs() == 2 && !softmaxFollows) {
                    requireOpposite(tail.layer(), map);
                    map.scale(new double[] {0.5, 0.5});
                    notes.add("two opposite scores through a logistic function are a softmax of half these scores");
                } else if (map.outputs() != 1) {
                    throw notSupported(tail.layer(), "a softmax over the classes, not one logistic function per class");
                }
            }
            default -> throw notSupported(tail.layer(), "post_transform NONE, SOFTMAX or LOGISTIC, not " + transform);
        }
    }

    private static void requireOpposite(Node layer, AffineMap map) {
        for (int k = 0; k < map.weights().numRows; k++) {
            if (map.weights().data[2 * k] != -map.weights().data[2 * k + 1]) {
                throw notSupported(layer, "a softmax over the classes, not one logistic function per class");
            }
        }
    }

    private void twoClasses(Tail tail, AffineMap map, List<String> notes) {
        if (map.outputs() > 1) {
            if (tail.sigmoid()) {
                throw new InputException("the model ends in one sigmoid per class, not in a softmax")
                        .where(tail.squash().orElseThrow())
                        .expected("a softmax over the classes")
                        .found(map.outputs() + " independent yes-or-no outputs")
                        .hint("--head " + tail.layer().label()
                                + " treats the values before the sigmoids as the logits of one softmax");
            }
            if (tail.squash().isEmpty() && !Operators.isLinearClassifier(tail.layer())) {
                notes.add("the graph has no softmax; \"" + tail.logits() + "\" is taken as the logits");
            }
            return;
        }
        if (!tail.sigmoid() && !Operators.isLinearClassifier(tail.layer())) {
            throw new InputException("the model is no classifier: it has one linear output, like a regression")
                    .where(tail.layer() + ", output \"" + tail.output() + "\"")
                    .expected("logits of at least two classes, or one output through a sigmoid")
                    .found("one output without a sigmoid")
                    .hint("if another output holds the classes, name it: --output NAME");
        }
        map.asTwoClasses();
        notes.add("one output z through a sigmoid is treated as two classes with the logits (0, z):"
                + " W = [0, w], b = [0, b]");
    }

    private void requireSoftmaxOverClasses(Tail tail, int m) {
        if (tail.squash().isEmpty() || tail.sigmoid()) {
            return;
        }
        Node softmax = tail.squash().get();
        long[] dims = shapes.apply(tail.logits());
        long before = softmax.intAttribute("axis", Long.MIN_VALUE);
        // From opset 13 on one axis, by default the last; before, all axes from the given one on, by default the
        // second.
        boolean one = constants.opset() >= 13;
        long axis = before == Long.MIN_VALUE ? (one ? -1 : 1) : before;
        int first = (int) (axis < 0 ? axis + dims.length : axis);
        int size = one ? (int) dims[first] : Tensor.size(Arrays.copyOfRange(dims, first, dims.length));
        if (size != m) {
            throw notSupported(
                    softmax, "a softmax over all " + m + " classes; axis " + axis + " has " + size + " of them");
        }
    }

    private InputException manyVectors(Tail tail, int m) {
        return new InputException("the model gives more than one vector of logits per sample")
                .where("tensor \"" + tail.logits() + "\"")
                .expected(m + " logits")
                .found("sizes " + Arrays.toString(shapes.apply(tail.logits())))
                .hint("models that classify every position have no single hidden vector");
    }

    private static InputException notSupported(Node node, String expected) {
        return new InputException("the model does not end in a softmax layer as the paper defines it")
                .where(node)
                .expected(expected)
                .found(node.toString())
                .hint("--head NODE takes another node's result as the logits");
    }

    private Precision precision(Node layer, int data) {
        if (Operators.isLinearClassifier(layer)) {
            return Precision.FLOAT32;
        }
        ElementType type = constants.storage(layer.input(data == 0 ? 1 : 0));
        return switch (type) {
            case DOUBLE -> Precision.FLOAT64;
            case FLOAT16 -> Precision.FLOAT16;
            case BFLOAT16 -> Precision.BFLOAT16;
            default -> Precision.FLOAT32;
        };
    }

    private static String kind(Tail tail) {
        StringBuilder kind = new StringBuilder(tail.layer().opType());
        for (Node node : tail.chain()) {
            if (!Operators.keepsNumbers(node) && !node.is("Transpose")) {
                kind.append(" + ").append(node.opType());
            }
        }
        return kind.toString();
    }
}
