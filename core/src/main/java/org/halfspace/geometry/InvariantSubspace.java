package org.halfspace.geometry;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;

/**
 * {@code V = ker W_c^T}, the directions along which no probability changes, and the orthogonal projections onto it and onto
 * its complement, col(W_c). V is represented by its complement: a projection costs 8 l r_c operations, whatever the
 * dimension of V. Immutable, thread-safe.
 */
public final class InvariantSubspace {
    private final int hiddenSize;
    private final int rank;
    private final double leak;
    private final OrthogonalFrame frame;

    /**
     * @param frame an orthonormal basis of R^l whose first {@code rank} vectors span col(W_c)
     * @param leak the largest ‖W_c^T d‖ over unit vectors d of V, in exact arithmetic: sigma_(rank + 1)
     */
    InvariantSubspace(int hiddenSize, int rank, double leak, OrthogonalFrame frame) {
        this.hiddenSize = hiddenSize;
        this.rank = rank;
        this.leak = leak;
        this.frame = frame;
    }

    /** l, the size of the vectors. */
    public int hiddenSize() {
        return hiddenSize;
    }

    /** The dimension of V: {@code l - r_c}. */
    public int dimension() {
        return hiddenSize - rank;
    }

    /**
     * The largest {@code ‖W_c^T d‖_2} over unit vectors d of V: the singular value of W_c that the rank leaves out. 0 where
     * it leaves out none; at a rank that discounts the rounding of stored weights it can be of the size of that rounding.
     */
    public double leak() {
        return leak;
    }

    /**
     * {@code P h}, the projection onto col(W_c): what the softmax sees of h.
     *
     * @param h l numbers
     */
    public double[] visible(double[] h) {
        return visible(row(h)).data;
    }

    /**
     * {@code (I - P) h}, the projection onto V.
     *
     * @param h l numbers
     */
    public double[] invisible(double[] h) {
        return invisible(row(h)).data;
    }

    /**
     * {@code P h} for every row.
     *
     * @param h n x l, one vector per row
     * @return n x l, new
     */
    public DMatrixRMaj visible(DMatrixRMaj h) {
        return projected(h, 0, rank);
    }

    /**
     * {@code (I - P) h} for every row.
     *
     * @param h n x l, one vector per row
     * @return n x l, new
     */
    public DMatrixRMaj invisible(DMatrixRMaj h) {
        return projected(h, rank, hiddenSize);
    }

    /**
     * {@code ‖(I - P) h‖^2} for every row, at half the cost of the projection.
     *
     * @param h n x l, one vector per row
     */
    public double[] squaredInvisibleNorms(DMatrixRMaj h) {
        double[][] coordinates = rows(h);
        frame.toCoordinates(coordinates);
        double[] squares = new double[coordinates.length];
        for (int i = 0; i < squares.length; i++) {
            squares[i] = Kernels.dot(coordinates[i], coordinates[i], rank, hiddenSize);
        }
        return squares;
    }

    /**
     * Unit vectors of V, uniformly distributed on its sphere.
     *
     * @param count how many
     * @param random where they come from
     * @return count x l, one vector per row
     * @throws IllegalStateException if V is trivial
     */
    public DMatrixRMaj randomDirections(int count, SplittableRandom random) {
        if (dimension() == 0) {
            throw new IllegalStateException("V is trivial: it has no directions");
        }
        double[][] vectors = new double[count][hiddenSize];
        for (double[] vector : vectors) {
            double square = 0;
            while (square == 0) {
                for (int k = rank; k < hiddenSize; k++) {
                    vector[k] = random.nextGaussian();
                }
                square = Kernels.dot(vector, vector, rank, hiddenSize);
            }
            double norm = Math.sqrt(square);
            for (int k = rank; k < hiddenSize; k++) {
                vector[k] /= norm;
            }
        }
        frame.fromCoordinates(vectors);
        return matrix(vectors);
    }

    /**
     * An orthonormal basis of V.
     *
     * @return l x dim V, one basis vector per column, new; 8 l dim V bytes, and as much again while it is made
     */
    public DMatrixRMaj basis() {
        double[][] vectors = new double[dimension()][hiddenSize];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i][rank + i] = 1;
        }
        frame.fromCoordinates(vectors);
        DMatrixRMaj basis = new DMatrixRMaj(hiddenSize, vectors.length);
        for (int i = 0; i < vectors.length; i++) {
            for (int k = 0; k < hiddenSize; k++) {
                basis.data[k * vectors.length + i] = vectors[i][k];
            }
        }
        return basis;
    }

    /** Replaces vectors by their coordinates in an orthonormal basis whose first r_c vectors span col(W_c). */
    void toCoordinates(double[][] vectors) {
        if (rank > 0) {
            frame.toCoordinates(vectors);
        }
    }

    /** Replaces coordinates in that basis by the vectors that have them. */
    void fromCoordinates(double[][] vectors) {
        if (rank > 0) {
            frame.fromCoordinates(vectors);
        }
    }

    private DMatrixRMaj projected(DMatrixRMaj h, int begin, int end) {
        double[][] vectors = rows(h);
        if (begin == end) {
            return new DMatrixRMaj(h.numRows, hiddenSize);
        }
        if (end - begin == hiddenSize) {
            return matrix(vectors);
        }
        frame.toCoordinates(vectors);
        for (double[] vector : vectors) {
            Arrays.fill(vector, 0, begin, 0);
            Arrays.fill(vector, end, hiddenSize, 0);
        }
        frame.fromCoordinates(vectors);
        return matrix(vectors);
    }

    private DMatrixRMaj row(double[] h) {
        return DMatrixRMaj.wrap(1, h.length, h);
    }

    private double[][] rows(DMatrixRMaj h) {
        if (h.numCols != hiddenSize) {
            throw new IllegalArgumentException(
                    "expected vectors of l = " + hiddenSize + " numbers, found " + h.numCols);
        }
        double[][] rows = new double[h.numRows][hiddenSize];
        for (int i = 0; i < h.numRows; i++) {
            System.arraycopy(h.data, i * hiddenSize, rows[i], 0, hiddenSize);
        }
        return rows;
    }

    private DMatrixRMaj matrix(double[][] rows) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows.length, hiddenSize);
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, matrix.data, i * hiddenSize, hiddenSize);
        }
        return matrix;
    }
}
