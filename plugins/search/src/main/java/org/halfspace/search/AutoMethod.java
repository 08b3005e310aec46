package org.halfspace.search;

import java.util.ArrayList;
import java.util.List;
import org.halfspace.search.Chains.Chain;
import org.halfspace.spi.search.MatchProblem;
import org.halfspace.spi.search.MatchSearch;
import org.halfspace.spi.search.SearchMethod;
import org.pf4j.Extension;

/**
 * The combination that measured best (docs/search.md): sequential programs from points of the segment between the two inputs, then
 * again and again from near the nearest matches, pulled towards the source and shaken, as in basin hopping (Wales and Doye, 1997); last a
 * look into the ball a little smaller than the best.
 */
@Extension
public final class AutoMethod implements SearchMethod {
    /** Shares of the way to the target where first chains start. The first ones find short matches, the last ones always find one. */
    private static final double[] SEGMENT = {0, 0.2, 0.4, 0.6, 0.8, 1};

    /** First trust region of those, relative to the largest change of a pixel between the two inputs. */
    private static final double TRUST = 0.1;

    /** Shares of the way about which noise starts, and how much, relative to the best distance so far. */
    private static final double[] SIDE = {0, 0, 0.1, 0.1, 0.2, 0.2, 0.3, 0.3};

    private static final double SIDE_NOISE = 0.6;

    /** Rounds of new starts near the best, per unit of effort: so many at least, and while they gain enough, so many at most. */
    private static final int LEAST_ROUNDS = 3;

    private static final int MOST_ROUNDS = 15;

    /** What a round has to take off the distance for another one, as a share of it: half of what distances are to be within. */
    private static final double LEAST_GAIN = 0.005;

    /** How many starts a round has. */
    private static final int STARTS = 4;

    /** From how many of the best chains they start. */
    private static final int ELITE = 2;

    /** How far they are pulled towards the source at most, and shaken, relative to the distance. */
    private static final double PULL = 0.15;

    private static final double NOISE = 0.1;

    /** First trust region of those, relative to the distance. */
    private static final double LATER_TRUST = 0.15;

    private static final int MOST_STEPS = 100;

    /** The ball that Adam descends in, relative to the distance of the first chains' best, and its steps. */
    private static final double INSIDE = 0.7;

    private static final int INSIDE_STEPS = 80;

    /** For PF4J, which builds extensions. */
    public AutoMethod() {}

    @Override
    public String name() {
        return "auto";
    }

    @Override
    public String description() {
        return "sequential programs from many starts with basin hopping; projected Adam and conjugate gradients where there"
                + " are too many classes for them; spsa where there are no gradients";
    }

    @Override
    public boolean needsGradient() {
        return false;
    }

    /** Where projected Adam gets in a ball well inside the best one: starts on the source's side, which the segment has few of. */
    private static List<double[]> insideStarts(MatchSearch search) throws InterruptedException {
        MatchProblem problem = search.problem();
        double known = search.best().orElse(problem.distance(problem.target()));
        double radius = Math.min(problem.largestRadius(), INSIDE * known);
        List<double[]> starts = new ArrayList<>(Starts.segment(problem, 0, 1));
        double noise = NOISE * LargestChange.of(problem);
        while (starts.size() < STARTS) {
            starts.add(Starts.near(search, problem.source(), 0, noise));
        }
        return new ProjectedAdam(search).run(starts, radius, INSIDE_STEPS).nearest(ELITE);
    }

    /** Noise about points of the segment's first third: other kinks than those of the segment, and some of them lead much farther down. */
    private static List<double[]> sideStarts(MatchSearch search) {
        MatchProblem problem = search.problem();
        double whole = problem.distance(problem.target());
        double share = search.best().orElse(whole) / whole;
        double noise = SIDE_NOISE * share * LargestChange.of(problem);
        List<double[]> starts = new ArrayList<>();
        for (double[] point : Starts.segment(problem, SIDE)) {
            starts.add(Starts.near(search, point, 0, noise));
        }
        return starts;
    }

    @Override
    public void search(MatchSearch search) throws InterruptedException {
        if (!search.classifier().isDifferentiable()) {
            new SpsaMethod().search(search);
            return;
        }
        if (search.classifier().rank() > GaussNewtonMethod.MOST_EQUATIONS) {
            new GaussNewtonMethod().search(search);
            return;
        }
        MatchProblem problem = search.problem();
        Chains chains = new Chains(search);
        double width = LargestChange.of(problem);
        search.offer(problem.target());
        List<Chain> all = new ArrayList<>(chains.run(Starts.segment(problem, SEGMENT), TRUST * width, MOST_STEPS));
        all.addAll(chains.run(insideStarts(search), TRUST * width / 2, MOST_STEPS));
        all.addAll(chains.run(sideStarts(search), TRUST * width / 2, MOST_STEPS));
        int least = (int) Math.max(1, Math.round(LEAST_ROUNDS * search.effort()));
        int most = (int) Math.max(1, Math.round(MOST_ROUNDS * search.effort()));
        double gain = 1;
        for (int round = 0; round < least || (round < most && gain >= LEAST_GAIN); round++) {
            double before = search.best().orElse(Double.POSITIVE_INFINITY);
            all.sort(Chains.byQuality());
            List<double[]> starts = new ArrayList<>();
            for (int k = 0; k < STARTS; k++) {
                Chain from = all.get(Math.min(all.size() - 1, k % ELITE));
                double size = LargestChange.of(problem, from.point());
                // Every other start is shaken less: near the end small changes win.
                double noise = NOISE * size * (k % 2 == 0 ? 1 : 0.3);
                starts.add(Starts.near(search, from.point(), PULL * (k + 1) / STARTS, noise));
            }
            double size = LargestChange.of(problem, all.get(0).point());
            all.addAll(chains.run(starts, LATER_TRUST * size, MOST_STEPS));
            gain = Double.isInfinite(before) ? 1 : 1 - search.best().orElse(before) / before;
        }
        SmallerBall.tryIt(search, chains);
    }
}
