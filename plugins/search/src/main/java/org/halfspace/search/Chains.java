package org.halfspace.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.halfspace.search.step.LeastNormProgram;
import org.halfspace.search.step.LeastNormProgram.Solution;
import org.halfspace.spi.search.CountedClassifier;
import org.halfspace.spi.search.CountedClassifier.Linearisation;
import org.halfspace.spi.search.MatchProblem;
import org.halfspace.spi.search.MatchSearch;

/**
 * Sequential linear (or quadratic) programming on {@code minimise ||x - x_0||_p subject to u(x) = u(x')}, from several points at once:
 * the exact penalty method with a trust region (Fletcher and Sainz de la Maza, 1989). Each step minimises the norm plus a multiple of
 * the linearised residual over the bounds and a box about the iterate.
 *
 * <p>Networks of rectifiers are rugged: the Jacobian at a point says little of what a step meets. So the model's Jacobian is an
 * aggregate: a step that is taken mixes the new Jacobian with the old model, and one that is taken back mixes in the Jacobian of where it
 * would have led, so that the model learns from failures instead of only trusting itself less. docs/search.md has what that is worth.
 * For one thread.
 */
final class Chains {
    /** How many times the whole distance a residual as large as the first is worth: finds the equations first, then shortens. */
    private static final double WORTH = 30;

    /** Share of the old model that is kept after a step. */
    private static final double MEMORY = 0.5;

    /** Share of the Jacobian at a step's end that the model takes on when the step is taken back. */
    private static final double LESSON = 0.5;

    /** Share of the predicted decrease below which a step is taken back. */
    private static final double LEAST_RATIO = 0.02;

    private static final double GOOD_RATIO = 0.7;
    private static final double POOR_RATIO = 0.25;
    private static final double SHRINK = 0.5;
    private static final double GROW = 2;

    /** Trust region, relative to the distance, below which a chain has converged: a hundredth of what distances are claimed to. */
    private static final double LEAST_TRUST = 1e-4;

    /** Predicted relative decrease of the merit that is not worth another step. */
    private static final double LEAST_DECREASE = 1e-5;

    /** How exactly a step's program is solved: the model that it is of is far worse, and a tenth of the time is saved. */
    private static final double STEP_GAP = 1e-3;

    /** Steps that a chain is given to show what it gains. */
    private static final int PATIENCE = 6;

    /**
     * So many times what it gained in them has to reach the nearest match, or near the largest distance asked about: chains that are
     * stuck far from it are most of the work.
     */
    private static final double HOPE = 4;

    /** A match so many times too far for the largest distance asked about is worth having: later chains start near it. */
    private static final double ROOM = 1.5;

    /** What it has to gain in them, relative to its merit: a fifth of what least distances are claimed to. */
    private static final double LEAST_GAIN = 2e-3;

    /** Offers are made where the float32 residual is within so many tolerances: the judge measures again. */
    private static final double NEARLY = 2;

    private final MatchSearch search;
    private final MatchProblem problem;
    private final CountedClassifier classifier;
    private final double[] first;
    private final double penalty;
    private double[] target;
    /** Distance of the nearest match so far, as far as float32 can tell; at first that of the target, or one near the largest asked about. */
    private double goal;

    /** An iterate with what is known there. */
    static final class Chain {
        /** Its own: a program starts where the one before ended. */
        private final LeastNormProgram program;

        private double[] point;
        private double[] residual;
        private double[][] model;
        private double distance;
        private double merit;
        private double trust;
        private boolean done;
        private boolean isMatch;
        private final double[] past = new double[PATIENCE];
        private int steps;

        private Chain(LeastNormProgram program) {
            this.program = program;
        }

        double[] point() {
            return point;
        }

        double distance() {
            return distance;
        }

        /** Whether the logits match, as far as float32 can tell. */
        boolean isMatch() {
            return isMatch;
        }

        double violation() {
            return l1(residual);
        }
    }

    /** A step that is proposed: where it leads and the merit that the model promises there. */
    private record Proposal(Chain chain, double[] point, double promised) {}

    Chains(MatchSearch search) {
        this.search = search;
        this.problem = search.problem();
        this.classifier = search.classifier();
        this.target = classifier.logits().ofLogits(problem.targetLogits());
        this.goal = Math.min(problem.distance(problem.target()), ROOM * problem.largestRadius());
        this.first = classifier.values(new double[][] {problem.source()})[0];
        double residual = l1(minus(first, target));
        this.penalty = WORTH * problem.distance(problem.target()) / Math.max(residual, Double.MIN_NORMAL);
    }

    /** Nearest first, matches before all others. */
    static Comparator<Chain> byQuality() {
        return Comparator.comparing((Chain chain) -> !chain.isMatch)
                .thenComparingDouble(chain -> chain.isMatch ? chain.distance : chain.violation());
    }

    /** Asks for the point at this share of the way from u(x_0) to u(x') instead of its end. */
    void aimAt(double share) {
        double[] end = classifier.logits().ofLogits(problem.targetLogits());
        for (int j = 0; j < end.length; j++) {
            target[j] = first[j] + share * (end[j] - first[j]);
        }
    }

    /**
     * Runs chains from some points until each has converged, or for so many steps.
     *
     * @param trust half the width of the first box about each iterate, in pixel units
     */
    List<Chain> run(List<double[]> starts, double trust, int steps) throws InterruptedException {
        List<Chain> chains = new ArrayList<>();
        while (chains.size() < starts.size()) {
            Chain chain = new Chain(LeastNormProgram.of(problem.norm(), STEP_GAP));
            chain.trust = trust;
            chains.add(chain);
        }
        Linearisation[] at = classifier.linearise(starts.toArray(double[][]::new));
        for (int k = 0; k < at.length; k++) {
            arrive(chains.get(k), starts.get(k), at[k]);
        }
        for (int step = 0; step < steps; step++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            List<Proposal> proposals = new ArrayList<>();
            for (Chain chain : chains) {
                if (!chain.done) {
                    propose(chain, proposals);
                }
            }
            if (proposals.isEmpty()) {
                break;
            }
            advance(proposals);
        }
        // The judge takes double precision, and time: it is asked once for each chain, and first about the nearest.
        chains.stream().filter(Chain::isMatch).sorted(byQuality()).forEach(chain -> search.offer(chain.point));
        return chains;
    }

    private void advance(List<Proposal> proposals) {
        // A step that is taken and one that is refused both need the Jacobian where it leads.
        Linearisation[] at =
                classifier.linearise(proposals.stream().map(Proposal::point).toArray(double[][]::new));
        for (int k = 0; k < at.length; k++) {
            Proposal proposal = proposals.get(k);
            Chain chain = proposal.chain;
            if (judge(proposal, minus(at[k].value(), target))) {
                arrive(chain, proposal.point, at[k]);
            } else {
                mix(chain.model, at[k].jacobian(), LESSON);
            }
            if (!isWorthwhile(chain)) {
                chain.done = true;
            }
        }
    }

    private void arrive(Chain chain, double[] point, Linearisation at) {
        chain.point = point;
        chain.residual = minus(at.value(), target);
        if (chain.model == null) {
            chain.model = at.jacobian();
        } else {
            mix(chain.model, at.jacobian(), 1 - MEMORY);
        }
        chain.distance = problem.distance(point);
        chain.merit = chain.distance + penalty * l1(chain.residual);
        chain.isMatch = isClose(at.value());
        if (chain.isMatch) {
            goal = Math.min(goal, chain.distance);
        }
    }

    /** Whether a chain still gains, and enough to become the nearest. */
    private boolean isWorthwhile(Chain chain) {
        int slot = chain.steps % PATIENCE;
        double gained = chain.past[slot] - chain.merit;
        chain.past[slot] = chain.merit;
        chain.steps++;
        return chain.steps <= PATIENCE || (HOPE * gained >= chain.merit - goal && gained >= LEAST_GAIN * chain.merit);
    }

    private static void mix(double[][] model, double[][] other, double share) {
        for (int j = 0; j < model.length; j++) {
            double[] to = model[j];
            double[] from = other[j];
            for (int i = 0; i < to.length; i++) {
                to[i] += share * (from[i] - to[i]);
            }
        }
    }

    private boolean isClose(double[] u) {
        double[] end = classifier.logits().ofLogits(problem.targetLogits());
        for (double value : classifier.logits().centredLogits(minus(u, end))) {
            if (Math.abs(value) > NEARLY * problem.tolerance()) {
                return false;
            }
        }
        return true;
    }

    private void propose(Chain chain, List<Proposal> proposals) {
        int n = chain.point.length;
        double[] lower = new double[n];
        double[] upper = new double[n];
        double[] source = problem.source();
        double[] here = new double[n];
        for (int i = 0; i < n; i++) {
            here[i] = chain.point[i] - source[i];
            lower[i] = Math.max(problem.lower() - source[i], here[i] - chain.trust);
            upper[i] = Math.min(problem.upper() - source[i], here[i] + chain.trust);
        }
        double[] b = new double[chain.residual.length];
        for (int j = 0; j < b.length; j++) {
            b[j] = dot(chain.model[j], here) - chain.residual[j];
        }
        Solution solution = chain.program.solve(chain.model, b, lower, upper, penalty);
        double[] displacement = solution.displacement();
        double left = 0;
        for (int j = 0; j < b.length; j++) {
            left += Math.abs(b[j] - dot(chain.model[j], displacement));
        }
        double promised = solution.norm() + penalty * left;
        if (chain.merit - promised <= LEAST_DECREASE * chain.merit) {
            chain.done = true;
            return;
        }
        double[] trial = new double[n];
        for (int i = 0; i < n; i++) {
            trial[i] = Math.min(Math.max(source[i] + displacement[i], problem.lower()), problem.upper());
        }
        proposals.add(new Proposal(chain, trial, promised));
    }

    /** Whether a step is taken; sets the next trust region. */
    private boolean judge(Proposal proposal, double[] residual) {
        Chain chain = proposal.chain;
        double merit = problem.distance(proposal.point) + penalty * l1(residual);
        double ratio = (chain.merit - merit) / (chain.merit - proposal.promised);
        if (ratio < POOR_RATIO) {
            chain.trust *= SHRINK;
        } else if (ratio > GOOD_RATIO) {
            chain.trust *= GROW;
        }
        if (chain.trust < LEAST_TRUST * chain.distance) {
            chain.done = true;
        }
        return ratio >= LEAST_RATIO;
    }

    static double dot(double[] a, double[] b) {
        // Four sums, which do not wait for one another.
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < a.length; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            s0 += a[i] * b[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    static double[] minus(double[] a, double[] b) {
        double[] difference = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            difference[i] = a[i] - b[i];
        }
        return difference;
    }

    private static double l1(double[] a) {
        double sum = 0;
        for (double value : a) {
            sum += Math.abs(value);
        }
        return sum;
    }
}
