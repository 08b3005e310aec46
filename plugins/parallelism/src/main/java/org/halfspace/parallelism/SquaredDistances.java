package org.halfspace.parallelism;

/**
 * The squared distances {@code S_ij = ‖w_i - w_j‖^2} between weight vectors, in double precision, and with them every inner
 * product of two normals: {@code 2 D_ij·D_kl = S_il + S_jk - S_ik - S_jl}. Immutable.
 *
 * <p>They say the same as the Gram matrix of the centred weights and lose fewer digits: each is a sum of squares, with a
 * relative error of at most (l + 3) 2^-53, however close the two vectors are.
 */
final class SquaredDistances {
    /** Features that are added up while a row of distances stays in the first-level cache. */
    private static final int BLOCK = 64;

    /** Roundings of one inner product beyond those of its four distances and two norms. */
    private static final int OTHER_ROUNDINGS = 8;

    /** In the place of the norm of D_ii: longer than any normal, so that no bound admits it, and finite, so that no sum is lost. */
    private static final double NO_NORMAL = 1e150;

    private final double[][] squares;
    private final double[][] norms;
    private final double largest;
    private final double margin;

    private SquaredDistances(double[][] squares, double[][] norms, double largest, double margin) {
        this.squares = squares;
        this.norms = norms;
        this.largest = largest;
        this.margin = margin;
    }

    /** Computes them for points, l m^2 / 2 subtractions and products, which no point may have in common with another. */
    static SquaredDistances of(double[][] vectors, Workers workers) throws InterruptedException {
        int m = vectors.length;
        int l = vectors[0].length;
        double[][] squares = new double[m][m];
        int blocks = (l + BLOCK - 1) / BLOCK;
        for (int block = 0; block < blocks; block++) {
            double[][] features = features(vectors, block * BLOCK, Math.min(l, (block + 1) * BLOCK));
            workers.run(m, (local, i) -> addRow(features, i, squares[i]));
        }
        double[][] norms = new double[m][m];
        double[] largest = new double[m];
        workers.run(m, (local, i) -> {
            for (int j = 0; j < m; j++) {
                double square = i < j ? squares[i][j] : squares[j][i];
                norms[i][j] = i == j ? NO_NORMAL : Math.sqrt(square);
                largest[i] = Math.max(largest[i], square);
            }
        });
        workers.run(m, (local, i) -> {
            for (int j = 0; j < i; j++) {
                squares[i][j] = squares[j][i];
            }
        });
        double most = 0;
        for (double value : largest) {
            most = Math.max(most, value);
        }
        // Four distances with l + 3 roundings each, two norms with half as many, and a few for putting them together.
        double margin = 8 * (l + OTHER_ROUNDINGS) * 0x1p-53 * most;
        return new SquaredDistances(squares, norms, most, margin);
    }

    /** Rows begin to end - 1 of W, as arrays of their own, padded with zeros to a multiple of four. */
    private static double[][] features(double[][] vectors, int begin, int end) {
        double[][] rows = new double[(end - begin + 3) / 4 * 4][vectors.length];
        for (int i = 0; i < vectors.length; i++) {
            for (int k = begin; k < end; k++) {
                rows[k - begin][i] = vectors[i][k];
            }
        }
        return rows;
    }

    private static void addRow(double[][] features, int i, double[] target) {
        for (int k = 0; k < features.length; k += 4) {
            double[] a = features[k];
            double[] b = features[k + 1];
            double[] c = features[k + 2];
            double[] d = features[k + 3];
            addSquares(a[i], a, b[i], b, c[i], c, d[i], d, target, i + 1);
        }
    }

    /** The loop that the compiler turns into vector instructions: whole arrays, one index. */
    private static void addSquares(
            double ai,
            double[] a,
            double bi,
            double[] b,
            double ci,
            double[] c,
            double di,
            double[] d,
            double[] target,
            int begin) {
        for (int j = begin; j < target.length; j++) {
            double x = a[j] - ai;
            double y = b[j] - bi;
            double z = c[j] - ci;
            double u = d[j] - di;
            target[j] += (x * x + y * y) + (z * z + u * u);
        }
    }

    /** How many points there are. */
    int points() {
        return squares.length;
    }

    /** Row i of S; not to be changed. */
    double[] squares(int i) {
        return squares[i];
    }

    /** The square roots of row i of S, with a huge diagonal that keeps D_ii out of every bound; not to be changed. */
    double[] norms(int i) {
        return norms[i];
    }

    /** The largest of all. */
    double largest() {
        return largest;
    }

    /** How far {@code |2 D_ij·D_kl| - 2 c n_ij n_kl}, computed from these for any c of at most 1, can be from the truth. */
    double margin() {
        return margin;
    }

    /** {@code 2 D_ij·D_kl}, to within the margin. */
    double twiceProduct(int i, int j, int k, int l) {
        return (squares[j][k] - squares[i][k]) - (squares[j][l] - squares[i][l]);
    }
}
