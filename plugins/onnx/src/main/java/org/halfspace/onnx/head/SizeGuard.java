package org.halfspace.onnx.head;

import java.util.Arrays;
import java.util.Optional;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.spi.InputException;

/** Refuses graphs of few bytes that make tensors of many, before anything runs. */
final class SizeGuard {
    /** Numbers that a graph may make of constant shapes: 4 GiB of floats, five times the largest classifiers in use. */
    private static final long MOST_NUMBERS = 1L << 30;

    private SizeGuard() {}

    /** @throws InputException if the graph makes more */
    static void check(Graph graph, ConstantFolder constants) {
        long total = 0;
        for (Node node : graph.nodes()) {
            long made = made(node, constants);
            total = made < 0 ? Long.MAX_VALUE : total + made;
            if (total > MOST_NUMBERS) {
                throw new InputException("the model makes tensors that do not fit into memory")
                        .where(node)
                        .expected("at most " + MOST_NUMBERS + " numbers in all")
                        .found(sizes(node, constants).map(Arrays::toString).orElse("more"))
                        .hint("do not trust this model, or export it again");
            }
        }
    }

    private static long made(Node node, ConstantFolder constants) {
        Optional<long[]> sizes = sizes(node, constants);
        long product = 1;
        for (long size : sizes.orElse(new long[] {0})) {
            if (size < 0 || size > MOST_NUMBERS) {
                return size == -1 ? 0 : -1;
            }
            product *= size;
            if (product > MOST_NUMBERS) {
                return -1;
            }
        }
        return product;
    }

    private static Optional<long[]> sizes(Node node, ConstantFolder constants) {
        return switch (node.opType()) {
            case "ConstantOfShape" -> constants.value(node.input(0)).map(Tensor::longs);
            case "Expand" -> constants.value(node.input(1)).map(Tensor::longs);
            case "RandomNormal", "RandomUniform" -> node.intsAttribute("shape");
            default -> Optional.empty();
        };
    }
}
