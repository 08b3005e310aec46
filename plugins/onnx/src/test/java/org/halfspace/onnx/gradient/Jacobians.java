package org.halfspace.onnx.gradient;

import java.util.HashMap;
import java.util.Map;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.probe.GraphProbe;
import org.halfspace.onnx.run.GraphSession;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.onnx.run.Values;

/** The Jacobian of a graph at a point, {@code outputs x inputs}, on four independent ways. */
final class Jacobians {
    static final OnnxRuntime RUNTIME = new OnnxRuntime(2);
    static final GraphProbe PROBE = new GraphProbe(RUNTIME::environment);

    /** The step of the five-point rule: its error is about h^4, float32's about 1e-7 / h; both are near 3e-6 here. */
    private static final double STEP = 0.03;

    private final Graph graph;
    private final String target;
    private final long[] sample;
    private final float[] x;
    private final DifferentiableGraph subject;
    private final int outputs;

    Jacobians(Graph graph, long[] sample, float[] x) {
        this.graph = graph;
        this.target = graph.outputs().get(0).name();
        this.sample = sample;
        this.x = x;
        this.subject = DifferentiableGraph.of(graph, target, PROBE);
        this.outputs = run(graph, Map.of("x", repeated(1))).get(target).size();
    }

    int outputs() {
        return outputs;
    }

    /** One row of reverse mode for each output, as one batch. */
    double[] reverse() {
        VjpGraph vjp = VjpGraph.of(subject);
        float[] identity = identity(outputs);
        return run(vjp.graph(), Map.of("x", repeated(outputs), vjp.cotangent(), seeds(identity, outputs)))
                .get(vjp.gradient())
                .numbers();
    }

    /** All rows from one forward pass. */
    double[] stacked() {
        VjpGraph vjp = VjpGraph.stacked(subject, outputs);
        float[] identity = identity(outputs);
        return run(vjp.graph(), Map.of("x", repeated(1), vjp.cotangent(), seeds(identity, outputs)))
                .get(vjp.gradient())
                .numbers();
    }

    /** One column of forward mode for each input, as one batch. */
    double[] forward() {
        JvpGraph jvp = JvpGraph.of(subject);
        float[] identity = identity(x.length);
        Tensor tangents = Tensor.floats(identity, batch(x.length));
        double[] columns = run(jvp.graph(), Map.of("x", repeated(x.length), jvp.tangent(), tangents))
                .get(jvp.product())
                .numbers();
        return transposed(columns, x.length, outputs);
    }

    /** Central differences of the original graph, with five points. */
    double[] differences() {
        double[] columns = new double[x.length * outputs];
        double[] weights = {8 / 12.0, -8 / 12.0, -1 / 12.0, 1 / 12.0};
        double[] steps = {STEP, -STEP, 2 * STEP, -2 * STEP};
        for (int s = 0; s < steps.length; s++) {
            float[] points = new float[x.length * x.length];
            for (int i = 0; i < x.length; i++) {
                System.arraycopy(x, 0, points, i * x.length, x.length);
                points[i * x.length + i] += (float) steps[s];
            }
            double[] values = run(graph, Map.of("x", Tensor.floats(points, batch(x.length))))
                    .get(target)
                    .numbers();
            for (int k = 0; k < columns.length; k++) {
                columns[k] += weights[s] * values[k] / STEP;
            }
        }
        return transposed(columns, x.length, outputs);
    }

    private Tensor repeated(int count) {
        float[] points = new float[count * x.length];
        for (int i = 0; i < count; i++) {
            System.arraycopy(x, 0, points, i * x.length, x.length);
        }
        return Tensor.floats(points, batch(count));
    }

    private long[] batch(int count) {
        long[] dims = new long[sample.length + 1];
        dims[0] = count;
        System.arraycopy(sample, 0, dims, 1, sample.length);
        return dims;
    }

    private Tensor seeds(float[] values, int count) {
        long[] dims = subject.shape(target).dims().clone();
        dims[0] = count;
        return Tensor.floats(values, dims);
    }

    private static float[] identity(int n) {
        float[] values = new float[n * n];
        for (int i = 0; i < n; i++) {
            values[i * n + i] = 1;
        }
        return values;
    }

    private static double[] transposed(double[] matrix, int rows, int columns) {
        double[] turned = new double[matrix.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                turned[j * rows + i] = matrix[i * columns + j];
            }
        }
        return turned;
    }

    static Map<String, Values> run(Graph graph, Map<String, Tensor> inputs) {
        try (GraphSession session = RUNTIME.open(graph)) {
            Map<String, Tensor> needed = new HashMap<>(inputs);
            needed.keySet().removeIf(name -> graph.input(name).isEmpty());
            return session.run(needed);
        }
    }
}
