package org.halfspace.onnx.rewrite;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;

/**
 * Opens the batch axis of a graph that was exported for a fixed number of samples: the input's first size becomes a symbol, and
 * constant target shapes that begin with that number begin with {@link Leading what stands for it}. Whether that was right is
 * for a run to show.
 */
public final class BatchAxis {
    /** The symbol of the batch size. */
    private static final String SYMBOL = "N";

    /** What a target shape begins with, instead of the fixed batch size. */
    public enum Leading {
        /** 0: the same as the size of the tensor that is reshaped. */
        COPIED(0),
        /** -1: what is left. */
        INFERRED(-1);

        private final long value;

        Leading(long value) {
            this.value = value;
        }
    }

    private BatchAxis() {}

    /**
     * Rewrites a graph.
     *
     * @param input the input whose batch axis is opened
     * @param batch the size that it had
     * @param constants the value of a tensor that is constant
     */
    public static Graph open(
            Graph graph, String input, long batch, Function<String, Optional<Tensor>> constants, Leading leading) {
        GraphBuilder builder = graph.toBuilder().clearInputs();
        for (ValueInfo value : graph.inputs()) {
            builder.input(value.name().equals(input) ? value.withOpenBatch(SYMBOL) : value);
        }
        builder.clearOutputs();
        graph.outputs()
                .forEach(output ->
                        builder.output(new ValueInfo(output.name(), output.type(), Optional.empty(), output.tensor())));
        for (Node node : graph.nodes()) {
            reshape(node, batch, constants, leading).ifPresent(shape -> {
                String name = builder.freshName("batch/" + node.label());
                builder.constant(name, shape)
                        .remove(node)
                        .node(node.without("allowzero").withInput(1, name));
            });
        }
        return builder.build();
    }

    private static Optional<Tensor> reshape(
            Node node, long batch, Function<String, Optional<Tensor>> constants, Leading leading) {
        if (!node.isOneOf(Set.of("Reshape")) || constants.apply(node.input(0)).isPresent()) {
            return Optional.empty();
        }
        Optional<Tensor> shape = constants.apply(node.input(1)).filter(value -> value.size() > 0);
        return shape.map(Tensor::longs).filter(sizes -> sizes[0] == batch).map(sizes -> {
            boolean inferredElsewhere = List.of(boxed(sizes)).contains(-1L);
            sizes[0] = leading == Leading.INFERRED && inferredElsewhere ? 0 : leading.value;
            return Tensor.shape(sizes);
        });
    }

    private static Long[] boxed(long[] sizes) {
        Long[] boxed = new Long[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            boxed[i] = sizes[i];
        }
        return boxed;
    }
}
