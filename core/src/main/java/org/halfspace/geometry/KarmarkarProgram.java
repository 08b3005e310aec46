package org.halfspace.geometry;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Karmarkar's canonical linear program (1984) for a nonnegative vector in the complement of a subspace of R^l, and for a positive vector in
 * the subspace: with Q an orthonormal basis of it (l x r) and p the projection of 1 onto it,
 *
 * <pre>minimise t  subject to  Q^T d - t Q^T 1 = 0,  1 . d + t = l + 1,  d, t >= 0.</pre>
 *
 * {@code d = 1, t = 1} is a solution; the least t is 0 if and only if the complement has a nonnegative vector. Solved by Mehrotra's
 * predictor and corrector (1992) from that point and a strictly feasible dual one, so that primal and dual stay feasible up to
 * rounding. A step costs l (r + 1)^2 operations for the normal equations and a third of (r + 1)^3 for their factorisation. Used
 * once, by one thread; the normal equations are set up on the common fork-join pool.
 */
final class KarmarkarProgram {

    /** Ten times what was ever seen. */
    private static final int MOST_STEPS = 120;

    /** How near to the boundary a step goes: the customary share. */
    private static final double NEARNESS = 0.995;

    /** Complementarity below which nothing more can be learnt: products that started at 1. */
    private static final double CONVERGED = 1e-18;

    /** Rows of the normal equations that are computed together: they stay in the second-level cache. */
    private static final int BLOCK = 48;

    private final int l;
    private final int size;
    private final double[][] columns;
    private final double[] projected;
    private final double[] x;
    private final double[] s;
    private final double[] y;
    private final LinearSolverDense<DMatrixRMaj> solver;
    private int steps;

    /**
     * Sets it up.
     *
     * @param frame Q, l rows of r numbers
     * @param projected p, l numbers
     */
    KarmarkarProgram(double[][] frame, double[] projected) {
        this.l = frame.length;
        int r = frame[0].length;
        this.size = r + 1;
        this.projected = projected;
        this.columns = new double[l + 1][size];
        double[] last = columns[l];
        for (int k = 0; k < l; k++) {
            System.arraycopy(frame[k], 0, columns[k], 0, r);
            columns[k][r] = 1;
            for (int j = 0; j < r; j++) {
                last[j] -= frame[k][j];
            }
        }
        last[r] = 1;
        x = new double[l + 1];
        s = new double[l + 1];
        y = new double[size];
        Arrays.fill(x, 1);
        // y = (0, -1): the slack of d is 1 and that of t is its cost of 1, and 1 more.
        Arrays.fill(s, 1);
        s[l] = 2;
        y[r] = -1;
        solver = LinearSolverFactory_DDRM.chol(size);
    }

    /** The part of d in the complement, before it is cleaned of rounding: {@code d - t p}. */
    double[] primal() {
        double[] d = new double[l];
        for (int k = 0; k < l; k++) {
            d[k] = x[k] - x[l] * projected[k];
        }
        return d;
    }

    /** A vector of the subspace, which is positive where t cannot be 0: {@code -Q y}. */
    double[] dual() {
        double[] v = new double[l];
        for (int k = 0; k < l; k++) {
            v[k] = -Kernels.dot(columns[k], y, 0, size - 1);
        }
        return v;
    }

    /** d where it is larger than its slack, and 0 elsewhere: by strict complementarity, the largest support there is. */
    double[] supported() {
        double[] d = new double[l];
        for (int k = 0; k < l; k++) {
            d[k] = x[k] > s[k] ? x[k] : 0;
        }
        return d;
    }

    /** Takes a step; false where there is none to take any more. */
    boolean step() {
        double mu = Kernels.dot(x, s, 0, l + 1) / (l + 1);
        if (++steps > MOST_STEPS || !(mu > CONVERGED) || !factor()) {
            return false;
        }
        double[] products = new double[l + 1];
        for (int k = 0; k <= l; k++) {
            products[k] = -x[k] * s[k];
        }
        Move affine = move(products);
        double alpha = longest(x, affine.x);
        double beta = longest(s, affine.s);
        double ahead = 0;
        for (int k = 0; k <= l; k++) {
            ahead += (x[k] + alpha * affine.x[k]) * (s[k] + beta * affine.s[k]);
        }
        double sigma = Math.pow(ahead / (l + 1) / mu, 3);
        for (int k = 0; k <= l; k++) {
            products[k] += sigma * mu - affine.x[k] * affine.s[k];
        }
        Move move = move(products);
        alpha = Math.min(1, NEARNESS * longest(x, move.x));
        beta = Math.min(1, NEARNESS * longest(s, move.s));
        if (!(alpha > 0) || !(beta > 0)) {
            return false;
        }
        for (int k = 0; k <= l; k++) {
            x[k] += alpha * move.x[k];
            s[k] += beta * move.s[k];
        }
        Kernels.addScaled(beta, move.y, y, 0, size);
        return true;
    }

    private record Move(double[] x, double[] y, double[] s) {}

    /**
     * The Newton step for {@code x_k ds_k + s_k dx_k = products_k}, {@code A dx = 0} (and what rounding has left of A x),
     * {@code A^T dy + ds = 0}: {@code A (X / S) A^T dy = -A (products / s) + (b - A x)}, ds and dx from dy.
     */
    private Move move(double[] products) {
        double[] ratio = new double[l + 1];
        for (int k = 0; k <= l; k++) {
            ratio[k] = products[k] / s[k] + x[k];
        }
        DMatrixRMaj rhs = new DMatrixRMaj(size, 1);
        rhs.data[size - 1] = l + 1.0;
        for (int k = 0; k <= l; k++) {
            Kernels.addScaled(-ratio[k], columns[k], rhs.data, 0, size);
        }
        DMatrixRMaj dy = new DMatrixRMaj(size, 1);
        solver.solve(rhs, dy);
        double[] dx = new double[l + 1];
        double[] ds = new double[l + 1];
        for (int k = 0; k <= l; k++) {
            ds[k] = -Kernels.dot(columns[k], dy.data, 0, size);
            dx[k] = (products[k] - x[k] * ds[k]) / s[k];
        }
        return new Move(dx, dy.data, ds);
    }

    /** Sets up and factors {@code A (X / S) A^T}; false where it is not positive definite to rounding. */
    private boolean factor() {
        DMatrixRMaj normal = new DMatrixRMaj(size, size);
        int blocks = (size + BLOCK - 1) / BLOCK;
        IntStream.range(0, blocks).parallel().forEach(block -> {
            // The last blocks have the longest rows: first, so that no thread ends with one of them.
            int begin = (blocks - 1 - block) * BLOCK;
            int end = Math.min(size, begin + BLOCK);
            double[][] scaled = new double[end - begin][l + 1];
            double[][] rows = new double[end - begin][end];
            for (int k = 0; k <= l; k++) {
                double theta = x[k] / s[k];
                for (int i = begin; i < end; i++) {
                    scaled[i - begin][k] = theta * columns[k][i];
                }
            }
            Kernels.addProduct(1, scaled, columns, rows, 0, end);
            for (int i = begin; i < end; i++) {
                for (int j = 0; j <= i; j++) {
                    normal.data[i * size + j] = rows[i - begin][j];
                    normal.data[j * size + i] = rows[i - begin][j];
                }
            }
        });
        return solver.setA(normal);
    }

    /** How long a step can be before a coordinate becomes negative; at most 1e3, from where on it does not matter. */
    private static double longest(double[] value, double[] change) {
        double longest = 1e3;
        for (int k = 0; k < value.length; k++) {
            if (change[k] < 0) {
                longest = Math.min(longest, -value[k] / change[k]);
            }
        }
        return longest;
    }
}
