package org.halfspace.onnx.run;

import java.util.List;
import java.util.function.Supplier;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.run.OnnxFeatureMap.Binding;
import org.halfspace.onnx.run.OnnxFeatureMap.Port;
import org.halfspace.spi.InputException;
import org.halfspace.spi.model.FeatureMap;

/**
 * Opens the first of several rewritten graphs that gives, for a batch, what the original graph gave for one sample at a time.
 */
public final class BatchedNetwork {
    /**
     * The largest difference of an output, over max(1, largest output). Float32 sums in another order differ by about 1e-6 and in
     * networks of a hundred layers by 1e-5; samples that are mixed up differ by 1e-1.
     */
    private static final double TOLERANCE = 1e-3;

    private final OnnxRuntime runtime;

    /** @param runtime opens sessions */
    public BatchedNetwork(OnnxRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * A graph to try.
     *
     * @param graph made when it is tried
     * @param port how to feed it
     */
    public record Attempt(Supplier<Graph> graph, Port port) {}

    /**
     * Opens a graph.
     *
     * @param attempts in the order in which they are tried
     * @param inputs samples, one per row
     * @param expected what the original graph gave for them
     * @param tolerance the largest difference over max(1, largest output), where larger than the usual one
     * @throws InputException if none gives what was expected
     */
    public Binding open(List<Attempt> attempts, float[][] inputs, float[][] expected, double tolerance) {
        InputException failure = null;
        double difference = Double.NaN;
        for (Attempt attempt : attempts) {
            GraphSession session = null;
            try {
                Graph graph = attempt.graph().get();
                session = runtime.open(graph);
                // Together, or samples that are mixed up would not show.
                Binding together = new Binding(session, attempt.port(), attempt.graph(), false);
                difference = difference(together, inputs, expected);
                if (difference <= Math.max(TOLERANCE, tolerance)) {
                    boolean apart = runtime.rounding(graph).dependsOnPlace();
                    return new Binding(session, attempt.port(), attempt.graph(), apart);
                }
                session.close();
            } catch (InputException e) {
                failure = e;
                if (session != null) {
                    session.close();
                }
            }
        }
        throw new InputException("the rewritten network does not give what the original network gives", failure)
                .where("the network between its input and its last layer")
                .expected("a difference of at most " + TOLERANCE + " over max(1, largest output)")
                .found(failure == null ? "a difference of " + difference : failure.what());
    }

    private static double difference(Binding binding, float[][] inputs, float[][] expected) {
        int inputSize = inputs[0].length;
        int outputSize = expected[0].length;
        OnnxFeatureMap map = new OnnxFeatureMap(inputSize, outputSize, () -> binding);
        float[] all = new float[inputs.length * inputSize];
        for (int s = 0; s < inputs.length; s++) {
            System.arraycopy(inputs[s], 0, all, s * inputSize, inputSize);
        }
        float[] found = ((FeatureMap) map).apply(all, inputs.length);
        double largest = 1;
        double difference = 0;
        for (int s = 0; s < expected.length; s++) {
            for (int k = 0; k < outputSize; k++) {
                largest = Math.max(largest, Math.abs(expected[s][k]));
                double distance = Math.abs((double) found[s * outputSize + k] - expected[s][k]);
                // A difference that is not a number is not small.
                difference = Double.isNaN(distance) ? Double.POSITIVE_INFINITY : Math.max(difference, distance);
            }
        }
        return difference / largest;
    }
}
