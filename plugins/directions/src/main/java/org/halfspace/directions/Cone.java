package org.halfspace.directions;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.geometry.InvariantSubspace;
import org.halfspace.geometry.LinearProgram;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * Whether V has a direction with no negative coordinate: one along which every hidden vector of the nonnegative orthant can
 * go for ever without changing a probability.
 *
 * <p>Gordan's alternative: either some {@code d >= 0, d != 0} lies in V, or some {@code a} makes {@code W_c a} positive in every
 * feature, that is, col(W_c) has a positive vector. Both are looked for at once by relaxed projections between the subspace and
 * {@code {x >= 1}} (Agmon, Motzkin and Schoenberg, 1954); either is its own certificate. They settle quickly what is not close;
 * what is close is left to a linear program.
 */
final class Cone {

    /** Relaxation of the projections, between 1 (slow) and 2 (not convergent); 1.9 took half the steps of 1. */
    private static final double RELAXATION = 1.9;

    /** Steps of the two projections, before their cost is considered. */
    private static final int MOST_STEPS = 400;

    /** Operations that the projections may take, about half a second's worth. */
    private static final double OPERATIONS = 4e9;

    /** l r_c below which the linear program is solved without being asked for: it takes less than a second. */
    private static final long SMALL = 250_000;

    /** A coordinate counts as zero below this part of the longest: far above the rounding of projections. */
    private static final double ZERO_COORDINATE = 1e-12;

    /** A certificate must be positive by this part of its largest coordinate: far above the rounding of projections. */
    private static final double MARGIN = 1e-9;

    /** Of coordinates that sum to one, those that a simplex method left at its bound. */
    private static final double SOLVER_ZERO = 1e-12;

    /** Whether there is such a direction. */
    enum Answer {
        EXISTS,
        NONE,
        UNDECIDED
    }

    /**
     * What was found.
     *
     * @param answer whether there is such a direction
     * @param certificate how one can see it, in words
     * @param direction the direction, of length 1, if there is one
     */
    record Verdict(Answer answer, String certificate, Optional<double[]> direction) {

        /** The same for the nonpositive orthant. */
        Verdict reversed() {
            return new Verdict(
                    answer,
                    certificate + " (for the nonnegative orthant; its negative here)",
                    direction.map(d -> Arrays.stream(d).map(value -> -value).toArray()));
        }
    }

    private final HeadGeometry geometry;
    private final InvariantSubspace subspace;

    /** @param subspace V, at the rank that the answer is to hold for */
    Cone(HeadGeometry geometry, InvariantSubspace subspace) {
        this.geometry = geometry;
        this.subspace = subspace;
    }

    /**
     * Answers.
     *
     * @param exact whether to solve the linear program however large it is
     */
    Verdict decide(boolean exact) throws InterruptedException {
        if (subspace.dimension() == 0) {
            return new Verdict(Answer.NONE, "V is trivial", Optional.empty());
        }
        int l = subspace.hiddenSize();
        long size = (long) l * (l - subspace.dimension());
        int steps = (int) Math.max(2, Math.min(MOST_STEPS, OPERATIONS / (16.0 * (size + 1))));
        double[] d = subspace.invisible(ones(l));
        double[] x = subspace.visible(ones(l));
        for (int step = 0; step <= steps; step++) {
            if (isNonnegative(d)) {
                return exists(d, "a direction of V with no negative coordinate, after " + step + " projections");
            }
            if (isPositive(x)) {
                return none(x, "after " + step + " projections");
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            relax(d, true);
            relax(x, false);
        }
        if (exact || size <= SMALL) {
            return byLinearProgram();
        }
        return new Verdict(
                Answer.UNDECIDED,
                steps + " projections did not settle it; --exact-cone solves the linear program",
                Optional.empty());
    }

    private void relax(double[] point, boolean invisible) {
        double[] lack = new double[point.length];
        for (int k = 0; k < lack.length; k++) {
            lack[k] = Math.max(0, 1 - point[k]);
        }
        double[] step = invisible ? subspace.invisible(lack) : subspace.visible(lack);
        for (int k = 0; k < lack.length; k++) {
            point[k] += RELAXATION * step[k];
        }
    }

    /** {@code d >= 0, 1 . d = 1, W_c^T d = 0}: l variables, m + 1 equations, one of them redundant and left out. */
    private Verdict byLinearProgram() {
        DMatrixRMaj centred = geometry.centredWeights().matrix();
        int l = centred.numRows;
        LinearProgram program = new LinearProgram(new double[l]);
        for (int k = 0; k < l; k++) {
            program.bound(k, 0, Double.POSITIVE_INFINITY);
        }
        for (int i = 0; i + 1 < centred.numCols; i++) {
            double[] column = new double[l];
            for (int k = 0; k < l; k++) {
                column[k] = centred.get(k, i);
            }
            program.row(column, 0, 0);
        }
        program.row(ones(l), 1, 1);
        LinearProgram.Solution solution = program.solve();
        if (solution.status() == LinearProgram.Status.OPTIMAL) {
            double[] d = sharpened(solution.point());
            if (isNonnegative(d)) {
                return exists(d, "a direction of V with no negative coordinate, from a linear program");
            }
        }
        double[] x = subspace.visible(positiveCombination(centred));
        return isPositive(x)
                ? none(x, "from a linear program")
                : new Verdict(
                        Answer.UNDECIDED, "the linear programs gave no certificate of either answer", Optional.empty());
    }

    /** W_c a for {@code max t, W_c a >= t, |a| <= 1}: what Gordan's other alternative is made of. */
    private static double[] positiveCombination(DMatrixRMaj centred) {
        int l = centred.numRows;
        int m = centred.numCols;
        double[] objective = new double[m + 1];
        objective[m] = -1;
        LinearProgram program = new LinearProgram(objective);
        for (int i = 0; i < m; i++) {
            program.bound(i, -1, 1);
        }
        program.bound(m, 0, Double.POSITIVE_INFINITY);
        for (int k = 0; k < l; k++) {
            double[] row = new double[m + 1];
            System.arraycopy(centred.data, k * m, row, 0, m);
            row[m] = -1;
            program.row(row, 0, Double.POSITIVE_INFINITY);
        }
        double[] a = program.solve().point();
        double[] x = new double[l];
        for (int k = 0; k < l; k++) {
            for (int i = 0; i < m; i++) {
                x[k] += centred.data[k * m + i] * a[i];
            }
        }
        return x;
    }

    /**
     * The vector of V nearest to a solver's among those with the same zeros. A solver meets its equations to some 1e-9, and
     * projecting onto all of V would turn zeros into negative numbers of that size; on the coordinates that are not zero V is a
     * line or little more, and the projection moves them by what their equations lack.
     */
    private double[] sharpened(double[] point) {
        int[] support = IntStream.range(0, point.length)
                .filter(k -> point[k] > SOLVER_ZERO)
                .toArray();
        if (support.length == 0) {
            return new double[point.length];
        }
        DMatrixRMaj weights = geometry.head().weights();
        DMatrixRMaj part = new DMatrixRMaj(support.length, weights.numCols);
        double[] values = new double[support.length];
        for (int k = 0; k < support.length; k++) {
            System.arraycopy(
                    weights.data, support[k] * weights.numCols, part.data, k * weights.numCols, weights.numCols);
            values[k] = point[support[k]];
        }
        SoftmaxHead head = geometry.head();
        InvariantSubspace local = HeadGeometry.of(new SoftmaxHead(part, head.bias(), head.domain(), head.precision()))
                .exactInvariantSubspace();
        double[] projected = local.invisible(values);
        double[] sharpened = new double[point.length];
        for (int k = 0; k < support.length; k++) {
            sharpened[support[k]] = projected[k];
        }
        return sharpened;
    }

    private static Verdict exists(double[] d, String how) {
        double norm = 0;
        for (double value : d) {
            norm += value * value;
        }
        double[] direction = new double[d.length];
        for (int k = 0; k < d.length; k++) {
            direction[k] = d[k] / Math.sqrt(norm);
        }
        return new Verdict(Answer.EXISTS, how, Optional.of(direction));
    }

    private static Verdict none(double[] x, String how) {
        double least = Arrays.stream(x).min().orElseThrow();
        double greatest = Arrays.stream(x).max().orElseThrow();
        return new Verdict(
                Answer.NONE,
                String.format(
                        Locale.ROOT,
                        "a combination of the centred weights that is positive in every feature, by %.2g of its largest coordinate,"
                                + " %s",
                        least / greatest,
                        how),
                Optional.empty());
    }

    private static boolean isNonnegative(double[] d) {
        double greatest = 0;
        double least = 0;
        for (double value : d) {
            greatest = Math.max(greatest, value);
            least = Math.min(least, value);
        }
        return greatest > ZERO_COORDINATE && -least <= ZERO_COORDINATE * greatest;
    }

    private static boolean isPositive(double[] x) {
        double greatest = Arrays.stream(x).max().orElseThrow();
        return Arrays.stream(x).min().orElseThrow() > MARGIN * greatest;
    }

    private static double[] ones(int l) {
        double[] ones = new double[l];
        Arrays.fill(ones, 1);
        return ones;
    }

    /**
     * Wendel's theorem (1962): for l points in general position in R^r, signs drawn by fair coins, the chance that 0 is in their
     * convex hull, {@code 1 - 2^(1-l) sum_(k < r) C(l-1, k) = Pr[Bin(l - 1, 1/2) <= l - 1 - r]}.
     *
     * @param l how many features
     * @param r the centred rank
     */
    static double wendelProbability(int l, int r) {
        double sum = 0;
        // ln C(n, k) 2^-n, term by term, from the tail that is summed.
        double logarithm = -(l - 1) * Math.log(2);
        for (int k = 0; k <= l - 1 - r; k++) {
            sum += Math.exp(logarithm);
            logarithm += Math.log((l - 1.0 - k) / (k + 1.0));
        }
        return Math.min(1, sum);
    }
}
