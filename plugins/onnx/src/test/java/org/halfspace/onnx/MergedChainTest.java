package org.halfspace.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.spi.model.Classifier;

/** Whatever affine operators follow the layer, (W, b) does what they do one after another. */
class MergedChainTest {
    private static final int L = Models.HIDDEN;
    private static final int M = Models.CLASSES;

    /** An operator after the last layer. */
    enum Step {
        ADD,
        SUBTRACT,
        SUBTRACT_FROM,
        MULTIPLY,
        DIVIDE,
        NEGATE,
        NORMALISE
    }

    @Property(tries = 60)
    void merging_equals_running(@ForAll @Size(max = 5) List<Step> steps, @ForAll int seed) throws IOException {
        Models models = new Models(seed);
        double[] w = models.numbers(L * M);
        GraphBuilder graph = models.toHidden(13)
                .constant("W", Tensor.of(ElementType.FLOAT, w, L, M))
                .node("MatMul", "z0", "h", "W");
        double[] scale = new double[M];
        Arrays.fill(scale, 1);
        double[] shift = new double[M];
        String z = "z0";
        for (int s = 0; s < steps.size(); s++) {
            double[] c = models.numbers(M);
            for (int i = 0; i < M; i++) {
                // Away from zero, so that dividing does not blow rounding up.
                c[i] = (float) (Math.signum(c[i]) * (0.5 + Math.abs(c[i])));
            }
            String next = "z" + (s + 1);
            apply(steps.get(s), graph, z, next, c, scale, shift);
            z = next;
        }
        Path folder = Files.createTempDirectory("chain");
        try (Classifier classifier = Models.open(folder, graph.output(ValueInfo.untyped(z)))) {
            for (int i = 0; i < M; i++) {
                double size = 1 + Math.abs(scale[i]) + Math.abs(shift[i]);
                assertThat(classifier.head().bias()[i]).isCloseTo(shift[i], within(1e-6 * size));
                for (int k = 0; k < L; k++) {
                    assertThat(classifier.head().weights().get(k, i))
                            .isCloseTo(w[k * M + i] * scale[i], within(1e-6 * size));
                }
            }
        } finally {
            Files.delete(folder.resolve("model.onnx"));
            Files.delete(folder);
        }
    }

    private static void apply(
            Step step, GraphBuilder graph, String z, String next, double[] c, double[] scale, double[] shift) {
        String constant = next + "/c";
        graph.constant(constant, Tensor.of(ElementType.FLOAT, c, M));
        switch (step) {
            case ADD -> graph.node("Add", next, z, constant);
            case SUBTRACT -> graph.node("Sub", next, z, constant);
            case SUBTRACT_FROM -> graph.node("Sub", next, constant, z);
            case MULTIPLY -> graph.node("Mul", next, constant, z);
            case DIVIDE -> graph.node("Div", next, z, constant);
            case NEGATE -> graph.node("Neg", next, z);
            case NORMALISE -> {
                double[] variance = {0.5, 1, 1.5, 2};
                graph.constant(constant + "v", Tensor.of(ElementType.FLOAT, variance, M));
                graph.node("BatchNormalization", next, z, constant, constant, constant, constant + "v");
            }
        }
        for (int i = 0; i < M; i++) {
            double deviation = Math.sqrt(0.5 * (i + 1) + 1e-5f);
            double factor =
                    switch (step) {
                        case MULTIPLY -> c[i];
                        case DIVIDE -> 1 / c[i];
                        case SUBTRACT_FROM, NEGATE -> -1;
                        case NORMALISE -> c[i] / deviation;
                        default -> 1;
                    };
            double summand =
                    switch (step) {
                        case ADD, SUBTRACT_FROM -> c[i];
                        case SUBTRACT -> -c[i];
                        case NORMALISE -> c[i] - c[i] * c[i] / deviation;
                        default -> 0;
                    };
            scale[i] *= factor;
            shift[i] = shift[i] * factor + summand;
        }
    }
}
