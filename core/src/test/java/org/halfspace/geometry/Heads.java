package org.halfspace.geometry;

import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.Precision;
import org.halfspace.spi.model.SoftmaxHead;

/** Small heads for tests. */
final class Heads {

    private Heads() {}

    /** A head over R^l in double precision, from rows of W (one row per feature). */
    static SoftmaxHead of(double[][] weights) {
        return of(new DMatrixRMaj(weights));
    }

    static SoftmaxHead of(DMatrixRMaj weights) {
        return new SoftmaxHead(weights, new double[weights.numCols], HiddenDomain.REAL, Precision.FLOAT64);
    }

    static DMatrixRMaj gaussian(int rows, int columns, SplittableRandom random) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        for (int k = 0; k < matrix.getNumElements(); k++) {
            matrix.data[k] = random.nextGaussian();
        }
        return matrix;
    }

    /** The ways in which heads lose rank. */
    enum Kind {
        GENERIC,
        LOW_RANK,
        DUPLICATED_CLASSES,
        DEAD_FEATURES,
        ZERO_SUM,
        LARGE_MEAN,
        CONSTANT
    }

    /** Weights of a kind, Gaussian where the kind leaves it open. */
    static DMatrixRMaj weights(Kind kind, int l, int m, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DMatrixRMaj w = gaussian(l, m, random);
        switch (kind) {
            case GENERIC -> {}
            case LOW_RANK -> {
                int rank = 1 + random.nextInt(Math.min(l, m));
                CommonOps_DDRM.mult(gaussian(l, rank, random), gaussian(rank, m, random), w);
            }
            case DUPLICATED_CLASSES -> {
                for (int k = 0; k < l; k++) {
                    for (int i = 1; i < m; i += 2) {
                        w.set(k, i, w.get(k, i - 1));
                    }
                }
            }
            case DEAD_FEATURES -> {
                for (int k = 0; k < l; k += 2) {
                    for (int i = 0; i < m; i++) {
                        w.set(k, i, 0);
                    }
                }
            }
            case ZERO_SUM -> {
                for (int k = 0; k < l; k++) {
                    double sum = 0;
                    for (int i = 1; i < m; i++) {
                        sum += w.get(k, i);
                    }
                    w.set(k, 0, -sum);
                }
            }
            case LARGE_MEAN -> {
                for (int k = 0; k < l; k++) {
                    double shift = 1e6 * random.nextGaussian();
                    for (int i = 0; i < m; i++) {
                        w.add(k, i, shift);
                    }
                }
            }
            case CONSTANT -> w.fill(0.1);
            default -> throw new AssertionError(kind);
        }
        return w;
    }
}
