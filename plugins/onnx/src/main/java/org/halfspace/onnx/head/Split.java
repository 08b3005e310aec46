package org.halfspace.onnx.head;

import java.util.List;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.rewrite.ModelInput;
import org.halfspace.spi.model.Agreement;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * A network with its last layer found: where to cut it, (W, b), and what the original network gave on some samples, which is
 * what every network that is cut out of it has to give too. Immutable; arrays are not to be changed.
 *
 * @param graph the network up to the logits
 * @param constants computes its constants
 * @param input its input
 * @param head W, b and the domain of h
 * @param layer the last affine layer
 * @param hidden the tensor that the layer takes
 * @param hiddenDims its sizes for one sample
 * @param hiddenIsFloat whether it is one of 32-bit floats
 * @param pooled whether h is the average of that tensor over all positions
 * @param kind the operators of the head: {@code "MatMul + Add"}
 * @param logits the tensor that is the logits
 * @param logitDims its sizes for one sample
 * @param exactTail whether the nodes from h to the logits compute what the head does, so that they can stand for it
 * @param samples what the original network gave
 * @param agreement how well that fits (W, b)
 * @param parameters how many numbers of weights the file's network has
 * @param notes what was chosen and why
 */
public record Split(
        Graph graph,
        ConstantFolder constants,
        ModelInput input,
        SoftmaxHead head,
        Node layer,
        String hidden,
        List<Long> hiddenDims,
        boolean hiddenIsFloat,
        boolean pooled,
        String kind,
        String logits,
        List<Long> logitDims,
        boolean exactTail,
        List<Sample> samples,
        Agreement agreement,
        long parameters,
        List<String> notes) {

    public Split {
        hiddenDims = List.copyOf(hiddenDims);
        logitDims = List.copyOf(logitDims);
        samples = List.copyOf(samples);
        notes = List.copyOf(notes);
    }

    /** One input, and what the original network gave for it. Not to be changed. */
    public static final class Sample {
        private final float[] pixels;
        private final double[] hidden;
        private final double[] result;

        Sample(float[] pixels, double[] hidden, double[] result) {
            this.pixels = pixels;
            this.hidden = hidden;
            this.result = result;
        }

        /** The pixels, channels first. */
        public float[] pixels() {
            return pixels;
        }

        /** h, l numbers. */
        public double[] hidden() {
            return hidden;
        }

        /** The logits as the graph has them (one number before a sigmoid), or probabilities where the graph has no logits. */
        public double[] result() {
            return result;
        }
    }
}
