package org.halfspace.parallelism;

import java.util.ArrayList;
import java.util.List;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.parallelism.ParallelismValues.Exactness;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Plan;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Task;

/**
 * One run of {@link ParallelismAnalysis}: the first items are the rows, which the search has found; the others are the classes
 * whose cosines the histogram counts.
 *
 * <p>A histogram is no row, so it is kept here; what another process counted is missing from it, and it says so.
 */
final class ParallelismRun implements AnalysisRun<ParallelPairRow> {
    /** Up to so many distinct classes all pairs are searched: about a minute on two cores, and 300 MB. */
    static final int LARGEST_SEARCH = 4096;

    /** How many pairs below an angle are listed; all are counted. */
    private static final int LISTED_PAIRS = 10_000;

    private final Subject subject;
    private final ParallelismParameters parameters;
    private final ClassVectors vectors;
    private final ParallelDirections parallel;
    private final ExactPairs.Count exact;
    private final PairRows rows;
    private final Found found;
    private final CosineHistogram histogram;
    private final Double radius;

    /**
     * What the search gave.
     *
     * @param smallest the smallest angle of a pair that is not exactly parallel; null where there is none
     * @param longest the largest norm of a normal
     * @param below how many pairs that are not exactly parallel are below the angle asked about; null where not all pairs
     *     were looked at
     * @param dual the dual bound; null where it was not computed
     */
    private record Found(Double smallest, double longest, Long below, Double dual) {}

    private ParallelismRun(
            Subject subject,
            ParallelismParameters parameters,
            ClassVectors vectors,
            ParallelDirections parallel,
            PairRows rows,
            Found found,
            CosineHistogram histogram,
            Double radius) {
        this.subject = subject;
        this.parameters = parameters;
        // The search is over, and the weights of 50,000 classes would be kept for nothing.
        this.vectors = vectors.withoutWeights();
        this.parallel = parallel;
        this.exact = new ExactPairs(vectors, parallel).count();
        this.rows = rows;
        this.found = found;
        this.histogram = histogram;
        this.radius = radius;
    }

    /** Decides, searches, and prepares the histogram. */
    static ParallelismRun of(Subject subject, ParallelismParameters parameters, Context context)
            throws InterruptedException {
        Workers workers = new Workers(context.threads());
        ClassVectors vectors = new ClassVectors(subject.head());
        ParallelDirections parallel = ParallelDirections.find(vectors, workers);
        ExactPairs exact = new ExactPairs(vectors, parallel);
        double below = parameters.angle().orElse(0.0);
        long exactPairs = exact.count().all();
        int limit = below > 0 ? Math.max(parameters.top(), LISTED_PAIRS) : parameters.top();
        PairRows rows = new PairRows(subject.head(), vectors.withoutWeights(), below, parameters.top(), limit);
        rows.addExact(exact.list(limit));
        boolean searched = vectors.points() <= LARGEST_SEARCH;
        boolean needed = exactPairs < Math.max(1, parameters.top());
        Found found;
        CosineHistogram histogram = null;
        if (searched) {
            SquaredDistances distances = SquaredDistances.of(vectors.all(), workers);
            int wanted = (int) Math.max(0, Math.max(1, parameters.top()) - exactPairs);
            PairCollector collector = new PairCollector(vectors, distances, wanted, below, LISTED_PAIRS);
            if ((needed || below > 0) && vectors.points() > 2 && !parallel.holdsEverything(vectors)) {
                new PairSearch(distances, collector).run(workers);
            }
            List<NearPair> pairs = collector.pairs();
            rows.addNear(pairs);
            boolean dual = parameters.dual()
                    && HeadGeometry.of(subject).centredRankAtDoublePrecision() == vectors.classes() - 1;
            found = new Found(
                    pairs.isEmpty() ? null : pairs.get(0).angle(),
                    Math.sqrt(distances.largest()),
                    collector.count(),
                    dual ? Certificates.dual(distances) : null);
            if (parameters.histogram()) {
                histogram = new CosineHistogram(
                        vectors.points() == vectors.classes()
                                ? distances
                                : SquaredDistances.of(vectors.ofClasses(), workers));
            }
        } else {
            SampledSearch sample = new SampledSearch(vectors, context.random(0));
            List<NearPair> pairs = needed ? sample.run(Math.max(1, parameters.top()), workers) : List.of();
            rows.addNear(pairs);
            found = new Found(pairs.isEmpty() ? null : pairs.get(0).angle(), sample.longest(), null, null);
        }
        return new ParallelismRun(
                subject, parameters, vectors, parallel, rows, found, histogram, Radius.of(subject, parameters));
    }

    @Override
    public Plan plan() {
        int pairs = rows.rows().size();
        if (histogram != null) {
            return new Plan(pairs + vectors.classes(), 1, "pairs and classes");
        }
        return pairs == 0 ? Plan.summaryOnly() : new Plan(pairs, pairs, "pairs");
    }

    @Override
    public List<ParallelPairRow> rows(Task task) throws InterruptedException {
        List<ParallelPairRow> part = new ArrayList<>();
        for (int item = task.begin(); item < task.end(); item++) {
            if (item < rows.rows().size()) {
                part.add(rows.rows().get(item));
            } else {
                histogram.add(item - rows.rows().size());
            }
        }
        return part;
    }

    @Override
    public Summary summarise(List<ParallelPairRow> ignored) {
        ParallelismValues values = values();
        return new Summary(
                values,
                new Findings(values, subject.head(), !searched()).sentences(),
                rows.witnesses(),
                values.histogram() == null ? List.of() : List.of(HistogramFigure.of(values.histogram())),
                List.of());
    }

    private boolean searched() {
        return vectors.points() <= LARGEST_SEARCH;
    }

    private ParallelismValues values() {
        int m = vectors.classes();
        long boundaries = ClassVectors.choose2(m);
        boolean any = exact.all() > 0;
        double spectral = Certificates.spectral(smallestSingularValue(), found.longest());
        double certified = Math.max(spectral, found.dual() == null ? 0 : found.dual());
        boolean decided = any || searched();
        double excluded = any ? 0 : !searched() ? certified : found.smallest() == null ? Math.PI / 2 : found.smallest();
        List<ParallelPairRow> top =
                rows.rows().subList(0, Math.min(parameters.top(), rows.rows().size()));
        Double asked = parameters.angle().orElse(null);
        boolean topExact = searched() || exact.all() >= parameters.top();
        return new ParallelismValues(
                // Boundaries that could not be compared may be parallel.
                (any || parallel.complete()) ? (Boolean) any : null,
                boundaries,
                ClassVectors.choose2(boundaries),
                vectors.zeroNormals(),
                excluded,
                decided ? Exactness.EXACT : Exactness.CERTIFIED_BOUND,
                List.copyOf(top),
                topExact ? Exactness.EXACT : Exactness.SAMPLED_NOT_EXACT,
                asked,
                below(asked),
                exact.sharing(),
                exact.disjoint(),
                exact.forced(),
                parallel.complete(),
                vectors.identical(),
                CollinearClasses.count(vectors, parallel),
                rows.triples(parallel, radius),
                radius,
                HeadGeometry.of(subject).centredRank(),
                spectral,
                found.dual(),
                histogramValues());
    }

    private Long below(Double asked) {
        if (asked == null || found.below() == null || !parallel.complete()) {
            return null;
        }
        return asked == 0 ? 0 : exact.all() + found.below();
    }

    /** A lower bound of the singular value that bounds the angles, where the weights are affinely independent. */
    private double smallestSingularValue() {
        int independent = vectors.classes() - 1;
        if (independent > vectors.hiddenSize()
                || HeadGeometry.of(subject).centredRankAtDoublePrecision() < independent) {
            return 0;
        }
        double value = HeadGeometry.of(subject).centredSpectrum().value(independent);
        return (value - HeadGeometry.of(subject).computingTolerance()) * vectors.scale();
    }

    private ParallelismValues.Histogram histogramValues() {
        if (histogram == null) {
            return null;
        }
        boolean complete = histogram.classes() == vectors.classes();
        long[] shared = histogram.sharing();
        long[] disjoint = histogram.disjoint(complete);
        long counted = 0;
        double[] cosines = new double[shared.length];
        for (int n = 0; n < shared.length; n++) {
            counted += shared[n] + disjoint[n];
            cosines[n] = CosineHistogram.cosine(n);
        }
        return new ParallelismValues.Histogram(complete, counted, cosines, shared, disjoint);
    }
}
