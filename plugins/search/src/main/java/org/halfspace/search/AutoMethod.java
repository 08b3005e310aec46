package org.halfspace.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.halfspace.search.Chains.Chain;
import org.halfspace.spi.model.Norm;
import org.halfspace.spi.search.MatchProblem;
import org.halfspace.spi.search.MatchSearch;
import org.halfspace.spi.search.SearchMethod;
import org.pf4j.Extension;

/**
 * The combination that measured best (docs/search.md): sequential programs from the target's side and from where projected Adam gets in balls
 * of many sizes, more of those as long as few end in a match; then
 * again and again from near the nearest matches, pulled towards the source and shaken, as in basin hopping (Wales and Doye, 1997); last a
 * look into the ball a little smaller than the best.
 */
@Extension
public final class AutoMethod implements SearchMethod {
    /** Shares of the way to the target where first chains start: farther back a network's last features mostly are off. */
    private static final double[] SEGMENT = {1, 0.9};

    /** Shares of the way where chains start with some noise: mostly in vain, and where not, they lead to the nearest matches. */
    private static final double[] SOURCE_SIDE = {0, 0, 0.1, 0.2};

    private static final double SIDE_NOISE = 0.1;

    /** First trust region of those, relative to the largest change of a pixel between the two inputs. */
    private static final double TRUST = 0.1;

    /** Points that projected Adam goes down from, all at once, its steps, and of how many of its ends chains start. */
    private static final int DESCENTS = 12;

    private static final int DESCENT_STEPS = 150;
    private static final int ENDS = 6;

    /** Radii of its balls, relative to the target's distance: small ones lead to near matches, large ones to any where they are rare. */
    private static final Balls FIRST_BALLS = new Balls(0.25, 0.55);

    private static final Balls LATER_BALLS = new Balls(0.4, 0.9);

    /** They are at most so many times as large as the largest distance asked about: chains shorten what they start with. */
    private static final double ROOM = 1.5;

    /** The largest noise where it starts, relative to the largest change of a pixel between the inputs. */
    private static final double DESCENT_NOISE = 0.4;

    /** Chains that have to end in a match: where fewer do, more are started where it gets to, so many times at most. */
    private static final int ENOUGH = 8;

    private static final int MOST_WAVES = 4;

    /** Waves that the other norms get in any case: projections on their balls stay near the segment, and so do the first chains. */
    private static final int ROUND_WAVES = 1;

    /** Rounds of new starts near the best, per unit of effort: so many at least, and while they gain enough, so many at most. */
    private static final int LEAST_ROUNDS = 5;

    private static final int MOST_ROUNDS = 15;

    /** What a round has to take off the distance for another one, as a share of it: half of what distances are to be within. */
    private static final double LEAST_GAIN = 0.005;

    /** After so many rounds, matches that are so many times too far away for the largest distance asked about are left. */
    private static final int HOPEFUL_ROUNDS = 2;

    private static final double HOPEFUL = 1.3;

    /** How many starts a round has. */
    private static final int STARTS = 4;

    /** From how many chains they start in each round: a chain's successors take its place, so that rounds explore before they dig. */
    private static final int[] ELITE = {4, 4, 2, 2, 1};

    /** How far they are pulled towards the source at most, and shaken, relative to the distance. */
    private static final double PULL = 0.15;

    private static final double NOISE = 0.1;

    /** Every other start is shaken less: near the end small changes win. */
    private static final double LITTLE = 0.3;

    /** First trust region of those, relative to the distance. */
    private static final double LATER_TRUST = 0.15;

    private static final int MOST_STEPS = 100;

    /** Radii between two. */
    private record Balls(double least, double greatest) {
        /** One of them; no size is preferred. */
        double draw(SplittableRandom random) {
            return least * Math.pow(greatest / least, random.nextDouble());
        }
    }

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
        search.offer(search.problem().target());
        Chains chains = new Chains(search);
        List<Chain> lineages = explore(search, chains);
        if (search.problem().norm() != Norm.LINF && matches(lineages) < ENOUGH) {
            lineages.addAll(across(search, chains));
        }
        int least = (int) Math.max(1, Math.round(LEAST_ROUNDS * search.effort()));
        int most = (int) Math.max(1, Math.round(MOST_ROUNDS * search.effort()));
        double gain = 1;
        for (int round = 0; round < least || (round < most && gain >= LEAST_GAIN); round++) {
            double before = nearest(lineages);
            if (round >= HOPEFUL_ROUNDS && before > HOPEFUL * search.problem().largestRadius()) {
                break;
            }
            hop(search, chains, lineages, round);
            gain = Double.isInfinite(before) ? 1 : 1 - nearest(lineages) / before;
        }
        SmallerBall.tryIt(search, chains);
    }

    /** Chains from many places, until enough of them have found a match of their own. */
    private static List<Chain> explore(MatchSearch search, Chains chains) throws InterruptedException {
        MatchProblem problem = search.problem();
        double width = LargestChange.of(problem);
        List<double[]> starts = new ArrayList<>(Starts.segment(problem, SEGMENT));
        for (double[] point : Starts.segment(problem, SOURCE_SIDE)) {
            starts.add(Starts.near(search, point, 0, SIDE_NOISE * width));
        }
        starts.addAll(descend(search, FIRST_BALLS));
        List<Chain> all = new ArrayList<>(chains.run(starts, TRUST * width, MOST_STEPS));
        int least = problem.norm() == Norm.LINF ? 0 : ROUND_WAVES;
        for (int wave = 0; wave < MOST_WAVES * search.effort() && (wave < least || matches(all) < ENOUGH); wave++) {
            all.addAll(chains.run(descend(search, LATER_BALLS), TRUST * width, MOST_STEPS));
        }
        return all;
    }

    /** Where projected Adam gets in balls of many sizes. */
    private static List<double[]> descend(MatchSearch search, Balls balls) throws InterruptedException {
        MatchProblem problem = search.problem();
        double whole = problem.distance(problem.target());
        double noise = DESCENT_NOISE * LargestChange.of(problem);
        List<double[]> starts = new ArrayList<>();
        double[] radii = new double[DESCENTS];
        for (int k = 0; k < DESCENTS; k++) {
            double share = balls.draw(search.random());
            radii[k] = Math.min(ROOM * problem.largestRadius(), share * whole);
            double[] point =
                    switch (k % 3) {
                        case 0 -> Starts.clipped(problem, share);
                        case 1 -> problem.source();
                        default -> Starts.segment(problem, share).get(0);
                    };
            starts.add(Starts.near(search, point, 0, noise * search.random().nextDouble()));
        }
        return new ProjectedAdam(search).run(starts, radii, DESCENT_STEPS).nearest(ENDS);
    }

    /** Chains from the nearest matches in the maximum norm, whose chains get to more of them. */
    private static List<Chain> across(MatchSearch search, Chains chains) throws InterruptedException {
        MatchProblem problem = search.problem();
        MatchSearch other = MaximumNorm.of(search);
        List<double[]> starts = explore(other, new Chains(other)).stream()
                .filter(Chain::isMatch)
                .map(Chain::point)
                .sorted(Comparator.comparingDouble(problem::distance))
                .limit(STARTS)
                .toList();
        return starts.isEmpty() ? List.of() : chains.run(starts, TRUST * LargestChange.of(problem), MOST_STEPS);
    }

    private static double nearest(List<Chain> chains) {
        return chains.stream()
                .filter(Chain::isMatch)
                .mapToDouble(Chain::distance)
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    private static long matches(List<Chain> chains) {
        return chains.stream().filter(Chain::isMatch).count();
    }

    /** One round: chains from near the best lineages, pulled towards the source and shaken; a better end takes its lineage's place. */
    private static void hop(MatchSearch search, Chains chains, List<Chain> lineages, int round)
            throws InterruptedException {
        MatchProblem problem = search.problem();
        lineages.sort(Chains.byQuality());
        int elite = Math.min(lineages.size(), ELITE[Math.min(round, ELITE.length - 1)]);
        List<double[]> starts = new ArrayList<>();
        for (int k = 0; k < STARTS; k++) {
            double[] from = lineages.get(k % elite).point();
            int turn = k + k / elite + round;
            double noise = NOISE * LargestChange.of(problem, from) * (turn % 2 == 0 ? 1 : LITTLE);
            starts.add(Starts.near(search, from, PULL * (1 + turn % STARTS) / STARTS, noise));
        }
        double size = LargestChange.of(problem, lineages.get(0).point());
        List<Chain> children = chains.run(starts, LATER_TRUST * size, MOST_STEPS);
        for (int k = 0; k < STARTS; k++) {
            if (Chains.byQuality().compare(children.get(k), lineages.get(k % elite)) < 0) {
                lineages.set(k % elite, children.get(k));
            }
        }
    }
}
