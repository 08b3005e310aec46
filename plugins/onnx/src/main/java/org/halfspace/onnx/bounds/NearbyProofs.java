package org.halfspace.onnx.bounds;

import java.util.Optional;
import org.halfspace.spi.model.BoundedMap.ExactMatch;
import org.halfspace.spi.model.InputBall;

/**
 * Proofs of exact matches of a network of rectifiers where there is none beside the point that a search has found. Walks through regions
 * ({@link RegionWalk}) start there and at the target, whose region has an exact match for certain; then between the point and the
 * nearest exact match so far, and between that and the ball's centre. Used once, by one thread.
 */
final class NearbyProofs {
    /** Linear programs for one proof: some 15 ms each with a thousand pixels. */
    private static final int MOST_PROGRAMS = 80;

    /** Where starts are on the way from the nearest exact match to the point, and to the centre. */
    private static final double[] TO_POINT = {0.5, 0.25, 0.75};

    private static final double[] TO_CENTRE = {0.1, 0.2, 0.4};

    /** A proof that is not farther than the point by more than this, relatively, is near enough. */
    private static final double NEAR = 0.01;

    private final InputBall ball;
    private final Prover prover;
    private final RegionWalk walk;
    private ExactMatch best;

    /** Proves that there is an exact match beside a point. */
    interface Prover {
        Optional<ExactMatch> near(double[] point) throws InterruptedException;
    }

    NearbyProofs(Program program, Separation.Target target, InputBall ball, Prover prover) {
        this.ball = ball;
        this.prover = prover;
        this.walk = new RegionWalk(program, target, ball);
    }

    /**
     * Seeks the nearest exact match.
     *
     * @param point what a search has found
     * @param target the other input
     */
    Optional<ExactMatch> between(double[] point, double[] target) throws InterruptedException {
        double enough = distance(point) * (1 + NEAR);
        start(point, enough);
        start(target, enough);
        boolean better = best != null;
        while (better) {
            better = false;
            for (double share : TO_POINT) {
                better |= start(mixed(best.point(), point, share), enough);
            }
            for (double share : TO_CENTRE) {
                better |= start(mixed(best.point(), ball.centre(), share), enough);
            }
        }
        return Optional.ofNullable(best);
    }

    private double distance(double[] point) {
        return ball.norm().of(mixed(point, ball.centre(), -1, 1));
    }

    private static double[] mixed(double[] a, double[] b, double share) {
        return mixed(a, b, 1 - share, share);
    }

    private static double[] mixed(double[] a, double[] b, double first, double second) {
        double[] sum = new double[a.length];
        for (int j = 0; j < sum.length; j++) {
            sum[j] = first * a[j] + second * b[j];
        }
        return sum;
    }

    /** Walks from a point; whether that led to a nearer match. */
    private boolean start(double[] point, double enough) throws InterruptedException {
        boolean enoughFound = best != null && best.radius() <= enough;
        if (enoughFound || walk.programs() >= MOST_PROGRAMS) {
            return false;
        }
        Optional<double[]> end = walk.from(point, MOST_PROGRAMS);
        if (end.isEmpty() || (best != null && !(distance(end.get()) < best.radius()))) {
            return false;
        }
        Optional<ExactMatch> proof = prover.near(end.get());
        if (proof.isEmpty() || (best != null && !(proof.get().radius() < best.radius()))) {
            return false;
        }
        best = proof.get();
        return true;
    }
}
