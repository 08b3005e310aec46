package org.halfspace.geometry;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * The weight vectors of the classes, less their mean, as points: all that regions and boundaries are made of, beside the
 * biases. In the coordinates of hidden space, or in r_c coordinates of col(W_c), where the regions of R^l are what they are
 * times V. Immutable, thread-safe.
 *
 * <p>Stored by coordinate, so that an evaluation of all logits is a sum of long rows.
 */
public final class ClassPoints {

    /** Squared distances below this part of the norms have lost half their digits, and are computed from differences. */
    private static final double CANCELLED = 1e-8;

    private final double[][] coordinates;
    private final double[] bias;
    private final double[] squares;
    private final InvariantSubspace subspace;

    private ClassPoints(double[][] coordinates, double[] bias, InvariantSubspace subspace) {
        this.coordinates = coordinates;
        this.bias = bias;
        this.subspace = subspace;
        squares = new double[bias.length];
        for (double[] row : coordinates) {
            for (int i = 0; i < row.length; i++) {
                squares[i] += row[i] * row[i];
            }
        }
    }

    /** In the l coordinates of hidden space. */
    public static ClassPoints inHiddenSpace(HeadGeometry geometry) {
        double[][] rows =
                new double[geometry.head().hiddenSize()][geometry.head().classes()];
        for (int k = 0; k < rows.length; k++) {
            geometry.centredWeights().row(k, rows[k], 0);
        }
        return new ClassPoints(rows, geometry.head().bias(), null);
    }

    /**
     * In r_c coordinates of col(W_c), by an orthonormal basis: distances and inner products are those of hidden space. Those of hidden
     * space itself where V is trivial.
     */
    public static ClassPoints reduced(HeadGeometry geometry) {
        InvariantSubspace subspace = geometry.exactInvariantSubspace();
        if (subspace.dimension() == 0) {
            return inHiddenSpace(geometry);
        }
        DMatrixRMaj centred = geometry.centredWeights().matrix();
        int m = centred.numCols;
        double[][] points = new double[m][centred.numRows];
        for (int k = 0; k < centred.numRows; k++) {
            for (int i = 0; i < m; i++) {
                points[i][k] = centred.data[k * m + i];
            }
        }
        subspace.toCoordinates(points);
        int r = subspace.hiddenSize() - subspace.dimension();
        double[][] rows = new double[r][m];
        for (int i = 0; i < m; i++) {
            for (int k = 0; k < r; k++) {
                rows[k][i] = points[i][k];
            }
        }
        return new ClassPoints(rows, geometry.head().bias(), subspace);
    }

    /**
     * Some of the classes, in the same coordinates.
     *
     * @param classes which, in any order
     */
    public ClassPoints subset(int[] classes) {
        double[][] rows = new double[coordinates.length][classes.length];
        double[] biases = new double[classes.length];
        for (int c = 0; c < classes.length; c++) {
            biases[c] = bias[classes[c]];
            for (int k = 0; k < rows.length; k++) {
                rows[k][c] = coordinates[k][classes[c]];
            }
        }
        return new ClassPoints(rows, biases, subspace);
    }

    /** m, the number of classes. */
    public int classes() {
        return bias.length;
    }

    /** How many coordinates a point has: l or r_c. */
    public int dimension() {
        return coordinates.length;
    }

    /** The biases; not to be changed. */
    public double[] bias() {
        return bias;
    }

    /** A coordinate of all points; not to be changed. */
    public double[] coordinate(int k) {
        return coordinates[k];
    }

    /** The squared norm of a point. */
    public double squaredNorm(int i) {
        return squares[i];
    }

    /** A point, new. */
    public double[] point(int i) {
        double[] point = new double[coordinates.length];
        for (int k = 0; k < point.length; k++) {
            point[k] = coordinates[k][i];
        }
        return point;
    }

    /**
     * The inner products of a vector with all points.
     *
     * @param y a vector in these coordinates
     * @param products receives m numbers
     */
    public void products(double[] y, double[] products) {
        Arrays.fill(products, 0);
        addProducts(y, products);
    }

    /**
     * The logits, less those of the mean, at a vector.
     *
     * @param y a vector in these coordinates
     * @param logits receives m numbers
     */
    public void logits(double[] y, double[] logits) {
        System.arraycopy(bias, 0, logits, 0, bias.length);
        addProducts(y, logits);
    }

    private void addProducts(double[] y, double[] sum) {
        int m = bias.length;
        int k = 0;
        for (; k + 3 < y.length; k += 4) {
            Kernels.addScaled(
                    y[k],
                    coordinates[k],
                    y[k + 1],
                    coordinates[k + 1],
                    y[k + 2],
                    coordinates[k + 2],
                    y[k + 3],
                    coordinates[k + 3],
                    sum,
                    0,
                    m);
        }
        for (; k < y.length; k++) {
            Kernels.addScaled(y[k], coordinates[k], sum, 0, m);
        }
    }

    /**
     * The inner products of several vectors with all points, in one pass over the points.
     *
     * @param vectors n vectors in these coordinates
     * @param products receives n rows of m numbers
     */
    public void products(double[][] vectors, double[][] products) {
        for (double[] row : products) {
            Arrays.fill(row, 0);
        }
        // Tiles of columns that stay in cache while all vectors pass over them.
        int tile = 2048;
        for (int begin = 0; begin < bias.length; begin += tile) {
            Kernels.addProduct(1, vectors, coordinates, products, begin, Math.min(bias.length, begin + tile));
        }
    }

    /** {@code ‖w_i - w_j‖} for all j, given the inner products {@code w_i . w_j}. */
    public void distances(int i, double[] products, double[] distances) {
        for (int j = 0; j < distances.length; j++) {
            double sum = squares[i] + squares[j];
            double square = sum - 2 * products[j];
            distances[j] = j == i ? 0 : square > CANCELLED * sum ? Math.sqrt(square) : distance(i, j);
        }
    }

    /** {@code ‖w_i - w_j‖}, from the differences. */
    public double distance(int i, int j) {
        double square = 0;
        for (double[] row : coordinates) {
            double difference = row[i] - row[j];
            square += difference * difference;
        }
        return Math.sqrt(square);
    }

    /**
     * Vectors of these coordinates as hidden vectors.
     *
     * @param vectors n vectors in these coordinates
     * @return n vectors of l numbers, new
     */
    public double[][] inHiddenSpace(double[][] vectors) {
        if (subspace == null) {
            return Arrays.stream(vectors).map(double[]::clone).toArray(double[][]::new);
        }
        double[][] hidden = new double[vectors.length][];
        for (int i = 0; i < vectors.length; i++) {
            hidden[i] = Arrays.copyOf(vectors[i], subspace.hiddenSize());
        }
        subspace.fromCoordinates(hidden);
        return hidden;
    }

    /** One vector of these coordinates as a hidden vector, new. */
    public double[] inHiddenSpace(double[] vector) {
        return inHiddenSpace(new double[][] {vector})[0];
    }
}
