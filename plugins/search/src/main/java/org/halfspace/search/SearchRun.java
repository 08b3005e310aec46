package org.halfspace.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.search.Pairs.Pair;
import org.halfspace.search.Trial.Match;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Plan;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Task;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.model.BoundedMap.ExactMatch;
import org.halfspace.spi.model.InputSpec;
import org.halfspace.spi.model.SoftmaxHead;
import org.halfspace.spi.search.MatchProblem;
import org.halfspace.spi.search.SearchMethod;
import org.halfspace.spi.search.VisibleLogits;

/** One run over one subject: items are pairs. */
final class SearchRun implements AnalysisRun<PairRow> {
    /** Samples that go through the network together to be predicted. */
    private static final int PREDICTED_TOGETHER = 64;

    /** The stream of random numbers that pairs are drawn from; the pairs themselves have those from 0. */
    private static final long PAIRS_STREAM = -1;

    /** A match that is as far as x' has some room all the same. */
    private static final double ROOM = 1.001;

    /** Share of the labelled samples that are predicted rightly, below which the findings say so. */
    private static final double LEAST_ACCURACY = 0.5;

    private final Subject subject;
    private final SearchParameters parameters;
    private final Context context;
    private final SearchMethod method;
    private final Dataset data;
    private final VisibleLogits logits;
    private final Refuter refuter;
    private final Measures measures;
    private final int[] predicted;
    private final double[] radii;
    private final List<Pair> pairs;
    private final Map<Integer, float[]> matches = new ConcurrentHashMap<>();

    SearchRun(Subject subject, SearchParameters parameters, Context context, SearchMethod method)
            throws InterruptedException {
        this.subject = subject;
        this.parameters = parameters;
        this.context = context;
        this.method = method;
        this.data = subject.data().orElseThrow();
        this.radii = radii(parameters);
        if (HeadGeometry.of(subject).centredRank() == 0) {
            throw new InputException(
                            "there is nothing to search: all classes have the same weights, so that every input has"
                                    + " the same output")
                    .where(subject.classifier().description().file());
        }
        SaveFolder.require(parameters);
        this.predicted = predict();
        this.pairs = new Pairs(data, predicted, parameters.anyPair()).of(parameters, context.random(PAIRS_STREAM));
        requireUsable();
        this.logits =
                new VisibleLogits(subject.classifier(), HeadGeometry.of(subject).centredRank());
        this.refuter = new Refuter(subject.classifier(), HeadGeometry.of(subject), parameters.branches());
        this.measures = new Measures(subject, logits);
    }

    private static double[] radii(SearchParameters parameters) {
        for (double eps : parameters.eps()) {
            if (!(eps > 0) || Double.isInfinite(eps)) {
                throw new InputException("the value of --eps cannot be used")
                        .expected("positive distances in pixel units, as 0.1 or 8/255")
                        .found(eps);
            }
        }
        return parameters.eps().isEmpty()
                ? new double[] {Double.POSITIVE_INFINITY}
                : parameters.eps().stream()
                        .mapToDouble(eps -> eps)
                        .sorted()
                        .distinct()
                        .toArray();
    }

    private int[] predict() throws InterruptedException {
        int[] classes = new int[data.size()];
        for (Task task : new Plan(data.size(), PREDICTED_TOGETHER, "samples").tasks()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            var hidden = subject.hidden(task);
            for (int i = 0; i < task.size(); i++) {
                double[] h = Arrays.copyOfRange(hidden.data, i * hidden.numCols, (i + 1) * hidden.numCols);
                classes[task.begin() + i] = SoftmaxHead.argmax(subject.head().logits(h));
            }
        }
        return classes;
    }

    /** What is to be said of the data: samples that are mostly predicted wrongly have been read wrongly, as a rule. */
    Optional<String> doubt() {
        long labelled = IntStream.range(0, data.size())
                .filter(sample -> data.label(sample) >= 0)
                .count();
        long right = IntStream.range(0, data.size())
                .filter(sample -> data.label(sample) == predicted[sample])
                .count();
        return right >= LEAST_ACCURACY * labelled
                ? Optional.empty()
                : Optional.of("only " + right + " of " + labelled
                        + " samples are predicted as they are labelled: see --data-layout,"
                        + " --data-scale, --input-mean and --input-std, unless the model is no better");
    }

    /** Every sample of a pair lies within the bounds, and its two inputs differ. */
    private void requireUsable() {
        InputSpec input = subject.classifier().input();
        Map<Integer, double[]> seen = new java.util.HashMap<>();
        for (Pair pair : pairs) {
            for (int sample : new int[] {pair.source(), pair.target()}) {
                double[] x = seen.computeIfAbsent(sample, this::pixels);
                for (double value : x) {
                    if (!(value >= input.lower() && value <= input.upper())) {
                        throw new InputException("a sample is outside the bounds of pixels")
                                .where("sample " + sample + " of " + data.name())
                                .expected("pixels from " + input.lower() + " to " + input.upper())
                                .found(value)
                                .hint("--bounds LO,HI, or --data-scale");
                    }
                }
            }
            if (Arrays.equals(seen.get(pair.source()), seen.get(pair.target()))) {
                throw new InputException("a pair is of two equal inputs: x = x'")
                        .where(data.name())
                        .found("samples " + pair.source() + " and " + pair.target());
            }
        }
    }

    /** A sample, n numbers in pixels. */
    double[] pixels(int sample) {
        var buffer = subject.pixels(new Task(sample, sample + 1));
        double[] x = new double[data.sampleSize()];
        for (int i = 0; i < x.length; i++) {
            x[i] = buffer.get(i);
        }
        return x;
    }

    @Override
    public Plan plan() {
        return new Plan(pairs.size(), 1, "pairs");
    }

    @Override
    public List<PairRow> rows(Task task) throws InterruptedException {
        List<PairRow> rows = new ArrayList<>();
        for (int item = task.begin(); item < task.end(); item++) {
            rows.add(row(item));
        }
        return rows;
    }

    /** The question of a pair. */
    MatchProblem problem(int item) {
        Pair pair = pairs.get(item);
        double[] target = pixels(pair.target());
        InputSpec input = subject.classifier().input();
        return new MatchProblem(
                pixels(pair.source()),
                target,
                logits.logitsAt(target),
                parameters.norm(),
                radii,
                parameters.tolerance(),
                input.lower(),
                input.upper());
    }

    private PairRow row(int item) throws InterruptedException {
        Pair pair = pairs.get(item);
        MatchProblem problem = problem(item);
        Trial trial = new Trial(problem, logits, context.random(pair.stream()), parameters.effort());
        method.search(trial);
        if (trial.match().isPresent()) {
            Polish.run(trial, trial.match().get().point());
        }
        Optional<ExactMatch> proof =
                trial.match().isPresent() ? certificate(problem, trial.match().get()) : Optional.empty();
        // What is proved can be nearer than what was found.
        proof.ifPresent(exact -> trial.offer(exact.point()));
        Optional<Match> match = trial.match();
        match.ifPresent(found -> matches.put(item, narrow(found.point())));
        Double refuted = refuted(problem, pair, match);
        Double tried = trial.failed() > 0 ? Double.valueOf(trial.failed()) : null;
        Measures.Ends ends = measures.ends(problem);
        MatchMeasures measured = measures.of(problem, ends, match);
        return new PairRow(
                item,
                pair.source(),
                pair.target(),
                predicted[pair.source()],
                predicted[pair.target()],
                match.isPresent(),
                match.map(Match::distance).orElse(null),
                tried,
                refuted,
                measured.agreement(),
                measured.residual(),
                measured.residualFloat32(),
                measured.roundingBound(),
                measured.relativeResidual(),
                measured.maxProbabilityDifference(),
                measured.theta(),
                measured.thetaRelative(),
                measured.directionLeak(),
                measures.visibleDistance(ends),
                measures.boundaryDistance(ends, predicted[pair.source()], predicted[pair.target()]),
                proof.map(ExactMatch::method).orElse(null),
                proof.map(exact -> exact.distanceFrom(match.get().point())).orElse(null),
                proof.map(ExactMatch::radius).orElse(null),
                measured.agreement8Bit(),
                measured.residual8Bit(),
                trial.classifier().forwardPasses(),
                trial.classifier().gradientPasses(),
                match.isPresent() && parameters.save().isPresent() ? Integer.valueOf(item) : null);
    }

    private Double refuted(MatchProblem problem, Pair pair, Optional<Match> match) throws InterruptedException {
        if (parameters.skipBounds() || !refuter.isPossible()) {
            return null;
        }
        double known = problem.distance(problem.target());
        double most = match.map(Match::distance).orElse(Math.min(problem.largestRadius(), known));
        double radius = refuter.refute(problem, predicted[pair.source()], predicted[pair.target()], most);
        return radius > 0 ? Double.valueOf(radius) : null;
    }

    private Optional<ExactMatch> certificate(MatchProblem problem, Match match) throws InterruptedException {
        if (!parameters.certify()) {
            return Optional.empty();
        }
        // x' is an exact match: what is farther says nothing.
        double known = Math.max(ROOM * match.distance(), problem.distance(problem.target()));
        double radius = Math.min(problem.largestRadius(), known);
        return refuter.certify(problem, match.point(), logits.forms(), radius);
    }

    static float[] narrow(double[] numbers) {
        float[] narrow = new float[numbers.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) numbers[i];
        }
        return narrow;
    }

    /** The match of a pair, searched again where it was found in another process. */
    float[] match(int item) throws InterruptedException {
        float[] known = matches.get(item);
        if (known == null) {
            row(item);
            known = matches.get(item);
        }
        return known;
    }

    Pair pair(int item) {
        return pairs.get(item);
    }

    int pairCount() {
        return pairs.size();
    }

    double[] askedRadii() {
        return radii;
    }

    boolean refutes() {
        return refuter.isPossible() && !parameters.skipBounds();
    }

    @Override
    public Summary summarise(List<PairRow> rows) throws InterruptedException {
        try {
            return new SearchReport(this, subject, parameters, rows).summary();
        } finally {
            logits.close();
        }
    }
}
