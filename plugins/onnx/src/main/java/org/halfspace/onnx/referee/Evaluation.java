package org.halfspace.onnx.referee;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.ShapeException;
import org.halfspace.onnx.referee.kernel.Budget;
import org.halfspace.onnx.referee.kernel.Call;
import org.halfspace.onnx.referee.kernel.Operator;
import org.halfspace.onnx.referee.kernel.Operators;
import org.halfspace.onnx.referee.kernel.Result;
import org.halfspace.spi.InputException;

/** One run of a graph: the values so far, the tape if there is one, and how often each value will still be used. */
final class Evaluation {
    private final Graph graph;
    private final Map<String, Long> opsets;
    private final Function<String, Optional<Value>> around;
    private final Budget budget;
    private final Optional<Tape> tape;
    private final String source;
    private final Map<String, Value> values = new HashMap<>();

    /**
     * @param graph what is run
     * @param opsets the operator sets of the model
     * @param around constants, and for a subgraph the values around it
     * @param budget what the run may cost
     * @param tape notes what a derivative goes back through; empty where none is wanted
     * @param source the tensor that is differentiated by; empty where none is
     */
    Evaluation(
            Graph graph,
            Map<String, Long> opsets,
            Function<String, Optional<Value>> around,
            Budget budget,
            Optional<Tape> tape,
            String source) {
        this.graph = graph;
        this.opsets = opsets;
        this.around = around;
        this.budget = budget;
        this.tape = tape;
        this.source = source;
    }

    /** Gives a tensor its value; the nodes that would make it are not run. */
    void feed(String name, Array array) {
        put(name, array, false);
    }

    private Value put(String name, Array array, boolean active) {
        Value value = new Value(array, tape.isPresent() && (active || name.equals(source)));
        if (!name.isEmpty()) {
            values.put(name, value);
        }
        return value;
    }

    /** The value of a tensor that was fed, kept, or is around. */
    Optional<Value> value(String name) {
        Value own = values.get(name);
        return own != null ? Optional.of(own) : around.apply(name);
    }

    /**
     * Runs what some tensors need.
     *
     * @param kept what will be asked for afterwards; without a tape, all else is forgotten as soon as it is used
     */
    void run(Collection<String> kept) {
        List<Node> nodes = needed(kept);
        Map<String, Integer> uses = new HashMap<>();
        nodes.forEach(node -> node.uses().forEach(name -> uses.merge(name, 1, Integer::sum)));
        kept.forEach(name -> uses.merge(name, 1, Integer::sum));
        for (Node node : nodes) {
            step(node);
            if (tape.isEmpty()) {
                forget(node, uses);
            }
        }
    }

    private List<Node> needed(Collection<String> kept) {
        Set<String> wanted = new HashSet<>(kept);
        List<Node> nodes = new ArrayList<>();
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            Node node = graph.nodes().get(i);
            if (node.outputs().stream().anyMatch(name -> wanted.contains(name) && !values.containsKey(name))) {
                nodes.add(node);
                wanted.addAll(node.uses());
            }
        }
        Collections.reverse(nodes);
        return nodes;
    }

    private void forget(Node node, Map<String, Integer> uses) {
        for (String name : node.uses()) {
            if (uses.merge(name, -1, Integer::sum) == 0) {
                drop(name);
            }
        }
        node.outputs().stream().filter(name -> !uses.containsKey(name)).forEach(this::drop);
    }

    private void drop(String name) {
        Value value = values.remove(name);
        if (value != null) {
            budget.release(value.array().size());
        }
    }

    private void step(Node node) {
        long opset = opsets.getOrDefault(node.domain(), 1L);
        try {
            if (node.is("If")) {
                branch(node);
            } else {
                operate(node, opset);
            }
        } catch (ShapeException e) {
            throw new InputException("the values that reach an operator do not fit it", e)
                    .where(node + " (operator set " + opset + ")")
                    .expected(e.expected())
                    .found(e.found());
        } catch (OutOfMemoryError e) {
            throw new InputException("the model needs more memory than there is", e)
                    .where(node + " (operator set " + opset + ")")
                    .hint("use smaller batches or a larger heap (-Xmx); if the size is absurd, the file is damaged");
        } catch (InputException e) {
            throw e;
        } catch (RuntimeException e) {
            // Attributes and inputs come from the file; what a kernel stumbles over is the file's fault.
            throw new InputException("an operator cannot be evaluated: its inputs or attributes do not fit", e)
                    .where(node + " (operator set " + opset + ")")
                    .found(e.getMessage())
                    .hint("check the model with onnx.checker and with ONNX Runtime");
        }
    }

    private void operate(Node node, long opset) {
        Operator operator = Operators.all().of(node).orElseThrow(() -> Referee.unsupported(node, opset));
        if (opset < operator.since()) {
            throw new InputException(
                            "the double-precision referee does not know the " + node.opType() + " of so old models")
                    .where(node)
                    .expected("operator set " + operator.since() + " or newer")
                    .found(opset)
                    .hint("convert the model with onnx.version_converter");
        }
        List<Value> inputs = new ArrayList<>();
        boolean[] active = new boolean[node.inputs().size()];
        boolean any = false;
        for (String name : node.inputs()) {
            Value value = name.isEmpty() ? null : required(name, node);
            active[inputs.size()] = value != null && value.active();
            any |= active[inputs.size()];
            inputs.add(value);
        }
        List<Optional<Array>> arrays = inputs.stream()
                .map(value -> Optional.ofNullable(value).map(Value::array))
                .toList();
        Result result = operator.kernel().apply(new Call(node, opset, arrays, active, budget));
        boolean smooth = any && result.pullback() != null;
        List<Value> outputs = new ArrayList<>();
        for (int i = 0; i < result.outputs().size(); i++) {
            Array array = result.outputs().get(i);
            String name = i < node.outputs().size() ? node.outputs().get(i) : "";
            outputs.add(put(name, array, smooth));
            if (!name.isEmpty()) {
                budget.hold(array.size());
            }
        }
        if (smooth) {
            tape.ifPresent(steps -> steps.add(inputs, outputs, result.pullback()));
        }
    }

    /** If: runs the branch that its condition chooses, on the same tape. */
    private void branch(Node node) {
        boolean holds = required(node.input(0), node).array().integer() != 0;
        String name = holds ? "then_branch" : "else_branch";
        if (!(node.attributes().get(name) instanceof Attribute.Subgraph branch)) {
            throw new InputException("a branch is missing").where(node).expected(name);
        }
        Graph body = branch.value();
        Evaluation inner = new Evaluation(body, opsets, this::value, budget, tape, source);
        body.constants().forEach((constant, tensor) -> inner.feed(constant, Array.of(tensor)));
        List<String> results =
                body.outputs().stream().map(output -> output.name()).toList();
        inner.run(results);
        for (int i = 0; i < node.outputs().size() && i < results.size(); i++) {
            Value value = inner.required(results.get(i), node);
            if (!node.outputs().get(i).isEmpty()) {
                values.put(node.outputs().get(i), value);
            }
        }
    }

    private Value required(String name, Node node) {
        return value(name).orElseThrow(() -> new InputException("a tensor has no value")
                .where(node)
                .expected("a value for \"" + name + "\"")
                .hint("feed it, if it is an input of the model"));
    }
}
