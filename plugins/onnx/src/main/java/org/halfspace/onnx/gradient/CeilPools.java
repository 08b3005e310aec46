package org.halfspace.onnx.gradient;

import java.util.Map;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;

/**
 * Writes pools with {@code ceil_mode} as pools without: the paddings behind are as wide as the last window needs. ONNX Runtime infers
 * other sizes for the former than it computes, and refuses graphs in which the two meet.
 */
final class CeilPools {
    private CeilPools() {}

    /** Whether a node is a pool whose number of windows is rounded up. */
    static boolean roundsUp(Node node) {
        return (node.is("MaxPool") || node.is("AveragePool") || node.is("LpPool"))
                && node.intAttribute("ceil_mode", 0) != 0;
    }

    /**
     * The graph without such pools; the same graph where there are none. An AveragePool whose mean counts the padding stays: it would
     * count more.
     *
     * @param shapes the sizes that ONNX Runtime computes
     */
    static Graph rewritten(Graph graph, Map<String, TensorShape> shapes) {
        GraphBuilder builder = graph.toBuilder();
        boolean changed = false;
        for (Node node : graph.nodes()) {
            if (roundsUp(node)
                    && node.intAttribute("count_include_pad", 0) == 0
                    && node.textAttribute("auto_pad", "NOTSET").equals("NOTSET")) {
                builder.remove(node).node(rewritten(node, shapes.get(node.input(0)), shapes.get(node.output())));
                changed = true;
            }
        }
        return changed ? builder.build() : graph;
    }

    private static Node rewritten(Node node, TensorShape in, TensorShape out) {
        long[] kernel = node.intsAttribute("kernel_shape").orElseThrow();
        int axes = kernel.length;
        long[] pads = node.intsAttribute("pads").orElse(new long[2 * axes]).clone();
        for (int i = 0; i < axes; i++) {
            long stride = element(node, "strides", i);
            long span = element(node, "dilations", i) * (kernel[i] - 1) + 1;
            long needed = (out.dim(i + 2) - 1) * stride + span - in.dim(i + 2) - pads[i];
            pads[axes + i] = Math.max(pads[axes + i], needed);
            if (pads[axes + i] >= kernel[i]) {
                // More than ONNX Runtime takes; only a dilated window can need it.
                return node;
            }
        }
        return node.without("ceil_mode").with("pads", pads);
    }

    private static long element(Node node, String attribute, int axis) {
        return node.intsAttribute(attribute).map(values -> values[axis]).orElse(1L);
    }
}
