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
 * F and the bounds is the proof; where it does not close, the interior-point method takes over. For one thread.
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
    private LargestEntryProgram fallback;
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
    private int fallbacks;
    private int iterations;

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

    /** How often the interior-point method was needed. */
    int fallbacks() {
        return fallbacks;
    }

    /** Iterations of the simplex method so far. */
    int iterations() {
        return iterations;
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
        least = 0;
        greatest = 0;
        for (int i = 0; i < n; i++) {
            least = Math.max(least, Math.max(lower[i], -upper[i]));
            greatest = Math.max(greatest, Math.max(-lower[i], upper[i]));
        }
        deviations.start(jacobian, b, penalty);
        Solution solution = cuttingPlanes(jacobian, penalty);
        if (solution == null) {
            fallbacks++;
            fallback = fallback == null ? new LargestEntryProgram() : fallback;
            solution = fallback.solve(jacobian, b, lower, upper, penalty);
        }
        return solution;
    }

    private Solution cuttingPlanes(double[][] jacobian, double penalty) {
        int n = low.length;
        Line[] lines = firstLines(jacobian, penalty);
        double t = meeting(lines);
        double best = Double.POSITIVE_INFINITY;
        double[] d = new double[n];
        for (int value = 0; value < MOST_VALUES; value++) {
            for (int i = 0; i < n; i++) {
                low[i] = Math.max(lower[i], -t);
                high[i] = Math.min(upper[i], t);
            }
            if (!deviations.solve(low, high)) {
                return null;
            }
            iterations += deviations.iterations();
            double reached = t + penalty * deviations.deviation();
            if (reached < best) {
                best = reached;
                deviations.displacement(d);
            }
            add(lines, tangent(cut(jacobian, deviations.multipliers().clone()), t));
            t = meeting(lines);
            if (best - bound(lines, t) <= gap * best) {
                return objective(jacobian, d, penalty) - bound(lines, t) <= 2 * gap * best ? solution(d, lines) : null;
            }
        }
        return null;
    }

    /** The objective by plain arithmetic. */
    private double objective(double[][] jacobian, double[] d, double penalty) {
        double[] product = new double[b.length];
        Rows.multiply(jacobian, d, product);
        double missing = 0;
        for (int j = 0; j < b.length; j++) {
            missing += Math.abs(b[j] - product[j]);
        }
        return largest(d) + penalty * missing;
    }

    private static double largest(double[] d) {
        double largest = 0;
        for (double value : d) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
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
            caps[i] = a[i] > 0 ? upper[i] : -lower[i];
        }
        return new Cut(y, a, caps, dot(y));
    }

    private static double sum(double[] numbers) {
        double even = 0;
        double odd = 0;
        int i = 0;
        for (; i + 1 < numbers.length; i += 2) {
            even += numbers[i];
            odd += numbers[i + 1];
        }
        return even + odd + (i < numbers.length ? numbers[i] : 0);
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
        double value = t + cut.constant - sum(reach);
        double slope = 1 - sum(beyond);
        return new Line(cut, t, value, slope);
    }

    private Solution solution(double[] d, Line[] lines) {
        double[] y = lines[1].cut.y.clone();
        if (lines[0] != null) {
            double share = lines[1].slope / (lines[1].slope - lines[0].slope);
            for (int j = 0; j < y.length; j++) {
                y[j] += share * (lines[0].cut.y[j] - y[j]);
            }
            last = lines[0].cut.y;
        } else {
            Arrays.fill(last, 0);
        }
        return new Solution(d, largest(d), y);
    }
}
