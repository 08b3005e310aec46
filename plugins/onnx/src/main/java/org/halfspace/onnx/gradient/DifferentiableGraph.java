package org.halfspace.onnx.gradient;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.halfspace.onnx.emit.Emitter;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.normalise.Normaliser;
import org.halfspace.onnx.normalise.Widening;
import org.halfspace.onnx.probe.GraphProbe;
import org.halfspace.spi.InputException;

/**
 * A graph in normal form with the shapes of its tensors, and the part of it through which a derivative flows: what depends on
 * the input and leads to the target. Immutable and thread-safe.
 */
public final class DifferentiableGraph {
    private final Graph graph;
    private final String input;
    private final String target;
    private final Map<String, TensorShape> shapes;
    private final OperatorTable table;
    private final GraphProbe probe;
    private final Set<String> active = new HashSet<>();
    private final List<Node> path;

    private DifferentiableGraph(
            Graph graph,
            String input,
            String target,
            Map<String, TensorShape> shapes,
            OperatorTable table,
            GraphProbe probe) {
        this.graph = graph;
        this.input = input;
        this.target = target;
        this.shapes = shapes;
        this.table = table;
        this.probe = probe;
        this.path = path();
    }

    /**
     * Prepares a graph.
     *
     * @param graph a graph with one input, whose sizes are known but for the batch
     * @param target the tensor to differentiate; becomes the only output
     * @param probe asks ONNX Runtime for sizes and constants
     * @throws InputException if ONNX Runtime refuses the graph, or its form is too old
     */
    public static DifferentiableGraph of(Graph graph, String target, GraphProbe probe) {
        OperatorTable table = StandardOperators.table();
        Graph cut = Widening.apply(graph.withOutputs(List.of(ValueInfo.untyped(target))));
        if (cut.inputs().size() != 1) {
            throw new InputException("expected a graph with one input")
                    .where("tensor \"" + target + "\"")
                    .found(cut.inputs().size() + " inputs that it depends on");
        }
        String input = cut.inputs().get(0).name();
        Normaliser normaliser = new Normaliser(probe);
        Graph normal = PoolBeforeRelu.apply(normaliser.normalise(cut));
        DifferentiableGraph plain = inferred(normal, input, target, table, probe);
        while (plain.hasDecidedBranches()) {
            plain = inferred(normaliser.normalise(plain.graph), input, target, table, probe);
        }
        while (true) {
            Graph lowered = plain.lowered();
            if (lowered == plain.graph) {
                return plain;
            }
            plain = inferred(lowered, input, target, table, probe);
        }
    }

    /** Whether arithmetic on sizes has come to the condition of a branch. */
    private boolean hasDecidedBranches() {
        return graph.nodes().stream()
                .anyMatch(node -> node.is("If") && graph.constant(node.input(0)).isPresent());
    }

    private static DifferentiableGraph inferred(
            Graph graph, String input, String target, OperatorTable table, GraphProbe probe) {
        Map<String, TensorShape> shapes = new HashMap<>(new ShapeInference(probe).shapes(graph));
        Graph folded = CeilPools.rewritten(new ShapeFolding(graph, shapes, probe).apply(), shapes);
        folded.constants().forEach((name, value) -> shapes.put(name, TensorShape.of(value)));
        Graph early = EarlySubsampling.apply(folded, shapes);
        return new DifferentiableGraph(early, input, target, shapes, table, probe);
    }

    /** The graph with every operator on the path that is short for others written out; the same graph if there is none. */
    private Graph lowered() {
        GraphBuilder builder = graph.toBuilder();
        Emitter emitter = new Emitter(builder, "lower/", graph.opset());
        boolean changed = false;
        for (Node node : path) {
            if (table.way(node).orElse(null) instanceof OperatorEntry.WrittenOut writtenOut) {
                builder.remove(node);
                Lowering.Context context = new Lowering.Context(this, emitter);
                Unsupported.guarded(node, graph, () -> writtenOut.lowering().lower(node, context));
                changed = true;
            }
        }
        return changed ? builder.build() : graph;
    }

    /** The nodes that a derivative flows through, in order. Fills the set of active tensors on the way. */
    private List<Node> path() {
        Set<String> reached = new HashSet<>(Set.of(input));
        for (Node node : graph.nodes()) {
            if (!(table.way(node).orElse(null) instanceof OperatorEntry.Flat)
                    && sources(node).stream().anyMatch(reached::contains)) {
                node.outputs().stream()
                        .filter(output -> carries(node, output, reached))
                        .forEach(reached::add);
            }
        }
        Set<Node> leading = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<String> wanted = new HashSet<>(Set.of(target));
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            Node node = graph.nodes().get(i);
            boolean leads =
                    node.outputs().stream().anyMatch(output -> wanted.contains(output) && reached.contains(output));
            if (leads) {
                leading.add(node);
                wanted.addAll(sources(node));
            }
        }
        wanted.retainAll(reached);
        active.addAll(wanted);
        return graph.nodes().stream().filter(leading::contains).toList();
    }

    /** The tensors whose changes a node passes on. */
    private static Set<String> sources(Node node) {
        Set<String> sources = new HashSet<>(node.uses());
        for (int input = 0; input < node.inputs().size(); input++) {
            if (isFlat(node, input) && Collections.frequency(node.inputs(), node.input(input)) == 1) {
                sources.remove(node.input(input));
            }
        }
        return sources;
    }

    /** Whether small changes of an input change nothing: CastLike takes its type, OneHot whole numbers. */
    static boolean isFlat(Node node, int input) {
        return (node.is("CastLike") && input == 1) || (node.is("OneHot") && input < 2);
    }

    /** Whether a tensor stands for real numbers: floats do, bytes that real numbers were quantised to, and what is no tensor may. */
    private boolean carries(Node node, String output, Set<String> reached) {
        TensorShape shape = shapes.get(output);
        if (shape == null || shape.type().isFloating()) {
            return !output.isEmpty();
        }
        boolean bytes = shape.type() == ElementType.INT8 || shape.type() == ElementType.UINT8;
        return bytes
                && (node.is("QuantizeLinear")
                        || node.inputs().stream()
                                .filter(name -> reached.contains(name) && shapes.containsKey(name))
                                .anyMatch(name -> !shapes.get(name).type().isFloating()));
    }

    /** The graph, in normal form. */
    public Graph graph() {
        return graph;
    }

    /** The input to differentiate by. */
    public String input() {
        return input;
    }

    /** The tensor to differentiate. */
    public String target() {
        return target;
    }

    /** The shape of a tensor. */
    public TensorShape shape(String tensor) {
        TensorShape shape = shapes.get(tensor);
        if (shape == null) {
            throw new IllegalArgumentException("there is no tensor \"" + tensor + "\"");
        }
        return shape;
    }

    /** How many numbers the nodes of the forward pass make for one sample. */
    public long numbersPerSample() {
        long numbers = 0;
        for (Node node : graph.nodes()) {
            for (String output : node.outputs()) {
                TensorShape shape = shapes.get(output);
                numbers += shape == null ? 0 : Math.abs(shape.size(0, shape.rank()));
            }
        }
        return numbers;
    }

    /** Computes the outputs of a graph of constants. */
    Map<String, Tensor> evaluate(Graph constants) {
        return probe.run(constants, Map.of());
    }

    /** Whether a tensor depends on the input and leads to the target. */
    boolean isActive(String tensor) {
        return active.contains(tensor);
    }

    /** The nodes that a derivative flows through, in an order in which they can be run. */
    List<Node> activeNodes() {
        return path;
    }

    /** The rules of a node on the path. */
    OperatorEntry.Rules rules(Node node) {
        if (table.way(node).orElse(null) instanceof OperatorEntry.Rules rules) {
            return rules;
        }
        throw Unsupported.operator(node, graph);
    }

    /**
     * The operators on the path that cannot be differentiated, each once, in the order in which they come.
     *
     * @return operators, with their domain where it is not ONNX's own
     */
    public List<String> unsupportedOperators() {
        return path.stream()
                .filter(node -> !(table.way(node).orElse(null) instanceof OperatorEntry.Rules))
                .map(Unsupported::qualified)
                .distinct()
                .toList();
    }
}
