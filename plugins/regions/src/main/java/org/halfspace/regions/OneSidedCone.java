package org.halfspace.regions;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.geometry.RevisedSimplex;

/**
 * Whether Theorem 2 of the paper survives a ReLU: whether V has a direction without negative coordinates. Gordan's alternative: either
 * {@code d >= 0}, not zero, with {@code W_c^T d = 0}, or {@code a} with {@code W_c a} positive in every feature. One linear program over
 * the features gives one or the other.
 */
final class OneSidedCone {

    /** A certificate must be positive by this part of its largest coordinate: far above rounding. */
    private static final double MARGIN = 1e-9;

    /** Whether there is such a direction. */
    enum Answer {
        EXISTS,
        NONE,
        UNDECIDED
    }

    /**
     * What was found.
     *
     * @param answer whether there is one
     * @param certificate how one can see it, in words
     * @param direction the direction, of length 1, or null
     */
    record Verdict(Answer answer, String certificate, double[] direction) {}

    private OneSidedCone() {}

    static Verdict decide(HeadGeometry geometry) throws InterruptedException {
        if (geometry.exactInvariantSubspace().dimension() == 0) {
            return new Verdict(Answer.NONE, "V is trivial", null);
        }
        FeatureColumns columns = new FeatureColumns(geometry.centredWeights().matrix());
        for (int k = 0; k < columns.size(); k++) {
            if (columns.length(k) == 0) {
                double[] d = new double[columns.size()];
                d[k] = 1;
                return new Verdict(Answer.EXISTS, "feature " + k + " is the same for all classes", d);
            }
        }
        double[] rhs = new double[columns.rows()];
        rhs[rhs.length - 1] = 1;
        RevisedSimplex.Solution solution = new RevisedSimplex(columns, rhs).minimise(0, rhs.length - 1);
        if (solution.status() == RevisedSimplex.Status.OPTIMAL) {
            double[] d = new double[columns.size()];
            for (int c = 0; c < rhs.length; c++) {
                if (solution.basis()[c] < columns.size()) {
                    d[solution.basis()[c]] = solution.levels()[c] / columns.length(solution.basis()[c]);
                }
            }
            return new Verdict(Answer.EXISTS, "a direction of V without negative coordinates", Vectors.unit(d));
        }
        if (solution.status() == RevisedSimplex.Status.INFEASIBLE) {
            double[] x = new double[columns.size()];
            double[] duals = solution.duals().clone();
            duals[rhs.length - 1] = 0;
            columns.price(duals, false, x);
            double least = Double.POSITIVE_INFINITY;
            double greatest = 0;
            for (int k = 0; k < x.length; k++) {
                least = Math.min(least, x[k] * columns.length(k));
                greatest = Math.max(greatest, x[k] * columns.length(k));
            }
            if (least > MARGIN * greatest) {
                return new Verdict(
                        Answer.NONE,
                        String.format(
                                java.util.Locale.ROOT,
                                "a combination of the centred weights that is positive in every feature, by %.2g of its largest"
                                        + " coordinate",
                                least / greatest),
                        null);
            }
        }
        return new Verdict(Answer.UNDECIDED, "the linear program was not solved to rounding", null);
    }

    /**
     * Wendel's theorem (1962): for l points in general position in R^r, signs drawn by fair coins, the chance that 0 is in their
     * convex hull, {@code Pr[Bin(l - 1, 1/2) <= l - 1 - r]}.
     */
    static double wendelProbability(int l, int r) {
        double sum = 0;
        double logarithm = -(l - 1) * Math.log(2);
        for (int k = 0; k <= l - 1 - r; k++) {
            sum += Math.exp(logarithm);
            logarithm += Math.log((l - 1.0 - k) / (k + 1.0));
        }
        return Math.min(1, sum);
    }

    /** A column {@code (row k of W_c, scaled to length 1, without its last class; 1)} for every feature k. */
    private static final class FeatureColumns implements RevisedSimplex.Columns {
        private final double[][] rows;
        private final double[] lengths;

        FeatureColumns(DMatrixRMaj centred) {
            int m = centred.numCols;
            rows = new double[centred.numRows][];
            lengths = new double[rows.length];
            for (int k = 0; k < rows.length; k++) {
                rows[k] = Arrays.copyOfRange(centred.data, k * m, (k + 1) * m - 1);
                lengths[k] = Vectors.norm(rows[k]);
                for (int j = 0; j + 1 < m && lengths[k] > 0; j++) {
                    rows[k][j] /= lengths[k];
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
                double[] row = rows[k];
                double s0 = duals[n];
                double s1 = 0;
                double s2 = 0;
                double s3 = 0;
                int j = 0;
                for (; j + 3 < n; j += 4) {
                    s0 += row[j] * duals[j];
                    s1 += row[j + 1] * duals[j + 1];
                    s2 += row[j + 2] * duals[j + 2];
                    s3 += row[j + 3] * duals[j + 3];
                }
                for (; j < n; j++) {
                    s0 += row[j] * duals[j];
                }
                reduced[k] = -(s0 + s1 + s2 + s3);
            }
        }
    }
}
