package org.halfspace.parallelism;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.CommonOps_MT_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Lower bounds on the angle between any two boundaries of a head with affinely independent weights, from its spectrum and
 * from the dual basis (docs/parallelism.md, section 4). Stateless.
 */
final class Certificates {
    /** The dual basis is used where {@code H G} differs from the projection by less than this in every entry. */
    private static final double LARGEST_RESIDUAL = 1e-6;

    /** Takes the relative errors of H, all below the residual, off the dual bound. */
    private static final double DUAL_SLACK = 1 - 1e-5;

    private Certificates() {}

    /**
     * {@code sin angle >= sqrt(3/2) sigma_(m-1) / n_max}: two normals are {@code W_c a} with vectors a that differ, however
     * they are scaled, by at least the factor.
     *
     * @param smallest a lower bound of the smallest nonzero singular value of the centred weights if their rank is m - 1,
     *     and anything not positive otherwise
     * @param longest the largest norm of a normal
     * @return radians; 0 where it excludes nothing
     */
    static double spectral(double smallest, double longest) {
        return smallest <= 0 ? 0 : Math.asin(Math.min(1, Math.sqrt(1.5) * smallest / longest));
    }

    /**
     * The dual bound: with H the pseudoinverse of the centred Gram matrix, the vectors {@code v_i = W_c H e_i} have
     * {@code v_i·D_kl = 0} for all k, l other than i, so every combination of v_i and v_j is orthogonal to every boundary
     * disjoint from ij, and v_j to every (i, k).
     *
     * @return radians; 0 where it excludes nothing
     */
    static double dual(SquaredDistances distances) {
        int m = distances.points();
        if (m < 3) {
            return 0;
        }
        DMatrixRMaj gram = gram(distances);
        double shift = CommonOps_DDRM.trace(gram) / m;
        DMatrixRMaj shifted = gram.copy();
        CommonOps_DDRM.add(shifted, shift / m);
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(m);
        if (!solver.setA(shifted)) {
            return 0;
        }
        DMatrixRMaj h = new DMatrixRMaj(m, m);
        solver.invert(h);
        CommonOps_DDRM.add(h, -1 / (shift * m));
        double residual = residual(h, gram);
        return residual < LARGEST_RESIDUAL ? Math.max(0, bound(distances, h, residual)) : 0;
    }

    /** {@code G = -C S C / 2}. */
    private static DMatrixRMaj gram(SquaredDistances distances) {
        int m = distances.points();
        double[] mean = new double[m];
        double total = 0;
        for (int i = 0; i < m; i++) {
            for (double square : distances.squares(i)) {
                mean[i] += square / m;
            }
            total += mean[i] / m;
        }
        DMatrixRMaj gram = new DMatrixRMaj(m, m);
        for (int i = 0; i < m; i++) {
            double[] squares = distances.squares(i);
            for (int j = 0; j < m; j++) {
                gram.data[i * m + j] = -0.5 * (squares[j] - mean[i] - mean[j] + total);
            }
        }
        return gram;
    }

    /** The largest entry of {@code |H G - C|}. */
    private static double residual(DMatrixRMaj h, DMatrixRMaj gram) {
        int m = gram.numRows;
        DMatrixRMaj product = new DMatrixRMaj(m, m);
        CommonOps_MT_DDRM.mult(h, gram, product);
        double residual = 0;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                double expected = (i == j ? 1 : 0) - 1.0 / m;
                residual = Math.max(residual, Math.abs(product.data[i * m + j] - expected));
            }
        }
        return residual;
    }

    private static double bound(SquaredDistances distances, DMatrixRMaj h, double residual) {
        int m = distances.points();
        double shortest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < m; i++) {
            for (double norm : distances.norms(i)) {
                shortest = Math.min(shortest, norm);
            }
        }
        // Of two boundaries, one has at least the second smallest bound, and it is enough.
        Smallest disjoint = new Smallest();
        double shared = Double.POSITIVE_INFINITY;
        for (int i = 0; i < m; i++) {
            Smallest row = new Smallest();
            for (int j = 0; j < m; j++) {
                if (j == i) {
                    continue;
                }
                double norm = distances.norms(i)[j];
                double hjj = h.get(j, j);
                row.add(angle(1 / (norm * Math.sqrt(hjj)), 2 * residual / (Math.sqrt(hjj) * shortest)));
                if (j > i) {
                    disjoint.add(disjoint(h.get(i, i), hjj, h.get(i, j), norm, residual, shortest));
                }
            }
            shared = Math.min(shared, row.second);
        }
        return m == 3 ? shared : Math.min(shared, disjoint.second);
    }

    private static double disjoint(double hii, double hjj, double hij, double norm, double residual, double shortest) {
        double determinant = hii * hjj - hij * hij;
        double length = Math.sqrt((hii + hjj + 2 * hij) / determinant);
        double coefficients = (Math.abs(hjj + hij) + Math.abs(hii + hij)) / determinant;
        return angle(length / norm, 2 * residual * coefficients / (length * shortest));
    }

    /** The angle that remains when the dual vector is orthogonal to the other boundary up to an error only. */
    private static double angle(double sine, double error) {
        if (!(sine >= 0 && error >= 0)) {
            return 0;
        }
        return Math.asin(Math.min(1, sine)) * DUAL_SLACK - Math.asin(Math.min(1, error));
    }

    /** The two smallest of some numbers. */
    private static final class Smallest {
        private double first = Double.POSITIVE_INFINITY;
        private double second = Double.POSITIVE_INFINITY;

        void add(double value) {
            if (value < first) {
                second = first;
                first = value;
            } else if (value < second) {
                second = value;
            }
        }
    }
}
