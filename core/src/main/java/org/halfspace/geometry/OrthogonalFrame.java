package org.halfspace.geometry;

import org.ejml.data.DMatrixRMaj;

/**
 * An orthonormal basis of R^l, as a product of a Householder Q and a rotation of its first coordinates; either may be missing.
 * Immutable, thread-safe.
 */
final class OrthogonalFrame {
    private final HouseholderQr qr;
    private final double[][] rotation;
    private final double[][] inverseRotation;

    /**
     * @param qr Q, or null for the identity
     * @param rotation k x k, orthogonal, acting on the first k coordinates; or null for the identity
     */
    OrthogonalFrame(HouseholderQr qr, DMatrixRMaj rotation) {
        this.qr = qr;
        this.rotation = rotation == null ? null : rows(rotation, false);
        this.inverseRotation = rotation == null ? null : rows(rotation, true);
    }

    private static double[][] rows(DMatrixRMaj matrix, boolean transposed) {
        double[][] rows = new double[matrix.numRows][matrix.numCols];
        for (int i = 0; i < matrix.numRows; i++) {
            for (int j = 0; j < matrix.numCols; j++) {
                rows[i][j] = transposed ? matrix.get(j, i) : matrix.get(i, j);
            }
        }
        return rows;
    }

    /** Replaces vectors by their coordinates in this basis. */
    void toCoordinates(double[][] vectors) {
        if (qr != null) {
            qr.applyTransposed(vectors);
        }
        turn(vectors, inverseRotation);
    }

    /** Replaces coordinates by the vectors that have them. */
    void fromCoordinates(double[][] vectors) {
        turn(vectors, rotation);
        if (qr != null) {
            qr.apply(vectors);
        }
    }

    private static void turn(double[][] vectors, double[][] matrix) {
        if (matrix == null) {
            return;
        }
        double[] turned = new double[matrix.length];
        for (double[] vector : vectors) {
            for (int i = 0; i < turned.length; i++) {
                turned[i] = Kernels.dot(matrix[i], vector, 0, turned.length);
            }
            System.arraycopy(turned, 0, vector, 0, turned.length);
        }
    }
}
