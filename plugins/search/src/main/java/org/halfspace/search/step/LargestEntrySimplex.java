package org.halfspace.search.step;

import java.util.Arrays;

/**
 * The program for the maximum norm, exactly: {@code F(t) = t + penalty min |J d - b|_1} over the box cut down to {@code |d_i| <= t} is
 * convex and piecewise linear in t. Each value is a program of {@link BoxedDeviations}, and its multipliers y say at once how F is bounded
 * from below at every other t:
 *
 * <pre>F(t) >= t + y.b - sum_i |a_i| min(t, c_i),   a = J^T y,  c_i the bound on the side of a_i's sign.</pre>
 *
 * <p>The next t is where the bounds from the left and from the right meet (Kelley's cutting planes in one dimension); where F reaches
 * them it is least. What the last call ended with is where a call starts: steps of one chain resemble one another. The gap between
 * F and the bounds is the proof. Where it does not close, which rounding could do, all is begun once more from nothing, and then the best so
 * far has to do. For one thread.
 */
final class LargestEntrySimplex implements LeastNormProgram {
    /** Values of t before it gives up; some three are usual. */
    private static final int MOST_VALUES = 60;

    /** How exactly the meeting point of two bounds is found, relative to the bounds: it is only where to go next. */
    private static final double MEETING = 1e-4;

    /** Turns the sign of a difference into zero or one. */
    private static final double HUGE = 1e300;

    /** Tangents taken before the next t is used as it is. */
    private static final int MOST_TANGENTS = 5;

    private final double gap;
    private final BoxedDeviations deviations = new BoxedDeviations();
    private double[] b;
    private double[] lower;
    private double[] upper;
    private double[] low = new double[0];
    private double[] high;
    private double[] reach;
    private double[] beyond;
    private double[] last;
    private double least;
    private double greatest;
    private double best;
    private int unproven;

    /** Multipliers y with a = J^T y, which bound F from below. */
    private record Cut(double[] y, double[] a, double[] caps, double constant) {}

    /** A tangent of a cut at t. */
    private record Line(Cut cut, double t, double value, double slope) {
        double at(double other) {
            return value + slope * (other - t);
        }
    }

    /** @param gap between F and its lower bound, relative to F, at which it ends */
    LargestEntrySimplex(double gap) {
        this.gap = gap;
    }

    /** How many programs ended without a proof. */
    int unproven() {
        return unproven;
    }

    @Override
    public Solution solve(double[][] jacobian, double[] right, double[] lowerOf, double[] upperOf, double penalty) {
        b = right;
        lower = lowerOf;
        upper = upperOf;
        int n = lower.length;
        if (low.length != n || last == null || last.length != b.length) {
            low = new double[n];
            high = new double[n];
            reach = new double[n];
            beyond = new double[n];
            last = new double[b.length];
        }
        least = Math.max(0, Math.max(Rows.greatest(lower, 1), Rows.greatest(upper, -1)));
        greatest = Math.max(0, Math.max(Rows.greatest(lower, -1), Rows.greatest(upper, 1)));
        double[] d = new double[n];
        for (int i = 0; i < n; i++) {
            d[i] = Math.min(Math.max(0, lower[i]), upper[i]);
        }
        deviations.start(jacobian, b, penalty);
        Line[] lines = firstLines(jacobian, penalty);
        if (!close(jacobian, penalty, lines, d)) {
            deviations.restart();
            if (!close(jacobian, penalty, lines, d)) {
                unproven++;
            }
        }
        return solution(d, lines);
    }

    /** Goes on until the gap is closed: d is the best so far. Whether it could be. */
    private boolean close(double[][] jacobian, double penalty, Line[] lines, double[] d) {
        best = Double.POSITIVE_INFINITY;
        double t = meeting(lines);
        for (int value = 0; value < MOST_VALUES; value++) {
            for (int i = 0; i < low.length; i++) {
                low[i] = Math.max(lower[i], -t);
                high[i] = Math.min(upper[i], t);
            }
            if (!deviations.solve(low, high)) {
                return false;
            }
            double reached = t + penalty * deviations.deviation();
            if (reached < best) {
                best = reached;
                deviations.displacement(d);
            }
            add(lines, tangent(cut(jacobian, deviations.multipliers().clone()), t));
            t = meeting(lines);
            if (best - bound(lines, t) <= gap * best) {
                return objective(jacobian, d, penalty) - bound(lines, t) <= 2 * gap * best;
            }
        }
        return false;
    }

    /** The objective by plain arithmetic. */
    private double objective(double[][] jacobian, double[] d, double penalty) {
        double[] product = new double[b.length];
        Rows.multiply(jacobian, d, product);
        double missing = 0;
        for (int j = 0; j < b.length; j++) {
            missing += Math.abs(b[j] - product[j]);
        }
        return Rows.largest(d) + penalty * missing;
    }

    /** From the multipliers of the last call, which are feasible here too; and F(t) >= t. */
    private Line[] firstLines(double[][] jacobian, double penalty) {
        int n = low.length;
        double[] y = last.clone();
        for (int j = 0; j < y.length; j++) {
            y[j] = Math.min(Math.max(y[j], -penalty), penalty);
        }
        Line trivial = new Line(new Cut(new double[b.length], new double[n], new double[n], 0), least, least, 1);
        Line[] lines = {null, trivial};
        add(lines, tangent(cut(jacobian, y), least));
        return lines;
    }

    private Cut cut(double[][] jacobian, double[] y) {
        double[] a = new double[low.length];
        Rows.transposed(jacobian, y, a);
        double[] caps = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            double side = Math.copySign(1, a[i]);
            // The bound on that side, without a branch, which could not be foretold.
            caps[i] = 0.5 * ((1 + side) * upper[i] - (1 - side) * lower[i]);
        }
        return new Cut(y, a, caps, dot(y));
    }

    private double dot(double[] y) {
        double sum = 0;
        for (int j = 0; j < y.length; j++) {
            sum += y[j] * b[j];
        }
        return sum;
    }

    /** Keeps the higher ones of the falling and the rising tangents, where they meet. */
    private static void add(Line[] lines, Line line) {
        lines[line.slope < 0 ? 0 : 1] = line;
    }

    /** Where the lines meet, after they have been replaced by tangents of the same cuts there until those change nothing. */
    private double meeting(Line[] lines) {
        double t = crossing(lines);
        for (int k = 0; k < MOST_TANGENTS; k++) {
            double height = bound(lines, t);
            double tiny = MEETING * Math.abs(height);
            Line left = lines[0] == null ? null : tangent(lines[0].cut, t);
            Line right = tangent(lines[1].cut, t);
            boolean isLeft = left != null && left.value > height + tiny;
            boolean isRight = right.value > height + tiny;
            if (!isLeft && !isRight) {
                break;
            }
            if (isLeft && (!isRight || left.value >= right.value)) {
                add(lines, left);
            } else {
                add(lines, right);
            }
            t = crossing(lines);
        }
        return t;
    }

    private double crossing(Line[] lines) {
        if (lines[0] == null) {
            return least;
        }
        double t = (lines[1].at(0) - lines[0].at(0)) / (lines[0].slope - lines[1].slope);
        return Math.min(Math.max(t, least), greatest);
    }

    private static double bound(Line[] lines, double t) {
        double right = lines[1].at(t);
        return lines[0] == null ? right : Math.max(right, lines[0].at(t));
    }

    private Line tangent(Cut cut, double t) {
        double[] a = cut.a;
        // Loops without branches, which the compiler vectorises; beyond is one where c_i > t and zero elsewhere.
        for (int i = 0; i < a.length; i++) {
            double size = Math.abs(a[i]);
            double cap = cut.caps[i];
            reach[i] = size * Math.min(t, cap);
            beyond[i] = size * Math.min(1, Math.max(0, (cap - t) * HUGE));
        }
        double value = t + cut.constant - Rows.sum(reach);
        double slope = 1 - Rows.sum(beyond);
        return new Line(cut, t, value, slope);
    }

    /** The share of the falling line: that at which both together are level, where they meet; beyond the ends one alone is the bound. */
    private double share(Line[] lines) {
        if (lines[1].at(least) >= lines[0].at(least)) {
            return 0;
        }
        if (lines[0].at(greatest) >= lines[1].at(greatest)) {
            return 1;
        }
        return lines[1].slope / (lines[1].slope - lines[0].slope);
    }

    private Solution solution(double[] d, Line[] lines) {
        double[] y = lines[1].cut.y.clone();
        if (lines[0] != null) {
            double share = share(lines);
            for (int j = 0; j < y.length; j++) {
                y[j] += share * (lines[0].cut.y[j] - y[j]);
            }
            last = lines[0].cut.y;
        } else {
            Arrays.fill(last, 0);
        }
        return new Solution(d, Rows.largest(d), y);
    }
}
