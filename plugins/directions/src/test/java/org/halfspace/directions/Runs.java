package org.halfspace.directions;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Task;
import org.halfspace.spi.data.ArrayDataset;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.FeatureMap;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.InputSpec;
import org.halfspace.spi.model.ModelDescription;
import org.halfspace.spi.model.Precision;
import org.halfspace.spi.model.SoftmaxHead;

/** Classifiers whose hidden vectors are their inputs, and runs over them. */
final class Runs {

    private Runs() {}

    static DMatrixRMaj gaussian(int rows, int columns, SplittableRandom random) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        for (int k = 0; k < matrix.getNumElements(); k++) {
            matrix.data[k] = random.nextGaussian();
        }
        return matrix;
    }

    static SoftmaxHead head(DMatrixRMaj weights, HiddenDomain domain) {
        double[] bias = new double[weights.numCols];
        for (int i = 0; i < bias.length; i++) {
            bias[i] = 0.1 * i;
        }
        return new SoftmaxHead(weights, bias, domain, Precision.FLOAT32);
    }

    static Classifier classifier(SoftmaxHead head, Optional<FeatureMap> tail) {
        int l = head.hiddenSize();
        ModelDescription description = new ModelDescription(
                Path.of("head.npz"), "test", "", "", 0, "h", "Gemm", "", Optional.empty(), List.of());
        return new Classifier(
                description,
                new InputSpec("h", List.of(-1L, (long) l), List.of(l), 0, 1, ""),
                FeatureMap.identity(l),
                head,
                tail,
                Optional.empty());
    }

    /** The head's logits in float32, summed feature by feature. */
    static FeatureMap floatTail(SoftmaxHead head) {
        return new FeatureMap() {
            @Override
            public int inputSize() {
                return head.hiddenSize();
            }

            @Override
            public int outputSize() {
                return head.classes();
            }

            @Override
            public void apply(FloatBuffer inputs, int count, FloatBuffer outputs) {
                for (int row = 0; row < count; row++) {
                    for (int i = 0; i < head.classes(); i++) {
                        float z = (float) head.bias()[i];
                        for (int k = 0; k < head.hiddenSize(); k++) {
                            z += (float) head.weights().get(k, i) * inputs.get(row * head.hiddenSize() + k);
                        }
                        outputs.put(row * head.classes() + i, z);
                    }
                }
            }

            @Override
            public void close() {}
        };
    }

    static Dataset data(int l, float[] hidden, int... labels) {
        return new ArrayDataset("hidden.npy", List.of(l), hidden, labels);
    }

    /** Random hidden vectors; half of the coordinates zero where the domain starts there, as after a ReLU. */
    static Dataset randomData(SoftmaxHead head, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] hidden = new float[count * head.hiddenSize()];
        int[] labels = new int[count];
        for (int k = 0; k < hidden.length; k++) {
            double value = random.nextGaussian();
            hidden[k] = (float)
                    Math.min(head.domain().upper(), Math.max(head.domain().lower(), value));
        }
        for (int i = 0; i < count; i++) {
            labels[i] = random.nextInt(head.classes());
        }
        return data(head.hiddenSize(), hidden, labels);
    }

    /** A run with its rows. */
    record Result(List<DirectionRow> rows, Summary summary) {
        DirectionsSummary values() {
            return (DirectionsSummary) summary.values();
        }
    }

    static Result run(SoftmaxHead head, Optional<Dataset> data, DirectionsParameters parameters)
            throws InterruptedException {
        return run(head, data, parameters, 0);
    }

    /** @param itemsPerTask how many samples a task has; 0 for what the plan says */
    static Result run(SoftmaxHead head, Optional<Dataset> data, DirectionsParameters parameters, int itemsPerTask)
            throws InterruptedException {
        Subject subject = new Subject(classifier(head, Optional.of(floatTail(head))), data);
        AnalysisRun<DirectionRow> run =
                new DirectionsAnalysis().prepare(subject, parameters, new Context(Context.DEFAULT_SEED, 1));
        List<DirectionRow> rows = new java.util.ArrayList<>();
        List<Task> tasks = itemsPerTask == 0
                ? run.plan().tasks()
                : new org.halfspace.spi.analysis.Plan(run.plan().items(), itemsPerTask, "samples").tasks();
        for (Task task : tasks) {
            rows.addAll(run.rows(task));
        }
        return new Result(rows, run.summarise(rows));
    }
}
