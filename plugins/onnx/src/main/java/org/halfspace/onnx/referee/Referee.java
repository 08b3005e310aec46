package org.halfspace.onnx.referee;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Shape;
import org.halfspace.onnx.referee.kernel.Budget;
import org.halfspace.onnx.referee.kernel.Limits;
import org.halfspace.onnx.referee.kernel.Operators;
import org.halfspace.spi.InputException;

/**
 * Evaluates and differentiates a graph in double precision, in plain Java: the second opinion on what ONNX Runtime computes in
 * single precision and on gradients. Weights are what the file holds, exactly; every operation rounds to double.
 *
 * <p>Any tensor of the graph can be fed, asked for, and differentiated by; only the nodes in between are run. Immutable and
 * thread-safe; it keeps the constants that it has used, as doubles.
 */
public final class Referee {
    private final Graph graph;
    private final Limits limits;
    private final Map<String, Value> constants = new ConcurrentHashMap<>();

    private Referee(Graph graph, Limits limits) {
        this.graph = graph;
        this.limits = limits;
    }

    /** A referee for a graph, with limits that suit this machine. */
    public static Referee of(Graph graph) {
        return new Referee(graph, Limits.standard());
    }

    /** A referee for a graph that refuses to hold or compute more than it is allowed. */
    public static Referee of(Graph graph, Limits limits) {
        return new Referee(graph, limits);
    }

    /** The nodes whose operator it does not know, those in the branches of an If too; they matter only if they are needed. */
    public List<Node> unsupportedNodes() {
        return unsupported(graph).toList();
    }

    private static Stream<Node> unsupported(Graph graph) {
        return graph.nodes().stream()
                .flatMap(node -> node.is("If")
                        ? node.attributes().values().stream()
                                .filter(Attribute.Subgraph.class::isInstance)
                                .flatMap(branch -> unsupported(((Attribute.Subgraph) branch).value()))
                        : Stream.of(node).filter(one -> Operators.all().of(one).isEmpty()));
    }

    static InputException unsupported(Node node, long opset) {
        return new InputException("the double-precision referee does not know the operator "
                        + (node.domain().isEmpty() ? "" : node.domain() + ".") + node.opType())
                .where(node + " (operator set " + opset + ")")
                .hint("export the model without it; docs/operators.md lists what is known");
    }

    /**
     * Runs the graph.
     *
     * @param inputs values of the graph's inputs, or of any other tensors, whose nodes are then not run
     * @param outputs tensors of the graph
     * @return their values, in the order asked for
     * @throws InputException if an input is missing, does not fit, or a node cannot be evaluated
     */
    public Map<String, Array> run(Map<String, Array> inputs, List<String> outputs) {
        outputs.forEach(this::requireTensor);
        Evaluation evaluation = evaluation(inputs, Optional.empty(), "");
        evaluation.run(outputs);
        Map<String, Array> results = new LinkedHashMap<>();
        outputs.forEach(name -> results.put(name, required(evaluation, name).array()));
        return results;
    }

    /** Runs the graph and gives the value of one tensor. */
    public Array run(Map<String, Array> inputs, String output) {
        return run(inputs, List.of(output)).get(output);
    }

    /**
     * The vector-Jacobian product: the transposed Jacobian of one tensor by another, times a cotangent.
     *
     * @param inputs as for {@link #run(Map, List)}
     * @param target the tensor that is differentiated
     * @param cotangent real numbers, of the target's shape
     * @param withRespectTo the tensor that it is differentiated by
     * @return real numbers, of that tensor's shape
     * @throws InputException as {@link #run(Map, List)}, and if the cotangent does not fit
     */
    public Array vjp(Map<String, Array> inputs, String target, Array cotangent, String withRespectTo) {
        return linearise(inputs, target, withRespectTo).pullback(cotangent);
    }

    /** Runs the graph once and keeps what is needed to differentiate it any number of times at this point. */
    public Linearisation linearise(Map<String, Array> inputs, String target, String withRespectTo) {
        requireTensor(target);
        requireTensor(withRespectTo);
        Tape tape = new Tape();
        Evaluation evaluation = evaluation(inputs, Optional.of(tape), withRespectTo);
        evaluation.run(List.of(target, withRespectTo));
        return new Linearisation(tape, required(evaluation, target), required(evaluation, withRespectTo));
    }

    private Evaluation evaluation(Map<String, Array> inputs, Optional<Tape> tape, String source) {
        Evaluation evaluation = new Evaluation(
                graph,
                graph.opsets(),
                name -> name.equals(source) ? Optional.empty() : constant(name),
                new Budget(limits),
                tape,
                source);
        inputs.forEach((name, array) -> {
            requireTensor(name);
            evaluation.feed(name, array);
        });
        if (!inputs.containsKey(source)) {
            graph.constant(source).ifPresent(tensor -> evaluation.feed(source, Array.of(tensor)));
        }
        return evaluation;
    }

    private Optional<Value> constant(String name) {
        Value known = constants.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Tensor> tensor = graph.constant(name);
        return tensor.map(found -> constants.computeIfAbsent(name, key -> new Value(Array.of(found), false)));
    }

    private void requireTensor(String name) {
        if (!graph.contains(name)) {
            List<String> known = new ArrayList<>();
            graph.inputs().forEach(input -> known.add(input.name()));
            graph.outputs().forEach(output -> known.add(output.name()));
            throw new InputException("the graph has no tensor of this name")
                    .expected("a tensor of the graph, such as its inputs and outputs " + known)
                    .found("\"" + name + "\"");
        }
    }

    private Value required(Evaluation evaluation, String name) {
        return evaluation.value(name).orElseThrow(() -> new InputException("an input has no value")
                .expected("a value for \"" + name + "\"")
                .hint("feed all inputs of the model"));
    }

    /** The derivative of one tensor by another at one point. Immutable and thread-safe. */
    public static final class Linearisation {
        private final Tape tape;
        private final Value target;
        private final Value source;

        private Linearisation(Tape tape, Value target, Value source) {
            this.tape = tape;
            this.target = target;
            this.source = source;
        }

        /** The value of the target. */
        public Array value() {
            return target.array();
        }

        /**
         * The transposed Jacobian times a cotangent.
         *
         * @param cotangent real numbers, of the target's shape
         * @return real numbers, of the shape of what is differentiated by
         * @throws InputException if the cotangent does not fit
         */
        public Array pullback(Array cotangent) {
            int[] shape = target.array().shape();
            if (!Arrays.equals(cotangent.shape(), shape) || !cotangent.isReal()) {
                throw new InputException("the cotangent does not fit the tensor that is differentiated")
                        .expected("real numbers of shape " + Shape.text(shape))
                        .found(cotangent);
            }
            return Array.of(
                    tape.back(target, cotangent.reals(), source), source.array().shape());
        }
    }
}
