package org.halfspace.geometry;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.decomposition.TriangularSolver_DDRM;

/**
 * One QR factorisation of the centred weights, and what follows from it: the spectra of W_c and of W and bases of
 * col(W_c). Immutable, thread-safe.
 *
 * <p>With B = {@link CentredWeights#reduced()} (l x (m - 1)) and w the mean weight vector, {@code W W^T = B B^T + m w w^T},
 * so that W has the singular values of {@code [B, sqrt(m) w]}: the small triangular factor with one more column. Singular
 * values come from the factors and never from the Gram matrix, whose squaring would lose every one below 1e-8 of the
 * largest.
 */
final class WeightFactorisation {
    /** Classes that are factored together, at least. */
    private static final int BLOCK_OF_CLASSES = 2048;

    /** Rows of a block for each row of the factor that is factored with it again: a quarter more work than at once. */
    private static final int BLOCK_RATIO = 4;

    private final int hiddenSize;
    private final int classes;
    /** Of B where it is tall; null where it is wide, and nothing but R is needed. */
    private final HouseholderQr qr;

    /** The triangular factor of B where it is tall, of its transpose where it is wide. */
    private final DMatrixRMaj r;

    private final boolean tall;
    private final Lazy<Spectrum> centred;
    private final Lazy<Double> inverseNorm;
    private final Lazy<Spectrum> whole;
    /** The length of the part of sqrt(m) w outside col(B), and Q^T sqrt(m) w within it; where B is tall. */
    private final double meanOutside;

    private final double[] meanInside;

    WeightFactorisation(CentredWeights weights) {
        double[] mean = weights.mean();
        hiddenSize = weights.hiddenSize();
        classes = weights.classes();
        tall = hiddenSize >= classes - 1;
        qr = tall ? new HouseholderQr(weights.reduced()) : null;
        r = tall ? qr.r() : wideFactor(weights);
        int size = Math.min(hiddenSize, classes);
        // The spectrum of W_c has a last value that B does not: exactly 0, from the vector 1.
        centred =
                new Lazy<>(() -> new Spectrum(Arrays.copyOf(SingularValues.of(r).values(), size)));
        inverseNorm = new Lazy<>(() -> inverseNorm(r));
        double[] column = mean.clone();
        for (int k = 0; k < hiddenSize; k++) {
            column[k] *= Math.sqrt(classes);
        }
        if (tall) {
            qr.applyTransposed(new double[][] {column});
            meanInside = Arrays.copyOf(column, classes - 1);
            meanOutside = Math.sqrt(Kernels.dot(column, column, classes - 1, hiddenSize));
        } else {
            meanInside = column;
            meanOutside = 0;
        }
        whole = new Lazy<>(() -> new Spectrum(Arrays.copyOf(
                SingularValues.of(tall ? withMeanColumn() : withMeanRow()).values(), size)));
    }

    /**
     * R of the transpose of a wide B, a block of classes at a time: {@code [R; block]} has the R of all that it stands for. The
     * whole is never there at once, which for 50,000 classes is half of the memory.
     */
    private static DMatrixRMaj wideFactor(CentredWeights weights) {
        int l = weights.hiddenSize();
        int count = weights.classes() - 1;
        double[] shifts = weights.shifts();
        int block = Math.max(BLOCK_OF_CLASSES, BLOCK_RATIO * l);
        DMatrixRMaj r = null;
        for (int begin = 0; begin < count; ) {
            int kept = r == null ? 0 : l;
            // No last block that has fewer rows than columns.
            int end = count - begin < 2 * block ? count : begin + block;
            DMatrixRMaj stacked = new DMatrixRMaj(kept + end - begin, l);
            if (kept > 0) {
                System.arraycopy(r.data, 0, stacked.data, 0, l * l);
            }
            weights.reducedColumns(shifts, begin, stacked, kept);
            r = new HouseholderQr(stacked).r();
            begin = end;
        }
        return r;
    }

    /** [B, sqrt(m) w] in the basis Q: R with one more column, and one more row if there is room. */
    private DMatrixRMaj withMeanColumn() {
        int k = classes - 1;
        int height = Math.min(hiddenSize, k + 1);
        DMatrixRMaj extended = new DMatrixRMaj(height, k + 1);
        for (int i = 0; i < k; i++) {
            System.arraycopy(r.data, i * k, extended.data, i * (k + 1), k);
            extended.set(i, k, meanInside[i]);
        }
        if (height > k) {
            extended.set(k, k, meanOutside);
        }
        return extended;
    }

    /** The transpose of [B, sqrt(m) w] in the basis Q: R with one more row. */
    private DMatrixRMaj withMeanRow() {
        DMatrixRMaj extended = new DMatrixRMaj(hiddenSize + 1, hiddenSize);
        System.arraycopy(r.data, 0, extended.data, 0, hiddenSize * hiddenSize);
        System.arraycopy(meanInside, 0, extended.data, hiddenSize * hiddenSize, hiddenSize);
        return extended;
    }

    /** The singular values of W_c, min(l, m) of them. */
    Spectrum centredSpectrum() {
        return centred.get();
    }

    /**
     * Whether the singular values of B all exceed a tolerance: true only where they do, and false also where they hardly do. It
     * takes a quarter of the time of the singular values.
     */
    boolean hasClearlyFullRank(double tolerance) {
        return 1 / inverseNorm.get() > tolerance;
    }

    /** At least the largest singular value of B: ‖R‖_F. */
    double largestSingularValueBound() {
        return NormOps_DDRM.normF(r);
    }

    /** The rank of W_c at a tolerance: how many of its singular values exceed it. */
    int centredRank(double tolerance) {
        return hasClearlyFullRank(tolerance) ? r.numRows : centredSpectrum().rank(tolerance);
    }

    /** The singular values of W, min(l, m) of them. */
    Spectrum spectrum() {
        return whole.get();
    }

    /** The rank of W at a tolerance: how many of its singular values exceed it. */
    int rank(double tolerance) {
        int rank = centredRank(tolerance);
        // sigma_k(W) >= sigma_k(W_c), as W W^T = B B^T + m w w^T: a full rank stays full.
        if (rank == hiddenSize) {
            return rank;
        }
        if (tall && rank == classes - 1 && smallestSingularValueBound() > tolerance) {
            return rank + 1;
        }
        return spectrum().rank(tolerance);
    }

    /**
     * A lower bound of the smallest singular value of W where W_c has rank m - 1, which spares its spectrum. With
     * {@code M = [R, c; 0, rho]}, {@code M^-1 = [R^-1, -R^-1 c / rho; 0, 1 / rho]}, so that
     * {@code sigma_min(M)^-2 <= ‖R^-1‖_F^2 + (‖R^-1 c‖^2 + 1) / rho^2}.
     */
    private double smallestSingularValueBound() {
        int k = classes - 1;
        double[] solution = meanInside.clone();
        TriangularSolver_DDRM.solveU(r.data, solution, k);
        double corner = (Kernels.dot(solution, solution, 0, k) + 1) / (meanOutside * meanOutside);
        double inverse = inverseNorm.get();
        return 1 / Math.sqrt(inverse * inverse + corner);
    }

    /** How many singular values of a matrix exceed a tolerance. */
    static int rank(DMatrixRMaj matrix, double tolerance) {
        boolean tall = matrix.numRows >= matrix.numCols;
        DMatrixRMaj r = new HouseholderQr(tall ? matrix : CommonOps_DDRM.transpose(matrix, null)).r();
        // sigma_min >= 1 / ‖R^-1‖_F.
        return 1 / inverseNorm(r) > tolerance ? r.numRows : SingularValues.of(r).rank(tolerance);
    }

    /** ‖R^-1‖_F of an upper triangular matrix; infinite where it has no inverse. */
    private static double inverseNorm(DMatrixRMaj r) {
        int n = r.numRows;
        double[][] inverse = new double[n][n];
        double sum = 0;
        for (int i = n - 1; i >= 0; i--) {
            double[] row = inverse[i];
            // Rows begin at their diagonal; what is before it is zero.
            subtractFollowing(r, i, inverse, true, n);
            row[i] = 1;
            double pivot = r.get(i, i);
            for (int j = i; j < n; j++) {
                row[j] /= pivot;
            }
            sum += Kernels.dot(row, row, i, n);
        }
        return Double.isNaN(sum) ? Double.POSITIVE_INFINITY : Math.sqrt(sum);
    }

    /**
     * {@code (W_c^T)^+ t}: the shortest hidden vectors with given centred logits, where W_c has rank m - 1.
     *
     * @param logits n vectors of m numbers; their means do not count
     * @return n vectors of l numbers
     */
    double[][] preimages(double[][] logits) {
        double[][] y = coordinates(logits);
        double[][] hidden = new double[logits.length][hiddenSize];
        for (int i = 0; i < y.length; i++) {
            for (int v = 0; v < hidden.length; v++) {
                hidden[v][i] = y[i][v];
            }
        }
        qr.apply(hidden);
        return hidden;
    }

    /**
     * The norms of {@link #preimages}, without the vectors, at a tenth of the cost.
     *
     * @param multipliers receives n vectors nu of m numbers that sum to zero: the preimage is {@code W_c nu}
     */
    double[] preimageNorms(double[][] logits, double[][] multipliers) {
        double[][] y = coordinates(logits);
        int n = logits.length;
        double[] norms = new double[n];
        for (double[] row : y) {
            for (int v = 0; v < n; v++) {
                norms[v] += row[v] * row[v];
            }
        }
        for (int v = 0; v < n; v++) {
            norms[v] = Math.sqrt(norms[v]);
        }
        int k = classes - 1;
        for (int i = k - 1; i >= 0; i--) {
            subtractFollowing(r, i, y, false, n);
            scale(1 / r.get(i, i), y[i]);
        }
        for (int v = 0; v < n; v++) {
            double sum = 0;
            for (int i = 0; i < k; i++) {
                sum += y[i][v];
            }
            // The reflector once more, which is its own inverse.
            multipliers[v][0] = -sum / Math.sqrt(classes);
            for (int j = 1; j < classes; j++) {
                multipliers[v][j] = y[j - 1][v] - sum / (classes + Math.sqrt(classes));
            }
        }
        return norms;
    }

    /** {@code R^-T F t}: preimages in the basis Q, one row per coordinate and one column per vector, so that inner loops are long. */
    private double[][] coordinates(double[][] logits) {
        if (!tall) {
            throw new IllegalStateException("expected l >= m - 1, found l = " + hiddenSize + " and m = " + classes);
        }
        int k = classes - 1;
        int n = logits.length;
        double[][] y = new double[k][n];
        for (int v = 0; v < n; v++) {
            double first = logits[v][0];
            double sum = 0;
            for (int j = 1; j < classes; j++) {
                sum += logits[v][j] - first;
            }
            for (int j = 1; j < classes; j++) {
                y[j - 1][v] = logits[v][j] - first - sum / (classes + Math.sqrt(classes));
            }
        }
        // Four finished rows at a time are taken out of all that follow.
        for (int i = 0; i < k; i += 4) {
            int end = Math.min(k, i + 4);
            for (int p = i; p < end; p++) {
                scale(1 / r.get(p, p), y[p]);
                for (int j = p + 1; j < end; j++) {
                    Kernels.addScaled(-r.get(p, j), y[p], y[j], 0, n);
                }
            }
            for (int j = end; j < k; j++) {
                Kernels.addScaled(
                        -r.get(i, j),
                        y[i],
                        -r.get(i + 1, j),
                        y[i + 1],
                        -r.get(i + 2, j),
                        y[i + 2],
                        -r.get(i + 3, j),
                        y[i + 3],
                        y[j],
                        0,
                        n);
            }
        }
        return y;
    }

    /**
     * A step of back substitution: {@code rows_i -= sum_(j > i) r_ij rows_j}, four rows at a time.
     *
     * @param triangular whether rows are zero before their diagonal
     * @param end how long rows are
     */
    private static void subtractFollowing(DMatrixRMaj r, int i, double[][] rows, boolean triangular, int end) {
        int count = r.numRows;
        int j = i + 1;
        for (; j + 3 < count; j += 4) {
            Kernels.addScaled(
                    -r.get(i, j),
                    rows[j],
                    -r.get(i, j + 1),
                    rows[j + 1],
                    -r.get(i, j + 2),
                    rows[j + 2],
                    -r.get(i, j + 3),
                    rows[j + 3],
                    rows[i],
                    triangular ? j : 0,
                    end);
        }
        for (; j < count; j++) {
            Kernels.addScaled(-r.get(i, j), rows[j], rows[i], triangular ? j : 0, end);
        }
    }

    private static void scale(double factor, double[] row) {
        for (int i = 0; i < row.length; i++) {
            row[i] *= factor;
        }
    }

    /**
     * V at a rank of W_c.
     *
     * @param rank how many left singular vectors of W_c span its complement
     */
    InvariantSubspace invariantSubspace(int rank) {
        return new InvariantSubspace(hiddenSize, rank, centredSpectrum().value(rank + 1), frame(rank));
    }

    private OrthogonalFrame frame(int rank) {
        int full = Math.min(hiddenSize, classes - 1);
        if (rank == 0 || rank == hiddenSize) {
            return new OrthogonalFrame(null, null);
        }
        if (tall) {
            return new OrthogonalFrame(qr, rank == full ? null : SingularValues.leftVectors(r));
        }
        return new OrthogonalFrame(null, SingularValues.leftVectors(CommonOps_DDRM.transpose(r, null)));
    }
}
