package org.halfspace.onnx.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.onnx.gradient.DifferentiableGraph;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.probe.GraphProbe;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.spi.model.DifferentiableMap;
import org.halfspace.spi.model.FeatureMap;
import org.halfspace.spi.model.FormsGradient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches cut in every way give the same numbers, bit by bit. */
class OnnxDifferentiableMapTest {
    private static final OnnxRuntime RUNTIME = new OnnxRuntime(2);
    private static final int COUNT = 7;

    @ParameterizedTest
    @CsvSource({
        "1, ROWS",
        "2, ROWS",
        "3, OPERATORS",
        "7, OPERATORS",
        "7, ROWS",
        "32, OPERATORS",
        "1, MEASURED",
        "32, MEASURED",
        "1, SIZED",
        "7, SIZED"
    })
    void theCutOfABatchDoesNotShow(int rows, Workload.Sharing sharing) {
        DifferentiableGraph subject = network();
        float[] whole = gradient(subject, new Workload(COUNT, false));
        assertThat(gradient(subject, new Workload(rows, sharing))).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void buffersOnTheHeapGiveTheSame(boolean callers) {
        DifferentiableGraph subject = network();
        try (OnnxDifferentiableMap map = new OnnxDifferentiableMap(subject, RUNTIME, new Workload(2, callers))) {
            FloatBuffer gradients = FloatBuffer.allocate(COUNT * map.inputSize());
            FloatBuffer outputs = FloatBuffer.allocate(COUNT * map.outputSize());
            map.vjp(
                    FloatBuffer.wrap(random(COUNT * map.inputSize(), 1)),
                    COUNT,
                    FloatBuffer.wrap(random(COUNT * map.outputSize(), 2)),
                    outputs,
                    gradients);
            assertThat(gradients.array())
                    .isEqualTo(Arrays.copyOf(gradient(subject, new Workload(COUNT, callers)), gradients.capacity()));
            assertThat(outputs.array()).isEqualTo(map.apply(random(COUNT * map.inputSize(), 1), COUNT));
        }
    }

    /** Sums over rows of 17 numbers and over positions, and logarithms, for which ONNX Runtime has other kernels elsewhere in memory. */
    @ParameterizedTest
    @CsvSource({"1, ROWS", "3, ROWS", "7, ROWS", "3, OPERATORS", "7, OPERATORS", "7, MEASURED", "1, SIZED", "7, SIZED"})
    void samplesAroundASampleDoNotShow(int rows, Workload.Sharing sharing) {
        for (String function : List.of("Identity", "Sin", "Elu")) {
            DifferentiableGraph subject = sums(function);
            float[] alone = oneByOne(subject);
            for (int threads = 1; threads <= 3; threads++) {
                assertThat(gradient(subject, new OnnxRuntime(threads), new Workload(rows, sharing)))
                        .as("%s, %d threads", function, threads)
                        .isEqualTo(alone);
            }
        }
    }

    /** Gradients and then outputs of samples that are given one after the other, each in buffers of its own. */
    private static float[] oneByOne(DifferentiableGraph subject) {
        try (OnnxDifferentiableMap map =
                new OnnxDifferentiableMap(subject, new OnnxRuntime(1), new Workload(1, false))) {
            int n = map.inputSize();
            int l = map.outputSize();
            float[] inputs = random(COUNT * n, 1);
            float[] cotangents = random(COUNT * l, 2);
            float[] numbers = new float[COUNT * (n + l)];
            for (int k = 0; k < COUNT; k++) {
                FloatBuffer gradient = FeatureMap.allocate(n);
                FloatBuffer output = FeatureMap.allocate(l);
                map.vjp(
                        direct(Arrays.copyOfRange(inputs, k * n, (k + 1) * n)),
                        1,
                        direct(Arrays.copyOfRange(cotangents, k * l, (k + 1) * l)),
                        output,
                        gradient);
                gradient.get(0, numbers, k * n, n);
                output.get(0, numbers, COUNT * n + k * l, l);
            }
            return numbers;
        }
    }

    /** A function of 61 x 301 numbers, their means along both axes, and a product. */
    private static DifferentiableGraph sums(String function) {
        Graph graph = Graph.builder()
                .opset("", 17)
                .input(ValueInfo.of("x", ElementType.FLOAT, -1, 61, 301))
                .node(function, "f", "x")
                .node(Node.of("ReduceMean", List.of("f"), "m")
                        .with("axes", new long[] {1})
                        .with("keepdims", 0))
                .node(Node.of("ReduceMean", List.of("f"), "n")
                        .with("axes", new long[] {2})
                        .with("keepdims", 0))
                .constant("v", Tensor.floats(random(301 * 10, 6), 301, 10))
                .constant("w", Tensor.floats(random(61 * 10, 6), 61, 10))
                .node("MatMul", "p", "m", "v")
                .node("MatMul", "q", "n", "w")
                .node("Mul", "y", "p", "q")
                .output(ValueInfo.of("y", ElementType.FLOAT))
                .build();
        return DifferentiableGraph.of(graph, "y", new GraphProbe(RUNTIME::environment));
    }

    /** Forms that share the pass forward have the gradients that products one by one have, in every cut of the batch. */
    @Test
    void gradientsOfFormsAreProductsThatShareAPass() {
        DifferentiableGraph subject = network();
        DMatrixRMaj forms = new DMatrixRMaj(3, 10);
        float[] entries = random(30, 7);
        for (int i = 0; i < entries.length; i++) {
            forms.data[i] = entries[i];
        }
        try (OnnxDifferentiableMap map = new OnnxDifferentiableMap(subject, RUNTIME, new Workload(COUNT, false));
                FormsGradient apart = map.gradients(forms);
                FormsGradient shared =
                        OnnxFormsGradient.of(subject, forms, RUNTIME).orElseThrow()) {
            float[] expected = gradients(map, apart, COUNT);
            float[] found = gradients(map, shared, COUNT);
            for (int i = 0; i < expected.length; i++) {
                assertThat(found[i]).isCloseTo(expected[i], within(1e-4F));
            }
            assertThat(Arrays.copyOf(found, gradients(map, shared, 1).length)).isEqualTo(gradients(map, shared, 1));
        }
    }

    /** Outputs and then gradients. */
    private static float[] gradients(DifferentiableMap map, FormsGradient forms, int count) {
        FloatBuffer outputs = FeatureMap.allocate(count * map.outputSize());
        FloatBuffer gradients = FeatureMap.allocate(count * 3 * map.inputSize());
        forms.gradients(
                direct(Arrays.copyOf(random(COUNT * map.inputSize(), 1), count * map.inputSize())),
                count,
                outputs,
                gradients);
        float[] numbers = new float[gradients.capacity()];
        gradients.get(0, numbers);
        float[] values = new float[outputs.capacity()];
        outputs.get(0, values);
        assertThat(values)
                .isEqualTo(
                        map.apply(Arrays.copyOf(random(COUNT * map.inputSize(), 1), count * map.inputSize()), count));
        return numbers;
    }

    private static float[] gradient(DifferentiableGraph subject, Workload workload) {
        return gradient(subject, RUNTIME, workload);
    }

    /** Gradients and then outputs. */
    private static float[] gradient(DifferentiableGraph subject, OnnxRuntime runtime, Workload workload) {
        try (OnnxDifferentiableMap map = new OnnxDifferentiableMap(subject, runtime, workload)) {
            FloatBuffer gradients = FeatureMap.allocate(COUNT * map.inputSize());
            FloatBuffer outputs = FeatureMap.allocate(COUNT * map.outputSize());
            map.vjp(
                    direct(random(COUNT * map.inputSize(), 1)),
                    COUNT,
                    direct(random(COUNT * map.outputSize(), 2)),
                    outputs,
                    gradients);
            float[] numbers = new float[gradients.capacity() + outputs.capacity()];
            gradients.get(0, numbers, 0, gradients.capacity());
            outputs.get(0, numbers, gradients.capacity(), outputs.capacity());
            return numbers;
        }
    }

    private static FloatBuffer direct(float[] numbers) {
        return FeatureMap.allocate(numbers.length).put(0, numbers);
    }

    /** A convolution, a ReLU, a pool and two dense layers, wide enough for the fast kernels. */
    private static DifferentiableGraph network() {
        Graph graph = Graph.builder()
                .opset("", 17)
                .input(ValueInfo.of("x", ElementType.FLOAT, -1, 3, 12, 12))
                .constant("k", Tensor.floats(random(32 * 3 * 9, 3), 32, 3, 3, 3))
                .node("Conv", "c", "x", "k")
                .node("Relu", "r", "c")
                .node(Node.of("MaxPool", List.of("r"), "p")
                        .with("kernel_shape", 2L, 2L)
                        .with("strides", 2L, 2L))
                .node("Flatten", "f", "p")
                .constant("w", Tensor.floats(random(800 * 100, 4), 800, 100))
                .constant("b", Tensor.floats(random(100, 5), 100))
                .node("Gemm", "g", "f", "w", "b")
                .node("Relu", "s", "g")
                .constant("v", Tensor.floats(random(100 * 10, 6), 100, 10))
                .node("MatMul", "y", "s", "v")
                .output(ValueInfo.of("y", ElementType.FLOAT))
                .build();
        return DifferentiableGraph.of(graph, "y", new GraphProbe(RUNTIME::environment));
    }

    private static float[] random(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (random.nextDouble() - 0.5);
        }
        return numbers;
    }
}
