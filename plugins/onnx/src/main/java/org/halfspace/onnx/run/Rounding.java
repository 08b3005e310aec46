package org.halfspace.onnx.run;

import java.util.Optional;
import java.util.Set;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;

/**
 * What the last bits of a network's results depend on, beside its input. Most kernels of ONNX Runtime treat a number in the same way
 * wherever it lies and however many threads there are. Those that Eigen writes go through memory in vectors from the first aligned address
 * on, and treat what is before and behind in another way; sums over axes have one kernel for a batch of one and another for more. A sample
 * that goes through the network by itself, in aligned memory, always meets the same kernels on the same numbers.
 *
 * <p>The operators are those of which ONNX Runtime 1.29 gave other bits, on random tensors of 2 to 4 axes on a processor with AVX2: for five samples
 * at once and for each by itself, or with one thread and with two or three. Mish and GroupNormalization, which are made of such, were not tried.
 */
public enum Rounding {
    /** On nothing else. */
    SETTLED,
    /** On the samples around a sample. */
    BY_PLACE,
    /** On the samples around it, and on how many threads an operator has: they begin at numbers that depend on it. */
    BY_PLACE_AND_THREADS;

    /** Sums that depend on addresses and on whether there are several samples, and functions that no threads share. */
    private static final Set<String> PLACE = Set.of(
            "ReduceSum",
            "ReduceMean",
            "InstanceNormalization",
            "GroupNormalization",
            "MeanVarianceNormalization",
            "Sin",
            "Cos",
            "Asin",
            "Acos",
            "Atan");

    /** Functions that threads share. */
    private static final Set<String> PLACE_AND_THREADS =
            Set.of("Log", "Softplus", "Mish", "Elu", "Celu", "Selu", "LRN");

    /** Functions that are Eigen's only where they have no kernel of ONNX Runtime's own: in double precision. */
    private static final Set<String> PLACE_AND_THREADS_IN_DOUBLE = Set.of("Exp", "Tanh");

    /** Whether samples have to go through the network one by one, in aligned memory, to give the same bits in every batch. */
    public boolean dependsOnPlace() {
        return this != SETTLED;
    }

    /** Whether operators have to run in one thread to give the same bits on every machine with the same kind of processor. */
    public boolean dependsOnThreads() {
        return this == BY_PLACE_AND_THREADS;
    }

    /** What the results of a graph depend on. */
    static Rounding of(Graph graph) {
        return of(graph, hasDoubles(graph));
    }

    private static Rounding of(Graph graph, boolean doubles) {
        Rounding worst = SETTLED;
        for (Node node : graph.nodes()) {
            worst = worse(worst, of(node, doubles));
            for (Attribute attribute : node.attributes().values()) {
                if (attribute instanceof Attribute.Subgraph subgraph) {
                    worst = worse(worst, of(subgraph.value(), doubles));
                }
            }
        }
        return worst;
    }

    private static Rounding of(Node node, boolean doubles) {
        if (node.isOneOf(PLACE_AND_THREADS) || (doubles && node.isOneOf(PLACE_AND_THREADS_IN_DOUBLE))) {
            return BY_PLACE_AND_THREADS;
        }
        return node.isOneOf(PLACE) ? BY_PLACE : SETTLED;
    }

    private static Rounding worse(Rounding a, Rounding b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /** Whether some of the graph may be computed in double precision: its pixels are floats, so that a cast leads there. */
    private static boolean hasDoubles(Graph graph) {
        return graph.inputs().stream().anyMatch(input -> input.type().equals(Optional.of(ElementType.DOUBLE)))
                || graph.constants().values().stream().anyMatch(value -> value.type() == ElementType.DOUBLE)
                || graph.nodes().stream()
                        .anyMatch(node -> node.is("Cast") && node.intAttribute("to", 0) == ElementType.DOUBLE.code());
    }
}
