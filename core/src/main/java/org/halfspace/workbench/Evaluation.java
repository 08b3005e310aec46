package org.halfspace.workbench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.halfspace.spi.Column;
import org.halfspace.spi.InputException;
import org.halfspace.spi.Parameter;
import org.halfspace.spi.analysis.Artifact;
import org.halfspace.spi.analysis.Plan;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Task;
import org.halfspace.spi.data.NumpyArray;
import org.halfspace.spi.data.NumpyType;
import org.halfspace.spi.data.NumpyWriter;
import org.halfspace.spi.model.DifferentiableMap;
import org.halfspace.spi.model.FeatureMap;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * A network's values and gradients on data, as a .npy file for any other tool. Features and gradients are float32, as the network
 * computes them; logits and probabilities are float64, from float32 features. Written a few samples at a time.
 */
public final class Evaluation {
    /** Few enough for the gradients of large images, enough to keep the runtime busy. */
    private static final int SAMPLES_AT_A_TIME = 32;

    /** What is evaluated. */
    public enum Quantity {
        FEATURES,
        LOGITS,
        PROBABILITIES,
        VJP
    }

    /** The options. */
    public record Parameters(
            @Parameter("What to write: hidden vectors, logits, probabilities, or vector-Jacobian products")
                    Quantity what,
            @Parameter("Where to write it, as .npy") Path to,
            @Parameter(
                            value =
                                    "Cotangents for vjp: one row per sample, or one row for all; of m numbers for the logits"
                                            + " (also where l = m), of l for the features; the predicted class's logit when not given",
                            label = "V.npy")
                    Optional<Path> cotangent) {}

    /** What was written. */
    public record Result(
            @Column("What was written") Quantity what,
            @Column("The shape of the array") List<Integer> shape,
            @Column("The file") String file) {}

    private final Subject subject;
    private final Parameters parameters;
    private final int samples;
    private final Optional<NumpyArray> cotangents;

    /**
     * Prepares an evaluation.
     *
     * @throws InputException if there are no data, the model cannot be differentiated, or the cotangents do not fit
     */
    public Evaluation(Subject subject, Parameters parameters) {
        this.subject = subject;
        this.parameters = parameters;
        this.samples = subject.data()
                .orElseThrow(() -> new InputException("evaluate needs data").hint("--data FILE[,LABELS]"))
                .size();
        if (parameters.what() == Quantity.VJP) {
            gradient();
        }
        this.cotangents = parameters.cotangent().map(this::readCotangents);
    }

    private DifferentiableMap gradient() {
        return subject.classifier().gradient().orElseThrow(() -> new InputException(
                        "this model cannot be differentiated")
                .where(subject.classifier().description().file())
                .found(String.join(", ", subject.classifier().unsupportedOperators()))
                .hint("--what features, logits or probabilities"));
    }

    private NumpyArray readCotangents(Path file) {
        if (parameters.what() != Quantity.VJP) {
            throw new InputException("cotangents are for --what vjp").where("--cotangent");
        }
        NumpyArray array;
        try {
            array = NumpyArray.read(file);
        } catch (IOException e) {
            throw new InputException("the cotangents cannot be read", e)
                    .where(file)
                    .found(e.toString());
        }
        int l = subject.head().hiddenSize();
        int m = subject.head().classes();
        List<Integer> shape = array.shape();
        int width = shape.isEmpty() ? 0 : shape.get(shape.size() - 1);
        int rows = width == 0 ? 0 : array.size() / width;
        if ((width != l && width != m) || (rows != 1 && rows != samples)) {
            throw new InputException("the cotangents do not fit")
                    .where(file)
                    .expected("1 or " + samples + " rows of m = " + m + " or l = " + l + " numbers")
                    .found(array);
        }
        return array;
    }

    /** Evaluates, writes, and says what was written. */
    public Result run(Progress progress) throws InterruptedException {
        List<Integer> rowShape =
                switch (parameters.what()) {
                    case FEATURES -> List.of(subject.head().hiddenSize());
                    case LOGITS, PROBABILITIES -> List.of(subject.head().classes());
                    case VJP -> subject.classifier().input().shape();
                };
        boolean single = parameters.what() == Quantity.FEATURES || parameters.what() == Quantity.VJP;
        NumpyType type = single ? NumpyType.FLOAT32 : NumpyType.FLOAT64;
        ArtifactFiles.write(List.of(new Artifact(parameters.to(), out -> write(out, type, rowShape, progress))));
        List<Integer> shape = new ArrayList<>(List.of(samples));
        shape.addAll(rowShape);
        return new Result(parameters.what(), shape, parameters.to().toString());
    }

    private void write(OutputStream out, NumpyType type, List<Integer> rowShape, Progress progress)
            throws IOException, InterruptedException {
        NumpyWriter writer = new NumpyWriter(out, type, samples, rowShape);
        progress.begin("evaluate", samples, "samples");
        try {
            for (Task task : new Plan(samples, SAMPLES_AT_A_TIME, "samples").tasks()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                write(task, writer);
                progress.advance(task.size());
            }
        } finally {
            progress.end();
        }
        writer.close();
    }

    private void write(Task task, NumpyWriter writer) throws IOException {
        switch (parameters.what()) {
            case FEATURES -> writer.write(features(task), task.size());
            case LOGITS -> writer.write(logits(task, false));
            case PROBABILITIES -> writer.write(logits(task, true));
            case VJP -> writer.write(gradients(task), task.size());
        }
    }

    private FloatBuffer features(Task task) {
        FloatBuffer hidden = FeatureMap.allocate(task.size() * subject.head().hiddenSize());
        subject.classifier().features().apply(subject.pixels(task), task.size(), hidden);
        return hidden;
    }

    private double[] logits(Task task, boolean probabilities) {
        int m = subject.head().classes();
        DMatrixRMaj logits = new DMatrixRMaj(task.size(), m);
        CommonOps_DDRM.mult(subject.hidden(task), subject.head().weights(), logits);
        for (int s = 0; s < task.size(); s++) {
            for (int i = 0; i < m; i++) {
                logits.data[s * m + i] += subject.head().bias()[i];
            }
            if (probabilities) {
                double[] row = Arrays.copyOfRange(logits.data, s * m, (s + 1) * m);
                System.arraycopy(SoftmaxHead.softmax(row), 0, logits.data, s * m, m);
            }
        }
        return logits.data;
    }

    private FloatBuffer gradients(Task task) {
        DifferentiableMap g = gradient();
        FloatBuffer pixels = subject.pixels(task);
        FloatBuffer hidden = FeatureMap.allocate(task.size() * g.outputSize());
        FloatBuffer gradients = FeatureMap.allocate(Math.multiplyExact(task.size(), g.inputSize()));
        g.vjp(pixels, task.size(), featureCotangents(task), hidden, gradients);
        return gradients;
    }

    /** Cotangents of the features; those of the logits pass through W, {@code v -> W v}. */
    private FloatBuffer featureCotangents(Task task) {
        int l = subject.head().hiddenSize();
        int m = subject.head().classes();
        FloatBuffer result = FeatureMap.allocate(task.size() * l);
        double[] predicted = cotangents.isPresent() ? null : logits(task, false);
        for (int s = 0; s < task.size(); s++) {
            double[] v = predicted == null
                    ? cotangent(task.begin() + s)
                    : oneHot(Arrays.copyOfRange(predicted, s * m, (s + 1) * m));
            for (int k = 0; k < l; k++) {
                result.put(s * l + k, (float) (v.length == m ? weighted(k, v) : v[k]));
            }
        }
        return result;
    }

    private double weighted(int feature, double[] v) {
        double sum = 0;
        for (int i = 0; i < v.length; i++) {
            sum += subject.head().weights().unsafe_get(feature, i) * v[i];
        }
        return sum;
    }

    private double[] cotangent(int sample) {
        NumpyArray array = cotangents.orElseThrow();
        int width = array.shape().get(array.shape().size() - 1);
        int row = array.size() == width ? 0 : sample;
        double[] v = new double[width];
        for (int k = 0; k < width; k++) {
            v[k] = array.getDouble(row * width + k);
        }
        return v;
    }

    private static double[] oneHot(double[] logits) {
        double[] v = new double[logits.length];
        v[SoftmaxHead.argmax(logits)] = 1;
        return v;
    }
}
