package org.halfspace.onnx.head;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;

/**
 * In which interval the elements of a tensor lie whatever the graph's input is: interval arithmetic backwards from the tensor,
 * with one interval per tensor. Sound; an operator that it does not know gives all of R.
 */
final class RangeFinder {
    /** How many operators back it looks; what bounds h is the last few. */
    private static final int DEEPEST = 100;

    /** Constants larger than this are not searched for their range. */
    private static final int LARGEST_CONSTANT = 1 << 20;

    /** Operators whose result is made of elements of their first input, or of averages of them. */
    private static final Set<String> KEEPING = Set.of(
            "Identity",
            "Dropout",
            "Flatten",
            "Reshape",
            "Squeeze",
            "Unsqueeze",
            "Transpose",
            "MaxPool",
            "GlobalAveragePool",
            "GlobalMaxPool",
            "ReduceMean",
            "ReduceMax",
            "ReduceMin",
            "Slice",
            "Gather",
            "GatherElements",
            "GatherND",
            "Split",
            "Expand",
            "Tile",
            "DepthToSpace",
            "SpaceToDepth");

    private static final Set<String> NONNEGATIVE = Set.of(
            "Abs", "Sqrt", "Exp", "Softplus", "ReduceL1", "ReduceL2", "ReduceSumSquare", "GlobalLpPool", "LpPool");

    /** The least value of x * sigmoid(x), rounded down. */
    private static final double SILU_LEAST = -0.27847;

    /** The least value of x * Phi(x), and of its approximation by tanh, rounded down. */
    private static final double GELU_LEAST = -0.17005;

    /** The least value of x * tanh(softplus(x)), rounded down. */
    private static final double MISH_LEAST = -0.30885;

    /** The least value of x * min(max(x / 6 + 1/2, 0), 1), at x = -3/2. */
    private static final double HARD_SWISH_LEAST = -0.375;

    private final Graph graph;
    private final ConstantFolder constants;
    private final Map<String, Interval> known = new HashMap<>();

    RangeFinder(Graph graph, ConstantFolder constants) {
        this.graph = graph;
        this.constants = constants;
    }

    /** The interval of a tensor. */
    Interval of(String tensor) {
        return find(tensor, 0);
    }

    private Interval find(String tensor, int depth) {
        Interval found = known.get(tensor);
        if (found == null) {
            found = constants.isConstant(tensor)
                    ? constant(tensor)
                    : graph.producer(tensor)
                            .filter(node -> depth < DEEPEST && node.domain().isEmpty())
                            .map(node -> range(node, depth + 1))
                            .orElse(Interval.REAL);
            known.put(tensor, found);
        }
        return found;
    }

    private Interval constant(String tensor) {
        return constants
                .value(tensor)
                .filter(value -> value.size() > 0 && value.size() <= LARGEST_CONSTANT)
                .map(value -> Interval.of(value.doubles()))
                .orElse(Interval.REAL);
    }

    private Interval range(Node node, int depth) {
        if (node.isOneOf(KEEPING)) {
            return find(node.input(0), depth);
        }
        if (node.isOneOf(NONNEGATIVE)) {
            return Interval.NONNEGATIVE;
        }
        return switch (node.opType()) {
            case "Relu" -> find(node.input(0), depth).atLeast(0);
            case "Clip" -> clip(node, depth);
            case "Sigmoid", "HardSigmoid", "Softmax", "Hardmax" -> new Interval(0, 1);
            case "Tanh", "Softsign", "Erf", "Sin", "Cos" -> new Interval(-1, 1);
            case "LogSoftmax" -> new Interval(Double.NEGATIVE_INFINITY, 0);
            case "HardSwish" -> new Interval(HARD_SWISH_LEAST, Double.POSITIVE_INFINITY);
            case "Gelu" -> new Interval(GELU_LEAST, Double.POSITIVE_INFINITY);
            case "Mish" -> new Interval(MISH_LEAST, Double.POSITIVE_INFINITY);
            case "Elu", "Celu" -> new Interval(-node.realAttribute("alpha", 1), Double.POSITIVE_INFINITY);
            case "Selu" ->
                new Interval(
                        -(double) node.realAttribute("alpha", 1.6732632f) * node.realAttribute("gamma", 1.050701f),
                        Double.POSITIVE_INFINITY);
            case "ThresholdedRelu" -> node.realAttribute("alpha", 1) >= 0 ? Interval.NONNEGATIVE : Interval.REAL;
            case "LeakyRelu" -> leaky(node, depth);
            case "Cast" -> Operators.keepsNumbers(node) ? find(node.input(0), depth) : Interval.REAL;
            case "AveragePool" -> averagePool(node, depth);
            case "ReduceSum" -> sum(find(node.input(0), depth));
            case "Concat", "Max", "Min", "Where" -> union(node, depth);
            case "Pad" -> pad(node, depth);
            case "Resize", "Upsample" ->
                node.textAttribute("mode", "nearest").equals("cubic")
                        ? Interval.REAL
                        : find(node.input(0), depth).union(new Interval(0, 0));
            case "Add", "Sum" ->
                node.inputs().stream()
                        .map(name -> find(name, depth))
                        .reduce(Interval::plus)
                        .orElse(Interval.REAL);
            case "Sub" ->
                find(node.input(0), depth).plus(find(node.input(1), depth).negated());
            case "Neg" -> find(node.input(0), depth).negated();
            case "Mul" -> product(node, depth);
            case "Div" -> quotient(node, depth);
            case "DequantizeLinear" -> dequantised(node);
            default -> Interval.REAL;
        };
    }

    private Interval clip(Node node, int depth) {
        double lower = node.hasInput(1) ? bound(node.input(1), false) : node.realAttribute("min", -Float.MAX_VALUE);
        double upper = node.hasInput(2) ? bound(node.input(2), true) : node.realAttribute("max", Float.MAX_VALUE);
        Interval inner = find(node.input(0), depth);
        Interval clipped = lower <= -Float.MAX_VALUE ? inner : inner.atLeast(lower);
        return upper >= Float.MAX_VALUE ? clipped : clipped.atMost(upper);
    }

    private double bound(String tensor, boolean upper) {
        Optional<Tensor> value = constants.value(tensor);
        if (value.isEmpty() || value.get().size() != 1) {
            return upper ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        }
        return value.get().doubles()[0];
    }

    private Interval leaky(Node node, int depth) {
        Interval inner = find(node.input(0), depth);
        double slope = node.realAttribute("alpha", 0.01f);
        return slope < 0 ? Interval.REAL : inner.union(inner.times(new Interval(slope, slope)));
    }

    private Interval averagePool(Node node, int depth) {
        Interval inner = find(node.input(0), depth);
        boolean zeros = node.intAttribute("count_include_pad", 0) != 0;
        return zeros ? inner.union(new Interval(0, 0)) : inner;
    }

    private static Interval sum(Interval inner) {
        double lower = inner.lower() >= 0 ? 0 : Double.NEGATIVE_INFINITY;
        double upper = inner.upper() <= 0 ? 0 : Double.POSITIVE_INFINITY;
        return new Interval(lower, upper);
    }

    private Interval union(Node node, int depth) {
        Stream<String> parts = node.inputs().stream().skip(node.is("Where") ? 1 : 0);
        Stream<Interval> ranges = parts.map(name -> find(name, depth));
        if (node.is("Max")) {
            return ranges.reduce((a, b) -> new Interval(Math.max(a.lower(), b.lower()), Math.max(a.upper(), b.upper())))
                    .orElse(Interval.REAL);
        }
        if (node.is("Min")) {
            return ranges.reduce((a, b) -> new Interval(Math.min(a.lower(), b.lower()), Math.min(a.upper(), b.upper())))
                    .orElse(Interval.REAL);
        }
        return ranges.reduce(Interval::union).orElse(Interval.REAL);
    }

    private Interval pad(Node node, int depth) {
        Interval inner = find(node.input(0), depth);
        if (!node.textAttribute("mode", "constant").equals("constant")) {
            return inner;
        }
        Interval filling = node.hasInput(2) ? find(node.input(2), depth) : Interval.of(node.realAttribute("value", 0));
        return inner.union(filling);
    }

    private Interval product(Node node, int depth) {
        String a = node.input(0);
        String b = node.input(1);
        Interval product = find(a, depth).times(find(b, depth));
        if (a.equals(b)) {
            return new Interval(Math.max(0, product.lower()), product.upper());
        }
        for (String[] pair : new String[][] {{a, b}, {b, a}}) {
            Optional<Node> gate = graph.producer(pair[1]);
            boolean same = gate.isPresent() && gate.get().input(0).equals(pair[0]);
            if (same && gate.get().is("Sigmoid")) {
                return new Interval(Math.max(SILU_LEAST, product.lower()), product.upper());
            }
            boolean standard = same
                    && gate.get().is("HardSigmoid")
                    && Math.abs(gate.get().realAttribute("alpha", 0.2f) - 1 / 6.0) < STANDARD
                    && gate.get().realAttribute("beta", 0.5f) == 0.5f;
            if (standard) {
                return new Interval(Math.max(HARD_SWISH_LEAST - STANDARD, product.lower()), product.upper());
            }
        }
        return product;
    }

    /** A slope of 1/6 is written with six to eight digits; that moves the least value of a hard swish by less than this. */
    private static final double STANDARD = 1e-4;

    private Interval quotient(Node node, int depth) {
        Interval divisor = find(node.input(1), depth);
        if (divisor.lower() <= 0) {
            return Interval.REAL;
        }
        return find(node.input(0), depth).times(new Interval(1 / divisor.upper(), 1 / divisor.lower()));
    }

    private Interval dequantised(Node node) {
        Optional<Tensor> scale = constants.value(node.input(1));
        Optional<Tensor> zero = node.hasInput(2) ? constants.value(node.input(2)) : Optional.empty();
        if (scale.isEmpty() || zero.isEmpty()) {
            return Interval.REAL;
        }
        Interval stored =
                switch (zero.get().type()) {
                    case UINT8 -> new Interval(0, 255);
                    case INT8 -> new Interval(-128, 127);
                    case UINT16 -> new Interval(0, 65535);
                    case INT16 -> new Interval(-32768, 32767);
                    default -> Interval.REAL;
                };
        if (Arrays.stream(scale.get().doubles()).anyMatch(value -> value <= 0)) {
            return Interval.REAL;
        }
        return stored.plus(Interval.of(zero.get().doubles()).negated())
                .times(Interval.of(scale.get().doubles()));
    }
}
