package org.halfspace.onnx.head;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.run.GraphSession;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.onnx.run.Values;

/**
 * Computes tensors that do not depend on the graph's input, when somebody asks for them: weights that pass through
 * Reshape, Transpose, Cast, DequantizeLinear and the like. What is not a matter of names is computed by ONNX Runtime, so that a
 * folded weight is the number that the running model has. Not thread-safe.
 */
public final class ConstantFolder {
    /** Operators that change sizes only. */
    private static final Set<String> RENAMES = Set.of("Identity", "Dropout");

    /** Operators whose results differ from run to run. */
    private static final Set<String> RANDOM = Set.of(
            "RandomNormal", "RandomUniform", "Multinomial", "Bernoulli", "RandomNormalLike", "RandomUniformLike");

    private final Graph graph;
    private final OnnxRuntime runtime;
    private final Map<String, Boolean> constant = new HashMap<>();
    private final Map<String, Tensor> values = new HashMap<>();

    /**
     * @param graph whose tensors
     * @param runtime computes
     */
    public ConstantFolder(Graph graph, OnnxRuntime runtime) {
        this.graph = graph;
        this.runtime = runtime;
        // In the order of the nodes, so that no recursion follows a deep graph.
        graph.constants().keySet().forEach(name -> constant.put(name, true));
        for (Node node : graph.nodes()) {
            boolean all = !node.isOneOf(RANDOM) && node.uses().stream().allMatch(this::isConstant);
            node.outputs().forEach(output -> constant.put(output, all));
        }
    }

    /** The version of ONNX's own operator set. */
    long opset() {
        return graph.opset();
    }

    /** Whether a tensor depends on no input of the graph. */
    public boolean isConstant(String tensor) {
        return constant.getOrDefault(tensor, false);
    }

    /** Whether all inputs of a node but this one are constant, and this one is not. */
    boolean onlyVariable(Node node, int index) {
        for (int i = 0; i < node.inputs().size(); i++) {
            if (node.hasInput(i) && isConstant(node.input(i)) == (i == index)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The value of a constant tensor.
     *
     * @return empty where it depends on an input, or is no tensor of numbers
     */
    public Optional<Tensor> value(String tensor) {
        if (!isConstant(tensor)) {
            return Optional.empty();
        }
        Tensor known = values.get(tensor);
        if (known == null) {
            known = graph.constant(tensor)
                    .or(() -> graph.producer(tensor).flatMap(this::byName))
                    .or(() -> compute(tensor))
                    .orElse(null);
            if (known != null) {
                values.put(tensor, known);
            }
        }
        return Optional.ofNullable(known);
    }

    private Optional<Tensor> byName(Node node) {
        if (node.isOneOf(RENAMES)) {
            return value(node.input(0));
        }
        if (!node.is("Constant") || node.attributes().size() != 1) {
            return Optional.empty();
        }
        Attribute only = node.attributes().values().iterator().next();
        if (only instanceof Attribute.Constant value) {
            return Optional.of(value.value());
        } else if (only instanceof Attribute.Ints value) {
            return Optional.of(Tensor.shape(value.values()));
        } else if (only instanceof Attribute.Int value) {
            return Optional.of(Tensor.longs(new long[] {value.value()}));
        } else if (only instanceof Attribute.Real value) {
            return Optional.of(Tensor.scalar(value.value()));
        } else if (only instanceof Attribute.Reals value) {
            return Optional.of(Tensor.floats(value.values(), value.values().length));
        }
        return Optional.empty();
    }

    private Optional<Tensor> compute(String tensor) {
        Graph part = graph.between(List.of(), List.of(ValueInfo.untyped(tensor)));
        try (GraphSession session = runtime.open(part)) {
            Values found = session.run(Map.of()).get(tensor);
            return Optional.ofNullable(found)
                    .map(value -> Tensor.of(ElementType.DOUBLE, value.numbers(), value.dims()));
        }
    }

    /** How many floating-point numbers the file's constants are, those that it makes of a shape and a value too. */
    long parameters() {
        long count = graph.parameters();
        for (Node node : graph.nodes()) {
            Optional<Tensor> value = node.tensorAttribute("value");
            if (value.isPresent() && value.get().type().isFloating()) {
                count += node.is("ConstantOfShape")
                        ? value(node.input(0))
                                .map(shape -> numbers(shape.longs()))
                                .orElse(0L)
                        : value.get().size();
            }
            count += node.realsAttribute("coefficients").map(all -> all.length).orElse(0);
            count += node.realsAttribute("intercepts").map(all -> all.length).orElse(0);
        }
        return count;
    }

    private static long numbers(long[] sizes) {
        long product = 1;
        for (long size : sizes) {
            product *= size;
        }
        return product;
    }

    /** The coarsest floating-point type that the numbers of a constant went through on their way. */
    ElementType storage(String tensor) {
        List<ElementType> types = new ArrayList<>();
        graph.constant(tensor).ifPresent(value -> types.add(value.type()));
        for (Node node : graph.ancestors(List.of(tensor))) {
            node.tensorAttribute("value").ifPresent(value -> types.add(value.type()));
            node.inputs().forEach(name -> graph.constant(name).ifPresent(value -> types.add(value.type())));
        }
        for (ElementType coarse :
                List.of(ElementType.BFLOAT16, ElementType.FLOAT16, ElementType.FLOAT, ElementType.DOUBLE)) {
            if (types.contains(coarse)) {
                return coarse;
            }
        }
        return ElementType.FLOAT;
    }
}
