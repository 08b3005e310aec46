package org.halfspace.onnx.bounds;

import org.halfspace.spi.model.BoundedMap.Exclusion;
import org.halfspace.spi.model.InputBall;

/**
 * Seeks the greatest radius for which {@link BranchAndBound} excludes a target: first with relaxations of the whole ball, which are
 * cheap, up to where they fail; on with intervals, where these go farther; then with branches, in steps that shrink where the branches
 * run out. Not thread-safe.
 */
final class ExclusionSearch {
    /** Halvings after which a target is taken to be at the centre itself. */
    private static final int HALVINGS = 40;

    /** The first bracket is closed to this ratio: branches move it by tens of percents. */
    private static final double FIRST_RATIO = 1.03;

    /** A map without bends has relaxations that are exact; their bracket is closed to rounding. */
    private static final double EXACT_RATIO = 1 + 1e-10;

    /** Where the quick bracket starts, relative to the largest radius: small balls are cheap, and few searches end below. */
    private static final double QUICK_SHARE = 0.08;

    /** Relaxations that fail cost most, since more is open in larger balls: down in large steps, up in small ones. */
    private static final double QUICK_FALL = 2.5;

    private static final double QUICK_RISE = 1.5;

    /** The quick bracket is closed to this ratio. */
    private static final double QUICK_RATIO = 1.12;

    /**
     * A relaxation that takes this many times the work of the last one that succeeded is given up. Beyond some radius most signs are open
     * in one layer after another, and nothing is excluded any more.
     */
    private static final int QUICK_GROWTH = 4;

    /** Work that every relaxation may take. */
    private static final long QUICK_WORK = 100_000;

    /** Work that one may take before any has succeeded: no limit. */
    private static final long FIRST_WORK = Long.MAX_VALUE - 1;

    /** By how much a radius grows at first when branches are allowed. */
    private static final double FIRST_STEP = 1.3;

    /** Steps below this are not worth their branches. */
    private static final double LEAST_STEP = 1.015;

    /** One radius may use this share of all branches, so that some are left for others. */
    private static final int SHARES = 4;

    private final BranchAndBound branches;
    private final InputBall largest;
    private final boolean bends;
    private double excluded;
    private double open;
    private int needed = 1;
    private long mostWork = FIRST_WORK;

    /**
     * @param branches for the target
     * @param largest centre, norm, bounds, and the greatest radius of interest
     * @param bends whether the program has functions that are not affine
     */
    ExclusionSearch(BranchAndBound branches, InputBall largest, boolean bends) {
        this.branches = branches;
        this.largest = largest;
        this.bends = bends;
        this.open = Double.POSITIVE_INFINITY;
    }

    Exclusion run(int effort) throws InterruptedException {
        if (effort == 0 && bends) {
            quickBracket();
            String method = byIntervals() ? "intervals" : "linear relaxation";
            return new Exclusion(excluded, method);
        }
        bracket();
        byIntervals();
        if (excluded > 0 && bends) {
            branch(effort);
        }
        return new Exclusion(
                excluded, "linear relaxation in the best direction" + (needed > 1 ? ", " + needed + " branches" : ""));
    }

    private boolean excludes(double radius, int most) throws InterruptedException {
        int before = branches.nodes();
        boolean success = branches.excludes(largest.withRadius(radius), most);
        if (success) {
            excluded = radius;
            needed = branches.nodes() - before;
        } else {
            open = Math.min(open, radius);
        }
        return success;
    }

    /** A handful of relaxations: from a small radius up until one fails, and then in between. */
    private void quickBracket() throws InterruptedException {
        double radius = QUICK_SHARE * largest.radius();
        for (int i = 0; i < HALVINGS && !excludesQuickly(radius); i++) {
            radius /= QUICK_FALL;
        }
        while (excluded > 0 && excluded < largest.radius() && Double.isInfinite(open)) {
            excludesQuickly(Math.min(QUICK_RISE * excluded, largest.radius()));
        }
        while (excluded > 0 && open / excluded > QUICK_RATIO) {
            excludesQuickly(Math.sqrt(excluded * open));
        }
    }

    private boolean excludesQuickly(double radius) throws InterruptedException {
        BranchAndBound.Attempt attempt = branches.excludesQuickly(largest.withRadius(radius), mostWork);
        if (attempt.excluded()) {
            excluded = radius;
            mostWork = Math.max(QUICK_WORK, QUICK_GROWTH * attempt.work());
        } else {
            open = Math.min(open, radius);
        }
        return attempt.excluded();
    }

    /** Goes on from what relaxations exclude as far as intervals do; whether they exclude more. */
    private boolean byIntervals() {
        double before = excluded;
        double step = intervalsExclude(LEAST_STEP) ? FIRST_STEP : 1;
        while (step >= LEAST_STEP && excluded < largest.radius()) {
            step = intervalsExclude(step) ? step : Math.sqrt(step);
        }
        return excluded > before;
    }

    private boolean intervalsExclude(double step) {
        double radius = Math.min(excluded * step, largest.radius());
        boolean success = bends && radius > excluded && branches.excludesByIntervals(largest.withRadius(radius));
        excluded = success ? radius : excluded;
        return success;
    }

    /** Relaxations of the whole ball: doubling or halving to a bracket, which is then closed geometrically. */
    private void bracket() throws InterruptedException {
        double radius = largest.radius() / 64;
        if (excludes(radius, 1)) {
            while (excluded < largest.radius() && excludes(Math.min(2 * excluded, largest.radius()), 1)) {
                radius = excluded;
            }
        } else {
            for (int i = 0; i < HALVINGS && !excludes(open / 2, 1); i++) {
                radius = open;
            }
        }
        if (excluded == 0 || excluded >= largest.radius()) {
            return;
        }
        double ratio = bends ? FIRST_RATIO : EXACT_RATIO;
        while (open / excluded > ratio) {
            excludes(bends ? Math.sqrt(open * excluded) : (open + excluded) / 2, 1);
        }
    }

    private void branch(int effort) throws InterruptedException {
        int end = branches.nodes() + effort;
        double step = FIRST_STEP;
        while (excluded < largest.radius() && step >= LEAST_STEP) {
            int left = end - branches.nodes();
            if (left < 1) {
                return;
            }
            double radius = Math.min(excluded * step, largest.radius());
            if (!excludes(radius, Math.max(1, Math.min(left, effort / SHARES)))) {
                step = Math.sqrt(step);
            }
        }
    }
}
