package org.halfspace.search.step;

import java.util.Arrays;
import org.halfspace.spi.model.Norm;

/**
 * The program for the norms whose terms are separate: the sum of absolute values as a linear program in the positive and the negative
 * parts of d, the Euclidean norm as the quadratic program {@code |d|^2 / (2 scale)}, which has the same minimiser over the equations. Each
 * coordinate has one or two variables v with {@code d = sum sign v}, {@code l <= v <= u}.
 */
final class SeparableProgram implements LeastNormProgram {
    /** Gap between primal and dual, relative to the optimum. */
    private static final double GAP = 1e-10;

    private static final int MOST_ITERATIONS = 60;
    private static final double STEP = 0.995;

    /** A corrected step that leaves more than this of the gap is replaced by one that is only centred. */
    private static final double LEAST_PROGRESS = 0.9;

    private static final double CENTRING = 0.2;

    private final Norm norm;
    private final NormalEquations normal = new NormalEquations();

    SeparableProgram(Norm norm) {
        this.norm = norm;
    }

    @Override
    public Solution solve(double[][] jacobian, double[] b, double[] lower, double[] upper, double penalty) {
        return new Iteration(jacobian, b, lower, upper, penalty).run();
    }

    private final class Iteration {
        private final double[][] jacobian;
        private final double[] b;
        private final double[] lower;
        private final double[] upper;
        private final int n;
        private final int r;
        private int size;
        private final int[] coordinate;
        private final double[] sign;
        private final double[] cost;
        private double curvature;
        private final double[] v;
        private final double[] below;
        private final double[] above;
        private final double[] zBelow;
        private final double[] zAbove;
        private final double[] dv;
        private final double[] own;
        private final double[] force;
        private final double[] affineBelow;
        private final double[] affineAbove;
        private final double[] least;
        private final double[] greatest;
        private final double[] weight;
        private final double[] scratch;
        private final double[] d;
        private final double[] plus;
        private final double[] minus;
        private final double[] zPlus;
        private final double[] zMinus;
        private final double[] y;
        private final double[] dy;
        private final double[] dPlus;
        private final double[] dMinus;
        private final double[] affinePlus;
        private final double[] affineMinus;
        private double target;
        private boolean corrected;
        private double stepPrimal;
        private double stepDual;

        Iteration(double[][] jacobian, double[] b, double[] lower, double[] upper, double penalty) {
            this.jacobian = jacobian;
            this.b = b;
            this.lower = lower;
            this.upper = upper;
            n = lower.length;
            r = b.length;
            int most = norm == Norm.L1 ? 2 * n : n;
            coordinate = new int[most];
            sign = new double[most];
            cost = new double[most];
            v = new double[most];
            below = new double[most];
            above = new double[most];
            zBelow = new double[most];
            zAbove = new double[most];
            dv = new double[most];
            own = new double[most];
            force = new double[most];
            affineBelow = new double[most];
            affineAbove = new double[most];
            least = new double[most];
            greatest = new double[most];
            weight = new double[n];
            scratch = new double[n];
            d = new double[n];
            plus = new double[r];
            minus = new double[r];
            zPlus = new double[r];
            zMinus = new double[r];
            y = new double[r];
            dy = new double[r];
            dPlus = new double[r];
            dMinus = new double[r];
            affinePlus = new double[r];
            affineMinus = new double[r];
            variables();
            start(penalty);
        }

        private void variables() {
            double[] constant = new double[n];
            double farthest = 0;
            for (int i = 0; i < n; i++) {
                double margin = upper[i] - lower[i];
                farthest += Math.max(lower[i] * lower[i], upper[i] * upper[i]);
                if (norm != Norm.L1) {
                    if (margin > 0) {
                        add(i, 1, lower[i], upper[i], 0);
                    } else {
                        constant[i] = lower[i];
                    }
                    continue;
                }
                // The part of the range on each side of zero; what is on the far side of a range's near end is there in
                // any case.
                double positive = Math.max(lower[i], 0);
                double negative = Math.max(-upper[i], 0);
                constant[i] = positive - negative;
                if (Math.max(upper[i], 0) > positive) {
                    add(i, 1, 0, Math.max(upper[i], 0) - positive, 1);
                }
                if (Math.max(-lower[i], 0) > negative) {
                    add(i, -1, 0, Math.max(-lower[i], 0) - negative, 1);
                }
            }
            curvature = norm == Norm.L2 ? 1 / Math.max(Math.sqrt(farthest / 4), Double.MIN_NORMAL) : 0;
            System.arraycopy(constant, 0, d, 0, n);
            offset = constant;
        }

        private double[] offset;

        private void add(int i, double signOf, double lo, double hi, double price) {
            coordinate[size] = i;
            sign[size] = signOf;
            least[size] = lo;
            greatest[size] = hi;
            cost[size] = price;
            size++;
        }

        private void start(double penalty) {
            double width = 0;
            for (int k = 0; k < size; k++) {
                double margin = (greatest[k] - least[k]) / 8;
                v[k] = Math.min(Math.max(0, least[k] + margin), greatest[k] - margin);
                below[k] = v[k] - least[k];
                above[k] = greatest[k] - v[k];
                width = Math.max(width, margin);
            }
            for (int k = 0; k < size; k++) {
                double slope = cost[k] + curvature * v[k];
                double spare = Math.max(Math.abs(slope), norm == Norm.L1 ? 1 : curvature * width);
                zBelow[k] = Math.max(slope, 0) + spare;
                zAbove[k] = zBelow[k] - slope;
            }
            displacement();
            double[] residual = residual();
            double largest = 0;
            for (double value : residual) {
                largest = Math.max(largest, Math.abs(value));
            }
            for (int j = 0; j < r; j++) {
                double spare = Math.max(0.1 * largest, 1e-6 * width);
                plus[j] = Math.max(residual[j], 0) + spare;
                minus[j] = Math.max(-residual[j], 0) + spare;
                zPlus[j] = penalty;
                zMinus[j] = penalty;
            }
        }

        private void displacement() {
            System.arraycopy(offset, 0, d, 0, n);
            for (int k = 0; k < size; k++) {
                d[coordinate[k]] += sign[k] * v[k];
            }
        }

        private double[] residual() {
            double[] residual = b.clone();
            for (int j = 0; j < r; j++) {
                double sum = 0;
                double[] row = jacobian[j];
                for (int i = 0; i < n; i++) {
                    sum += row[i] * d[i];
                }
                residual[j] -= sum;
            }
            return residual;
        }

        Solution run() {
            int pairs = 2 * size + 2 * r;
            for (int iteration = 0; iteration < MOST_ITERATIONS && size > 0; iteration++) {
                double gap = gap();
                if (gap <= GAP * objective()) {
                    break;
                }
                double mean = gap / pairs;
                factorise();
                target = 0;
                corrected = false;
                direction();
                steps(1);
                double centring = Math.pow(Math.max(0, predicted()) / gap, 3);
                for (int k = 0; k < size; k++) {
                    affineBelow[k] = dv[k] * (-zBelow[k] - zBelow[k] / below[k] * dv[k]);
                    affineAbove[k] = -dv[k] * (-zAbove[k] + zAbove[k] / above[k] * dv[k]);
                }
                for (int j = 0; j < r; j++) {
                    affinePlus[j] = -dPlus[j] * dy[j];
                    affineMinus[j] = dMinus[j] * dy[j];
                }
                target = centring * mean;
                corrected = true;
                direction();
                steps(STEP);
                if (!(predicted() < LEAST_PROGRESS * gap)) {
                    // The second-order term can make iterates go round in circles; centring alone cannot.
                    Arrays.fill(affineBelow, 0, size, 0);
                    Arrays.fill(affineAbove, 0, size, 0);
                    Arrays.fill(affinePlus, 0);
                    Arrays.fill(affineMinus, 0);
                    target = CENTRING * mean;
                    direction();
                    steps(STEP);
                }
                move();
            }
            for (int i = 0; i < n; i++) {
                d[i] = Math.min(Math.max(d[i], lower[i]), upper[i]);
            }
            return new Solution(d, norm.of(d), y);
        }

        private double objective() {
            double value = norm.of(d);
            return norm == Norm.L2 ? curvature * value * value / 2 : value;
        }

        private double gap() {
            double sum = 0;
            for (int k = 0; k < size; k++) {
                sum += below[k] * zBelow[k] + above[k] * zAbove[k];
            }
            for (int j = 0; j < r; j++) {
                sum += plus[j] * zPlus[j] + minus[j] * zMinus[j];
            }
            return sum;
        }

        private void factorise() {
            Arrays.fill(weight, 0);
            for (int k = 0; k < size; k++) {
                own[k] = 1 / (curvature + zBelow[k] / below[k] + zAbove[k] / above[k]);
                weight[coordinate[k]] += own[k];
            }
            double[] diagonal = new double[r];
            for (int j = 0; j < r; j++) {
                diagonal[j] = plus[j] / zPlus[j] + minus[j] / zMinus[j];
            }
            normal.form(jacobian, weight, diagonal);
            normal.factorise();
        }

        private void direction() {
            double[] pull = transposed(y);
            for (int k = 0; k < size; k++) {
                double tb = target - (corrected ? affineBelow[k] : 0);
                double ta = target - (corrected ? affineAbove[k] : 0);
                double residual = cost[k] + curvature * v[k] - sign[k] * pull[coordinate[k]] - zBelow[k] + zAbove[k];
                // What the variable is pushed with, before the equations pull.
                force[k] = -residual + (tb / below[k] - zBelow[k]) - (ta / above[k] - zAbove[k]);
            }
            Arrays.fill(scratch, 0);
            for (int k = 0; k < size; k++) {
                scratch[coordinate[k]] += sign[k] * own[k] * force[k];
            }
            double[] residual = residual();
            for (int j = 0; j < r; j++) {
                double tp = target - (corrected ? affinePlus[j] : 0);
                double tm = target - (corrected ? affineMinus[j] : 0);
                double[] row = jacobian[j];
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += row[i] * scratch[i];
                }
                dy[j] = residual[j]
                        - plus[j]
                        + minus[j]
                        - (tp / zPlus[j] - plus[j])
                        + (tm / zMinus[j] - minus[j])
                        - sum;
            }
            normal.solve(dy);
            double[] pulled = transposed(dy);
            for (int k = 0; k < size; k++) {
                dv[k] = own[k] * (force[k] + sign[k] * pulled[coordinate[k]]);
            }
            for (int j = 0; j < r; j++) {
                double tp = target - (corrected ? affinePlus[j] : 0);
                double tm = target - (corrected ? affineMinus[j] : 0);
                dPlus[j] = tp / zPlus[j] - plus[j] + plus[j] / zPlus[j] * dy[j];
                dMinus[j] = tm / zMinus[j] - minus[j] - minus[j] / zMinus[j] * dy[j];
            }
        }

        private double[] transposed(double[] by) {
            Arrays.fill(scratch, 0);
            for (int j = 0; j < r; j++) {
                double[] row = jacobian[j];
                double value = by[j];
                for (int i = 0; i < n; i++) {
                    scratch[i] += row[i] * value;
                }
            }
            return scratch;
        }

        private double changeBelow(int k) {
            double goal = target - (corrected ? affineBelow[k] : 0);
            return goal / below[k] - zBelow[k] - zBelow[k] / below[k] * dv[k];
        }

        private double changeAbove(int k) {
            double goal = target - (corrected ? affineAbove[k] : 0);
            return goal / above[k] - zAbove[k] + zAbove[k] / above[k] * dv[k];
        }

        private void steps(double share) {
            double primal = 1 / share;
            double other = 1 / share;
            for (int k = 0; k < size; k++) {
                primal = limit(primal, below[k], dv[k]);
                primal = limit(primal, above[k], -dv[k]);
                other = limit(other, zBelow[k], changeBelow(k));
                other = limit(other, zAbove[k], changeAbove(k));
            }
            for (int j = 0; j < r; j++) {
                primal = limit(primal, plus[j], dPlus[j]);
                primal = limit(primal, minus[j], dMinus[j]);
                other = limit(other, zPlus[j], -dy[j]);
                other = limit(other, zMinus[j], dy[j]);
            }
            stepPrimal = Math.min(1, share * primal);
            stepDual = Math.min(1, share * other);
            if (curvature > 0) {
                // With a quadratic term the dual residual holds the primal variables: one step length for both.
                stepPrimal = Math.min(stepPrimal, stepDual);
                stepDual = stepPrimal;
            }
        }

        private static double limit(double bound, double value, double change) {
            return change < 0 ? Math.min(bound, -value / change) : bound;
        }

        private double predicted() {
            double sum = 0;
            for (int k = 0; k < size; k++) {
                sum += (below[k] + stepPrimal * dv[k]) * (zBelow[k] + stepDual * changeBelow(k))
                        + (above[k] - stepPrimal * dv[k]) * (zAbove[k] + stepDual * changeAbove(k));
            }
            for (int j = 0; j < r; j++) {
                sum += (plus[j] + stepPrimal * dPlus[j]) * (zPlus[j] - stepDual * dy[j])
                        + (minus[j] + stepPrimal * dMinus[j]) * (zMinus[j] + stepDual * dy[j]);
            }
            return sum;
        }

        private void move() {
            for (int k = 0; k < size; k++) {
                double zb = changeBelow(k);
                double za = changeAbove(k);
                zBelow[k] += stepDual * zb;
                zAbove[k] += stepDual * za;
                v[k] += stepPrimal * dv[k];
                below[k] += stepPrimal * dv[k];
                above[k] -= stepPrimal * dv[k];
            }
            for (int j = 0; j < r; j++) {
                plus[j] += stepPrimal * dPlus[j];
                minus[j] += stepPrimal * dMinus[j];
                zPlus[j] -= stepDual * dy[j];
                zMinus[j] += stepDual * dy[j];
                y[j] += stepDual * dy[j];
            }
            displacement();
        }
    }
}
