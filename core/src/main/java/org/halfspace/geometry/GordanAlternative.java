package org.halfspace.geometry;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * Whether V has a direction with no negative coordinate: one along which every hidden vector of the nonnegative orthant can go
 * for ever without changing a probability, so that Theorem 2 of the paper survives a ReLU.
 *
 * <p>Gordan's alternative (1873): either some {@code d >= 0, d != 0} lies in V, or col(W_c) has a positive vector x, and never both, since
 * d . x would be 0 and positive. Either is its own certificate, found by three methods in turn:
 *
 * <ul>
 *   <li>relaxed projections between either subspace and {@code {y >= 1}} (Agmon, Motzkin and Schoenberg, 1954), which settle what
 *       is not close;
 *   <li>an interior point method ({@link KarmarkarProgram}), which takes a dozen Cholesky factorisations of order r_c + 1, settles
 *       what is close, and finds the largest possible support of d where d has to have zeros;
 *   <li>the revised simplex method over the features, where rounding kept the second from an answer.
 * </ul>
 *
 * <p>For one thread; its linear algebra uses the common fork-join pool.
 */
public final class GordanAlternative {

    /** Relaxation of the projections, between 1 (slow) and 2 (not convergent); 1.9 took half the steps of 1. */
    private static final double RELAXATION = 1.9;

    /** Steps of the two projections, before their cost is considered. */
    private static final int MOST_STEPS = 400;

    /** Operations that the projections may take: a third of a second's worth, less than two steps of the interior point method. */
    private static final double OPERATIONS = 1.5e9;

    /** A coordinate counts as zero below this part of the longest: far above the rounding of projections. */
    private static final double ZERO_COORDINATE = 1e-12;

    /** A certificate must be positive by this part of its largest coordinate: far above the rounding of projections. */
    private static final double MARGIN = 1e-9;

    /** Whether there is such a direction. */
    public enum Answer {
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
    public record Verdict(Answer answer, String certificate, Optional<double[]> direction) {

        /** The same for the nonpositive orthant. */
        public Verdict reversed() {
            return new Verdict(
                    answer,
                    certificate + " (for the nonnegative orthant; its negative here)",
                    direction.map(d -> Arrays.stream(d).map(value -> -value).toArray()));
        }
    }

    private final HeadGeometry geometry;
    private final InvariantSubspace subspace;

    /** @param subspace V, at the rank that the answer is to hold for */
    public GordanAlternative(HeadGeometry geometry, InvariantSubspace subspace) {
        this.geometry = geometry;
        this.subspace = subspace;
    }

    /**
     * Answers.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    public Verdict decide() throws InterruptedException {
        if (subspace.dimension() == 0) {
            return new Verdict(Answer.NONE, "V is trivial", Optional.empty());
        }
        int l = subspace.hiddenSize();
        for (int k = 0; k < l; k++) {
            if (isConstant(k)) {
                double[] d = new double[l];
                d[k] = 1;
                return exists(d, "feature " + k + " has the same weight for all classes");
            }
        }
        Verdict verdict = byProjections();
        if (verdict.answer() == Answer.UNDECIDED) {
            verdict = byInteriorPoint();
        }
        return verdict.answer() == Answer.UNDECIDED ? bySimplex() : verdict;
    }

    private boolean isConstant(int feature) {
        DMatrixRMaj w = geometry.head().weights();
        double first = w.get(feature, 0);
        for (int i = 1; i < w.numCols; i++) {
            if (w.get(feature, i) != first) {
                return false;
            }
        }
        return true;
    }

    Verdict byProjections() throws InterruptedException {
        int l = subspace.hiddenSize();
        double size = (double) l * (l - subspace.dimension());
        int steps = (int) Math.max(2, Math.min(MOST_STEPS, OPERATIONS / (16 * (size + 1))));
        double[] d = subspace.invisible(ones(l));
        double[] x = subspace.visible(ones(l));
        for (int step = 0; step <= steps; step++) {
            if (isNonnegative(d)) {
                return exists(d, "a direction of V with no negative coordinate, after " + step + " projections");
            }
            if (isPositive(x)) {
                return none(x, "after " + step + " projections");
            }
            requireNotInterrupted();
            relax(d, true);
            relax(x, false);
        }
        return undecided(steps + " projections did not settle it");
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

    Verdict byInteriorPoint() throws InterruptedException {
        int l = subspace.hiddenSize();
        KarmarkarProgram program = new KarmarkarProgram(frame(), subspace.visible(ones(l)));
        int steps = 0;
        while (program.step()) {
            requireNotInterrupted();
            steps++;
            String how = "after " + steps + " steps of an interior point method";
            if (isPositive(program.dual())) {
                // The numbers of the method are rounded; what counts is the projection of them.
                double[] x = subspace.visible(program.dual());
                if (isPositive(x)) {
                    return none(x, how);
                }
            }
            double[] d = program.primal();
            if (isNonnegative(d)) {
                d = subspace.invisible(d);
                if (isNonnegative(d)) {
                    return exists(d, "a direction of V with no negative coordinate, " + how);
                }
            }
        }
        double[] d = onSupport(program.supported());
        return isNonnegative(d)
                ? exists(d, "a direction of V with no negative coordinate, from an interior point method")
                : undecided("an interior point method came to an end without a certificate");
    }

    /** An orthonormal basis of col(W_c), by features: l rows of r_c numbers. */
    private double[][] frame() {
        int l = subspace.hiddenSize();
        int r = l - subspace.dimension();
        double[][] vectors = new double[r][l];
        for (int j = 0; j < r; j++) {
            vectors[j][j] = 1;
        }
        subspace.fromCoordinates(vectors);
        double[][] rows = new double[l][r];
        for (int k = 0; k < l; k++) {
            for (int j = 0; j < r; j++) {
                rows[k][j] = vectors[j][k];
            }
        }
        return rows;
    }

    Verdict bySimplex() throws InterruptedException {
        FeatureColumns columns = new FeatureColumns(frame());
        double[] rhs = new double[columns.rows()];
        rhs[rhs.length - 1] = 1;
        RevisedSimplex.Solution solution = new RevisedSimplex(columns, rhs).minimise(0, rhs.length - 1);
        if (solution.status() == RevisedSimplex.Status.OPTIMAL) {
            double[] levels = new double[columns.size()];
            for (int c = 0; c < rhs.length; c++) {
                if (solution.basis()[c] < levels.length) {
                    levels[solution.basis()[c]] = solution.levels()[c] / columns.length(solution.basis()[c]);
                }
            }
            double[] d = onSupport(levels);
            if (isNonnegative(d)) {
                return exists(d, "a direction of V with no negative coordinate, from a linear program");
            }
        }
        if (solution.status() == RevisedSimplex.Status.INFEASIBLE) {
            double[] x = new double[columns.size()];
            double[] duals = solution.duals().clone();
            duals[rhs.length - 1] = 0;
            columns.price(duals, false, x);
            for (int k = 0; k < x.length; k++) {
                x[k] *= columns.length(k);
            }
            x = subspace.visible(x);
            if (isPositive(x)) {
                return none(x, "from a linear program");
            }
        }
        return undecided("no method gave a certificate of either answer");
    }

    /**
     * The vector of V nearest to a given one among those with the same zeros. A solver meets its equations to some 1e-9, and
     * projecting onto all of V would turn zeros into negative numbers of that size.
     */
    private double[] onSupport(double[] point) {
        int[] support =
                IntStream.range(0, point.length).filter(k -> point[k] > 0).toArray();
        double[] projected = new double[point.length];
        if (support.length == 0) {
            return projected;
        }
        SoftmaxHead head = geometry.head();
        int m = head.classes();
        DMatrixRMaj part = new DMatrixRMaj(support.length, m);
        double[] values = new double[support.length];
        for (int k = 0; k < support.length; k++) {
            System.arraycopy(head.weights().data, support[k] * m, part.data, k * m, m);
            values[k] = point[support[k]];
        }
        double[] local = HeadGeometry.of(new SoftmaxHead(part, head.bias(), head.domain(), head.precision()))
                .exactInvariantSubspace()
                .invisible(values);
        for (int k = 0; k < support.length; k++) {
            projected[support[k]] = local[k];
        }
        return projected;
    }

    private static Verdict exists(double[] d, String how) {
        double norm = Math.sqrt(Kernels.dot(d, d, 0, d.length));
        return new Verdict(
                Answer.EXISTS,
                how,
                Optional.of(Arrays.stream(d).map(value -> value / norm).toArray()));
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

    private static Verdict undecided(String why) {
        return new Verdict(Answer.UNDECIDED, why, Optional.empty());
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

    private static void requireNotInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
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
    public static double wendelProbability(int l, int r) {
        double sum = 0;
        // ln C(n, k) 2^-n, term by term, from the tail that is summed.
        double logarithm = -(l - 1) * Math.log(2);
        for (int k = 0; k <= l - 1 - r; k++) {
            sum += Math.exp(logarithm);
            logarithm += Math.log((l - 1.0 - k) / (k + 1.0));
        }
        return Math.min(1, sum);
    }

    /** A column {@code (row k of the frame, scaled to length 1; 1)} for every feature k. */
    private static final class FeatureColumns implements RevisedSimplex.Columns {
        private final double[][] rows;
        private final double[] lengths;

        FeatureColumns(double[][] rows) {
            this.rows = rows;
            lengths = new double[rows.length];
            for (int k = 0; k < rows.length; k++) {
                double[] row = rows[k];
                lengths[k] = Math.sqrt(Kernels.dot(row, row, 0, row.length));
                if (lengths[k] == 0) {
                    lengths[k] = 1;
                }
                for (int j = 0; j < row.length; j++) {
                    row[j] /= lengths[k];
                }
            }
        }

        int rows() {
            return rows[0].length + 1;
        }

        double length(int k) {
            return lengths[k];
        }

        @Override
        public int size() {
            return rows.length;
        }

        @Override
        public double cost(int k) {
            return 0;
        }

        @Override
        public void copy(int k, double[] target) {
            System.arraycopy(rows[k], 0, target, 0, rows[k].length);
            target[rows[k].length] = 1;
        }

        @Override
        public void price(double[] duals, boolean costs, double[] reduced) {
            int n = rows[0].length;
            for (int k = 0; k < rows.length; k++) {
                reduced[k] = -duals[n] - Kernels.dot(rows[k], duals, 0, n);
            }
        }
    }
}
