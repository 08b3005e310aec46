package org.halfspace.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Task;
import org.halfspace.spi.model.Norm;
import org.halfspace.spi.search.CountedClassifier;
import org.halfspace.spi.search.MatchProblem;
import org.halfspace.spi.search.MatchSearch;
import org.halfspace.spi.search.SearchMethod;
import org.halfspace.spi.search.VisibleLogits;

/** What every method of search has to keep, one method a law, on a model of eight inputs and three classes. Needs no test library. */
public final class SearchMethodLaws {
    /** A method that finds nothing in a ball that holds the target itself, on such a model, searches for nothing. */
    private static final double TOLERANCE = 0.05;

    private static final int INPUTS = 8;
    private static final int CLASSES = 3;

    private final Supplier<SearchMethod> method;

    /** @param method gives the method, the same one or a new one */
    public SearchMethodLaws(Supplier<SearchMethod> method) {
        this.method = method;
    }

    /** All of them, by what they say. */
    public Map<String, AnalysisLaws.Law> all() {
        Map<String, AnalysisLaws.Law> laws = new LinkedHashMap<>();
        laws.put("it has a name and a description", this::description);
        laws.put("it offers a match in every norm", this::matches);
        laws.put("the same question has the same answer", this::repetition);
        laws.put("it changes nothing that it is given", this::givens);
        laws.put("it does without gradients where it says so", this::gradients);
        laws.put("an interrupted thread ends the search or completes it", this::interruption);
        return laws;
    }

    List<Finding> description() {
        List<Finding> broken = new ArrayList<>(FormatLaws.name(method.get().name()));
        String sentence = method.get().description();
        if (sentence == null || sentence.isBlank() || sentence.endsWith(".")) {
            broken.add(Finding.of("the description is not one sentence without its full stop")
                    .where(method.get().name())
                    .expected("a sentence; help adds the full stop", sentence));
        }
        return broken;
    }

    List<Finding> matches() throws InterruptedException {
        List<Finding> broken = new ArrayList<>();
        for (Norm norm : Norm.values()) {
            if (search(subject(), norm, 1).matches.isEmpty()) {
                broken.add(Finding.of("no match was offered, although the target itself is one")
                        .where(method.get().name() + ", norm " + norm + ", any distance allowed")
                        .expected("an offer with the target's logits to " + TOLERANCE, "none")
                        .hint("offer what is found to MatchSearch.offer, which judges it"));
            }
        }
        return broken;
    }

    List<Finding> repetition() throws InterruptedException {
        Recorder first = search(subject(), Norm.LINF, 3);
        Recorder second = search(subject(), Norm.LINF, 3);
        return first.sameOffers(second)
                ? List.of()
                : List.of(Finding.of("the same question has another answer the second time")
                        .where(method.get().name())
                        .expected(first.offers.size() + " offers, the same ones", second.offers.size() + " others")
                        .hint("draw random numbers from MatchSearch.random alone, and keep nothing in fields"));
    }

    List<Finding> givens() throws InterruptedException {
        try (VisibleLogits logits = visible(subject())) {
            Recorder recorder = new Recorder(problem(subject(), Norm.L2), logits, 1);
            double[] source = recorder.problem.source().clone();
            double[] target = recorder.problem.target().clone();
            double[] wanted = recorder.problem.targetLogits().clone();
            method.get().search(recorder);
            boolean same = Arrays.equals(source, recorder.problem.source())
                    && Arrays.equals(target, recorder.problem.target())
                    && Arrays.equals(wanted, recorder.problem.targetLogits());
            return same
                    ? List.of()
                    : List.of(Finding.of("the question's arrays were changed")
                            .where(method.get().name())
                            .hint("work on a clone"));
        }
    }

    List<Finding> gradients() throws InterruptedException {
        if (method.get().needsGradient()) {
            return List.of();
        }
        Recorder recorder = search(Subjects.withoutGradient(subject()), Norm.LINF, 1);
        return recorder.classifier.gradientPasses() == 0
                ? List.of()
                : List.of(Finding.of("it asks for derivatives and says that it needs none")
                        .where(method.get().name())
                        .expected("no gradient", recorder.classifier.gradientPasses() + " gradients"));
    }

    List<Finding> interruption() throws InterruptedException {
        Recorder expected = search(subject(), Norm.LINF, 1);
        Thread.currentThread().interrupt();
        try {
            Recorder again = search(subject(), Norm.LINF, 1);
            return again.sameOffers(expected)
                    ? List.of()
                    : List.of(Finding.of("an interrupted search went on with another answer")
                            .where(method.get().name())
                            .hint("throw InterruptedException, or complete the search"));
        } catch (InterruptedException e) {
            return List.of();
        } finally {
            Thread.interrupted();
        }
    }

    private Recorder search(Subject subject, Norm norm, long seed) throws InterruptedException {
        try (VisibleLogits logits = visible(subject)) {
            Recorder recorder = new Recorder(problem(subject, norm), logits, seed);
            method.get().search(recorder);
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
        var pixels = subject.pixels(new Task(0, 2));
        for (int i = 0; i < INPUTS; i++) {
            source[i] = pixels.get(i);
            target[i] = pixels.get(INPUTS + i);
        }
        try (VisibleLogits logits = visible(subject)) {
            double[] wanted = logits.logitsAt(target);
            return new MatchProblem(
                    source, target, wanted, norm, new double[] {Double.POSITIVE_INFINITY}, TOLERANCE, 0, 1);
        }
    }

    /** Takes what is offered, and judges it by logits. */
    private static final class Recorder implements MatchSearch {
        private final MatchProblem problem;
        private final CountedClassifier classifier;
        private final SplittableRandom random;
        private final List<double[]> offers = new ArrayList<>();
        private final List<double[]> matches = new ArrayList<>();
        private double best = Double.POSITIVE_INFINITY;

        Recorder(MatchProblem problem, VisibleLogits logits, long seed) {
            this.problem = problem;
            this.classifier = new CountedClassifier(logits);
            this.random = new SplittableRandom(seed);
        }

        boolean sameOffers(Recorder other) {
            return Arrays.deepEquals(offers.toArray(), other.offers.toArray());
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
            return 1;
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

        /** @throws IllegalArgumentException if the radius is not positive: a defect of the method */
        @Override
        public void failedAt(double radius) {
            if (!(radius > 0)) {
                throw new IllegalArgumentException("expected a positive radius that was searched, found " + radius);
            }
        }
    }
}
