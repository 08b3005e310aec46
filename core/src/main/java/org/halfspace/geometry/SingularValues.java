package org.halfspace.geometry;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/** Singular values and vectors of small dense matrices, by EJML's implicit QR algorithm. */
final class SingularValues {

    private SingularValues() {}

    /** All singular values, largest first, each to at most their number times 2^-53 times the largest. */
    static Spectrum of(DMatrixRMaj matrix) {
        if (matrix.getNumElements() == 0) {
            return new Spectrum(new double[0]);
        }
        double scale = CommonOps_DDRM.elementMaxAbs(matrix);
        int size = Math.min(matrix.numRows, matrix.numCols);
        if (scale == 0) {
            return new Spectrum(new double[size]);
        }
        SingularValueDecomposition_F64<DMatrixRMaj> svd = decompose(
                matrix, scale, DecompositionFactory_DDRM.svd(matrix.numRows, matrix.numCols, false, false, true));
        double[] ascending = Arrays.copyOf(svd.getSingularValues(), size);
        Arrays.sort(ascending);
        double[] values = new double[size];
        for (int k = 0; k < size; k++) {
            values[k] = ascending[size - 1 - k] * scale;
        }
        return new Spectrum(values);
    }

    /**
     * The left singular vectors of a square matrix, as columns, those of the largest singular values first.
     *
     * @param matrix n x n
     * @return n x n, orthogonal
     */
    static DMatrixRMaj leftVectors(DMatrixRMaj matrix) {
        double scale = CommonOps_DDRM.elementMaxAbs(matrix);
        if (scale == 0) {
            return CommonOps_DDRM.identity(matrix.numRows);
        }
        SingularValueDecomposition_F64<DMatrixRMaj> svd = decompose(
                matrix, scale, DecompositionFactory_DDRM.svd(matrix.numRows, matrix.numCols, true, false, true));
        DMatrixRMaj u = svd.getU(null, false);
        DMatrixRMaj w = svd.getW(null);
        SingularOps_DDRM.descendingOrder(u, false, w, null, false);
        return u;
    }

    private static SingularValueDecomposition_F64<DMatrixRMaj> decompose(
            DMatrixRMaj matrix, double scale, SingularValueDecomposition_F64<DMatrixRMaj> svd) {
        DMatrixRMaj scaled = new DMatrixRMaj(matrix.numRows, matrix.numCols);
        CommonOps_DDRM.divide(matrix, scale, scaled);
        if (!svd.decompose(scaled)) {
            throw new ArithmeticException("the singular values of a " + matrix.numRows + " x " + matrix.numCols
                    + " matrix were not found: the QR algorithm did not converge");
        }
        return svd;
    }
}
