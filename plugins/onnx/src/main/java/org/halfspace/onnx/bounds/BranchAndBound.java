package org.halfspace.onnx.bounds;

import java.util.ArrayDeque;
import java.util.Deque;
import org.halfspace.onnx.bounds.Separation.Target;
import org.halfspace.spi.model.InputBall;

/**
 * Proves that no input of a ball takes a network to a target: bounds by linear relaxation in the best direction, and where they do
 * not suffice, the same for both signs of the input of a ReLU (S. Wang et al., Beta-CROWN, NeurIPS 2021). What a branch knows,
 * that its inputs reach the target and have the signs that were fixed, are linear inequalities of the input; they tighten the
 * bounds of everything in between. Not thread-safe.
 */
final class BranchAndBound {
    private static final int NEAREST_POINT_STEPS = 30;
    private static final int ROOT_STEPS = 60;

    /** Steps towards the best direction where one relaxation is all there is: it takes as long as some twenty of them. */
    private static final int QUICK_STEPS = 15;

    /** Steps on the slopes after that: they gain a tenth where networks have few layers, and cost little beside the relaxation. */
    private static final int QUICK_DESCENT = 15;

    /** Times that the root's bounds are tightened by what is known of inputs that reach the target. */
    private static final int ROOT_ROUNDS = 3;

    private static final int ROOT_ROUND_STEPS = 30;
    private static final int BRANCH_STEPS = 20;

    /** Inequalities that a branch keeps: the sign that was fixed last, and the sum of all others with the best multipliers. */
    private static final int INEQUALITIES = 2;

    /** How much the room between a ReLU's lines counts beside what it adds to the bound at the relaxed point. */
    private static final double ROOM = 0.3;

    /** Forms up to which differences are tried by intervals: they are many. */
    private static final int MOST_DIFFERENCES = 16;

    private final Program program;
    private final Target target;
    private double[] direction;
    private int nodes;

    BranchAndBound(Program program, Target target) {
        this.program = program;
        this.target = target;
        this.direction = new double[target.forms().length];
        this.direction[0] = 1;
    }

    /** Branches looked at so far, in all calls together. */
    int nodes() {
        return nodes;
    }

    /** A part of the ball that may still hold an input that reaches the target. */
    private record Branch(
            Enclosure enclosure,
            Region region,
            Tightening tightening,
            Splits splits,
            double[] direction,
            double[][] slopes,
            double gap,
            int value,
            int index) {}

    /**
     * Tries to exclude the target.
     *
     * @param most how many branches may be looked at, at least 1
     * @return whether the target is proven to be out of reach
     */
    boolean excludes(InputBall ball, int most) throws InterruptedException {
        int end = nodes + most;
        Branch root = root(ball);
        if (root == null) {
            return true;
        }
        Deque<Branch> open = new ArrayDeque<>();
        open.push(root);
        while (!open.isEmpty()) {
            Branch branch = open.pop();
            if (branch.value() < 0 || nodes + 2 > end) {
                return false;
            }
            Branch negative = child(branch, -1);
            Branch positive = child(branch, 1);
            boolean swap = negative != null && positive != null && negative.gap() < positive.gap();
            push(open, swap ? positive : negative);
            push(open, swap ? negative : positive);
        }
        return true;
    }

    /** What one relaxation of a ball came to. */
    record Attempt(boolean excluded, long work) {}

    /**
     * Tries to exclude the target by one relaxation of the ball and the best direction for it.
     *
     * @param mostWork the {@link Tightening#work} after which the attempt is given up
     */
    Attempt excludesQuickly(InputBall ball, long mostWork) throws InterruptedException {
        nodes++;
        Region region = new Region(ball);
        if (region.isEmpty()) {
            return new Attempt(true, 0);
        }
        Enclosure enclosure = new Enclosure(program, region.low(), region.high());
        if (!enclosure.isFinite()) {
            return new Attempt(false, 0);
        }
        Tightening tightening = Tightening.quick(enclosure, region, mostWork);
        boolean possible = tightening.run();
        if (!possible || tightening.gaveUp()) {
            return new Attempt(!possible, tightening.work());
        }
        Separation separation =
                new Separation(new Relaxation(enclosure, Splits.NONE), region, target, direction, Splits.NONE);
        boolean excluded = separation.nearestPoint(QUICK_STEPS) || separation.descend(QUICK_DESCENT);
        direction = excluded ? separation.direction() : direction;
        return new Attempt(excluded, tightening.work());
    }

    /**
     * Tries to exclude the target by interval arithmetic alone: by one form, or by the difference of two. Costs next to nothing beside a
     * relaxation, and is not always worse: where most signs are open, lines are looser than intervals.
     */
    boolean excludesByIntervals(InputBall ball) {
        Region region = new Region(ball);
        if (region.isEmpty()) {
            return true;
        }
        Enclosure enclosure = new Enclosure(program, region.low(), region.high());
        if (!enclosure.isFinite()) {
            return false;
        }
        int count = target.forms().length;
        for (int i = 0; i < count; i++) {
            // With j = i, the form alone.
            for (int j = count > MOST_DIFFERENCES ? i : 0; j <= i; j++) {
                for (int sign = -1; sign <= 1; sign += 2) {
                    double[] u = new double[count];
                    u[j] = -sign;
                    u[i] = sign;
                    if (isShort(u, enclosure)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Whether intervals lie short of the target in a direction. */
    private boolean isShort(double[] u, Enclosure enclosure) {
        int output = program.output();
        double reached = Interval.of(target.form(u), enclosure.lower(output), enclosure.upper(output))
                .high();
        double constant = target.against(u) + target.rounding(u, enclosure, output);
        return Math.nextUp(reached + constant) < 0;
    }

    private static void push(Deque<Branch> open, Branch branch) {
        if (branch != null) {
            open.push(branch);
        }
    }

    /** The whole ball; null where the target is excluded. */
    private Branch root(InputBall ball) throws InterruptedException {
        nodes++;
        Region region = new Region(ball);
        if (region.isEmpty()) {
            return null;
        }
        Enclosure enclosure = new Enclosure(program, region.low(), region.high());
        if (!enclosure.isFinite()) {
            return new Branch(enclosure, region, null, Splits.NONE, direction, null, 0, -1, -1);
        }
        Tightening tightening = new Tightening(enclosure, region);
        if (!tightening.run()) {
            return null;
        }
        Relaxation relaxation = new Relaxation(enclosure, Splits.NONE);
        Separation separation = new Separation(relaxation, region, target, direction, Splits.NONE);
        if (separation.nearestPoint(NEAREST_POINT_STEPS) || separation.descend(ROOT_STEPS)) {
            direction = separation.direction();
            return null;
        }
        for (int round = 0; round < ROOT_ROUNDS && enclosure.hasOpen(); round++) {
            separation.require(region);
            tightening.forget();
            if (!tightening.run()) {
                return null;
            }
            relaxation.refresh();
            if (separation.descend(ROOT_ROUND_STEPS)) {
                direction = separation.direction();
                return null;
            }
        }
        return branch(enclosure, region, tightening, Splits.NONE, relaxation, separation);
    }

    /** One sign of a branch's number; null where the target is excluded. */
    private Branch child(Branch parent, int sign) throws InterruptedException {
        nodes++;
        int value = parent.value();
        int index = parent.index();
        Enclosure enclosure = parent.enclosure().copy();
        Region region = parent.region().copy();
        double[][] row = new double[1][program.size(value)];
        row[0][index] = sign;
        Backward.Forms form = new Backward(enclosure).pull(value, row);
        region.require(form.coefficients()[0], form.constants()[0]);
        enclosure.tighten(
                value, index, sign > 0 ? 0 : Double.NEGATIVE_INFINITY, sign > 0 ? Double.POSITIVE_INFINITY : 0);
        Tightening tightening = parent.tightening().within(enclosure, region, value);
        if (!tightening.run()) {
            return null;
        }
        Splits splits = parent.splits().with(value, index, sign);
        Relaxation relaxation = new Relaxation(enclosure, splits);
        relaxation.setSlopes(parent.slopes());
        Separation separation = new Separation(relaxation, region, target, parent.direction(), splits);
        if (separation.descend(BRANCH_STEPS)) {
            return null;
        }
        separation.require(region);
        region.keepNewest(INEQUALITIES);
        return branch(enclosure, region, tightening, splits, relaxation, separation);
    }

    /** A branch with the number to split next: where the relaxation leaves most room. */
    private Branch branch(
            Enclosure enclosure,
            Region region,
            Tightening tightening,
            Splits splits,
            Relaxation relaxation,
            Separation separation) {
        separation.revisit();
        double most = -1;
        int value = -1;
        int index = -1;
        for (int made = 1; made < program.values(); made++) {
            double[] coefficients = relaxation.coefficients(made);
            if (coefficients != null && program.step(made) instanceof Step.Pointwise pointwise) {
                double[] z = relaxation.point(pointwise.input());
                Lines lines = relaxation.lines(made);
                for (int i = 0; i < z.length; i++) {
                    double room = lines.free[i] ? room(coefficients[i], z[i], lines, i) : -1;
                    if (room > most) {
                        most = room;
                        value = pointwise.input();
                        index = i;
                    }
                }
            }
        }
        return new Branch(
                enclosure,
                region,
                tightening,
                splits,
                separation.direction(),
                relaxation.slopes(),
                separation.gap(),
                value,
                index);
    }

    private static double room(double coefficient, double z, Lines lines, int i) {
        double relaxed = coefficient > 0 ? lines.upSlope[i] * z + lines.upIntercept[i] : lines.lowSlope[i] * z;
        return Math.abs(coefficient) * (Math.abs(relaxed - Math.max(0, z)) + ROOM * lines.upIntercept[i]);
    }
}
