package org.halfspace.search;

import java.util.List;
import java.util.SplittableRandom;
import org.halfspace.engine.LocalEngine;
import org.halfspace.spi.Extensions;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.data.ArrayDataset;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.FeatureMap;
import org.halfspace.spi.model.InputSpec;
import org.halfspace.spi.model.SoftmaxHead;
import org.halfspace.spi.search.SearchMethod;
import org.halfspace.testkit.AffineMap;
import org.halfspace.testkit.AnalyticHeads;
import org.halfspace.testkit.Subjects;
import org.halfspace.workbench.AnalysisJob;
import org.halfspace.workbench.AnalysisResult;
import org.halfspace.workbench.Progress;
import org.pf4j.ExtensionPoint;

/** Subjects whose least distances are known, and runs on them. */
final class Searches {
    static final int INPUTS = 10;
    static final int CLASSES = 4;

    private Searches() {}

    /** The analysis with this plugin's methods. */
    static SearchAnalysis analysis() {
        List<SearchMethod> methods = List.of(
                new AutoMethod(), new GaussNewtonMethod(), new HomotopyMethod(), new PgdMethod(), new SpsaMethod());
        return analysis(methods);
    }

    /** The analysis with other methods. */
    static SearchAnalysis analysis(List<SearchMethod> methods) {
        return new SearchAnalysis(new Extensions() {
            @Override
            public <T extends ExtensionPoint> List<T> of(Class<T> kind) {
                return methods.stream().filter(kind::isInstance).map(kind::cast).toList();
            }
        });
    }

    /** A, hidden x inputs. */
    static double[][] matrix(int hidden) {
        SplittableRandom random = new SplittableRandom(11);
        double[][] matrix = new double[hidden][INPUTS];
        for (double[] row : matrix) {
            for (int i = 0; i < row.length; i++) {
                row[i] = 2 * random.nextDouble() - 1;
            }
        }
        return matrix;
    }

    /** {@code A x} before a Gaussian head, inputs from 0 to 1. */
    static Subject linear(int samples) {
        return subject(AffineMap.of(matrix(6), new double[6]), AnalyticHeads.gaussian(6, CLASSES, 3), samples);
    }

    /** {@code relu(A x + 1/2)}. */
    static Subject rectified(int samples) {
        double[] offset = new double[6];
        java.util.Arrays.fill(offset, 0.5);
        return subject(AffineMap.rectified(matrix(6), offset), AnalyticHeads.gaussian(6, CLASSES, 3), samples);
    }

    /** A subject with random samples in [0, 1], labelled as the classifier has it; biases let every class win somewhere. */
    static Subject subject(FeatureMap features, SoftmaxHead plainHead, int samples) {
        SplittableRandom random = new SplittableRandom(17);
        int n = features.inputSize();
        int m = plainHead.classes();
        float[] pixels = new float[samples * n];
        double[][] logits = new double[samples][];
        double[] bias = plainHead.bias().clone();
        for (int s = 0; s < samples; s++) {
            float[] x = new float[n];
            for (int i = 0; i < n; i++) {
                x[i] = (float) random.nextDouble();
                pixels[s * n + i] = x[i];
            }
            float[] h = features.apply(x, 1);
            double[] hidden = new double[h.length];
            for (int k = 0; k < h.length; k++) {
                hidden[k] = h[k];
            }
            logits[s] = plainHead.logits(hidden);
            for (int i = 0; i < m; i++) {
                bias[i] -= logits[s][i] / samples;
            }
        }
        int[] labels = new int[samples];
        for (int s = 0; s < samples; s++) {
            for (int i = 0; i < m; i++) {
                logits[s][i] += bias[i] - plainHead.bias()[i];
            }
            labels[s] = SoftmaxHead.argmax(logits[s]);
        }
        SoftmaxHead head = new SoftmaxHead(plainHead.weights(), bias, plainHead.domain(), plainHead.precision());
        Classifier plain = Subjects.classifier(head, features);
        InputSpec input = new InputSpec("x", List.of(-1L, (long) n), List.of(n), 0, 1, "");
        Classifier bounded = new Classifier(plain.description(), input, features, head, plain.tail(), plain.samples());
        return new Subject(
                bounded, java.util.Optional.of(new ArrayDataset("random samples", List.of(n), pixels, labels)));
    }

    static AnalysisResult run(Subject subject, SearchParameters parameters) throws InterruptedException {
        return run(analysis(), subject, parameters);
    }

    static AnalysisResult run(SearchAnalysis analysis, Subject subject, SearchParameters parameters)
            throws InterruptedException {
        return new AnalysisJob<>(analysis, subject, parameters, new Context(1, 2))
                .run(new LocalEngine(), Progress.silent(), () -> null);
    }

    static List<PairRow> rows(Subject subject, SearchParameters parameters) throws InterruptedException {
        return run(subject, parameters).rows().stream().map(PairRow.class::cast).toList();
    }
}
