package org.halfspace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.model.Norm;
import org.halfspace.spi.search.CountedClassifier;
import org.halfspace.spi.search.MatchProblem;
import org.halfspace.spi.search.MatchSearch;
import org.halfspace.spi.search.SearchMethod;
import org.halfspace.spi.search.VisibleLogits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What every method of search has to keep, as tests. A subclass gives the method. */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class SearchMethodContract {
    /** A method that finds nothing in a ball that holds the target itself, on a linear model, searches for nothing. */
    private static final double TOLERANCE = 0.05;

    private static final int INPUTS = 8;
    private static final int CLASSES = 3;

    /** The method. */
    protected abstract SearchMethod method();

    @Test
    void hasANameAndADescription() {
        assertThat(method().name()).matches("[a-z][a-z0-9-]*");
        assertThat(method().description()).isNotBlank().doesNotEndWith(".");
    }

    @Test
    void offersAMatchOfALinearModelInEveryNorm() throws InterruptedException {
        for (Norm norm : Norm.values()) {
            Recorder recorder = search(subject(), norm, 1, 1);
            assertThat(recorder.matches).as("matches offered, " + norm).isNotEmpty();
        }
    }

    @Test
    void theSameQuestionHasTheSameAnswer() throws InterruptedException {
        Recorder first = search(subject(), Norm.LINF, 3, 1);
        Recorder second = search(subject(), Norm.LINF, 3, 1);
        assertThat(second.offers).hasSameSizeAs(first.offers);
        for (int k = 0; k < first.offers.size(); k++) {
            assertThat(second.offers.get(k)).containsExactly(first.offers.get(k));
        }
    }

    @Test
    void changesNothingThatItIsGiven() throws InterruptedException {
        Recorder recorder = new Recorder(problem(subject(), Norm.L2), visible(subject()), 1);
        double[] source = recorder.problem.source().clone();
        double[] target = recorder.problem.target().clone();
        double[] logits = recorder.problem.targetLogits().clone();
        method().search(recorder);
        assertThat(recorder.problem.source()).containsExactly(source);
        assertThat(recorder.problem.target()).containsExactly(target);
        assertThat(recorder.problem.targetLogits()).containsExactly(logits);
    }

    @Test
    void doesWithoutGradientsWhereItSaysSo() throws InterruptedException {
        assumeFalse(method().needsGradient(), "this method says that it needs gradients");
        Recorder recorder = search(Subjects.withoutGradient(subject()), Norm.LINF, 1, 1);
        assertThat(recorder.classifier.gradientPasses()).isZero();
        assertThat(recorder.classifier.forwardPasses()).isPositive();
    }

    @Test
    void anInterruptedThreadEndsTheSearchOrCompletesIt() throws InterruptedException {
        Recorder expected = search(subject(), Norm.LINF, 1, 1);
        Thread.currentThread().interrupt();
        try {
            Recorder again = search(subject(), Norm.LINF, 1, 1);
            assertThat(again.offers).hasSameSizeAs(expected.offers);
        } catch (InterruptedException e) {
            assumeTrue(true, "it ended");
        } finally {
            Thread.interrupted();
        }
    }

    private Recorder search(Subject subject, Norm norm, long seed, double effort) throws InterruptedException {
        try (VisibleLogits logits = visible(subject)) {
            Recorder recorder = new Recorder(problem(subject, norm), logits, seed);
            recorder.effort = effort;
            method().search(recorder);
            return recorder;
        }
    }

    /** {@code x -> relu(A x)} before a generic head; inputs from 0 to 1. */
    private static Subject subject() {
        SplittableRandom random = new SplittableRandom(5);
        double[][] matrix = new double[CLASSES + 1][INPUTS];
        for (double[] row : matrix) {
            for (int i = 0; i < row.length; i++) {
                row[i] = random.nextDouble() - 0.3;
            }
        }
        double[] offset = new double[matrix.length];
        Arrays.fill(offset, 0.5);
        float[][] inputs = new float[2][INPUTS];
        for (float[] one : inputs) {
            for (int i = 0; i < INPUTS; i++) {
                one[i] = (float) random.nextDouble();
            }
        }
        return Subjects.of(
                AnalyticHeads.gaussian(matrix.length, CLASSES, 2), AffineMap.rectified(matrix, offset), inputs, 0, 1);
    }

    private static VisibleLogits visible(Subject subject) {
        return new VisibleLogits(subject.classifier(), HeadGeometry.of(subject).centredRank());
    }

    private static MatchProblem problem(Subject subject, Norm norm) {
        double[] source = new double[INPUTS];
        double[] target = new double[INPUTS];
        var pixels = subject.pixels(new org.halfspace.spi.analysis.Task(0, 2));
        for (int i = 0; i < INPUTS; i++) {
            source[i] = pixels.get(i);
            target[i] = pixels.get(INPUTS + i);
        }
        double[] logits = visible(subject).logitsAt(target);
        return new MatchProblem(source, target, logits, norm, new double[] {Double.POSITIVE_INFINITY}, TOLERANCE, 0, 1);
    }

    /** Takes what is offered, and judges it by logits. */
    private static final class Recorder implements MatchSearch {
        private final MatchProblem problem;
        private final CountedClassifier classifier;
        private final SplittableRandom random;
        private final List<double[]> offers = new ArrayList<>();
        private final List<double[]> matches = new ArrayList<>();
        private double best = Double.POSITIVE_INFINITY;
        private double effort = 1;

        Recorder(MatchProblem problem, VisibleLogits logits, long seed) {
            this.problem = problem;
            this.classifier = new CountedClassifier(logits);
            this.random = new SplittableRandom(seed);
        }

        @Override
        public MatchProblem problem() {
            return problem;
        }

        @Override
        public CountedClassifier classifier() {
            return classifier;
        }

        @Override
        public SplittableRandom random() {
            return random;
        }

        @Override
        public double effort() {
            return effort;
        }

        @Override
        public boolean offer(double[] point) {
            offers.add(point.clone());
            double[] z = classifier.logits().logitsAt(point);
            double mean = 0;
            for (int i = 0; i < z.length; i++) {
                mean += (z[i] - problem.targetLogits()[i]) / z.length;
            }
            double largest = 0;
            for (int i = 0; i < z.length; i++) {
                largest = Math.max(largest, Math.abs(z[i] - problem.targetLogits()[i] - mean));
            }
            double distance = problem.distance(point);
            if (largest > problem.tolerance() || !(distance < best)) {
                return false;
            }
            best = distance;
            matches.add(point.clone());
            return true;
        }

        @Override
        public OptionalDouble best() {
            return matches.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(best);
        }

        @Override
        public void failedAt(double radius) {
            assertThat(radius).as("a radius that was searched").isPositive();
        }
    }
}
