package org.halfspace.parallelism;

import java.util.Arrays;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.Precision;
import org.halfspace.spi.model.SoftmaxHead;

/** Heads for tests and benchmarks, from classes x features as they are easiest to write. */
final class Heads {
    private Heads() {}

    /** @param rows one array of l weights per class */
    static SoftmaxHead of(double[][] rows, double... bias) {
        DMatrixRMaj weights = new DMatrixRMaj(rows[0].length, rows.length);
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < rows[i].length; k++) {
                weights.set(k, i, rows[i][k]);
            }
        }
        return new SoftmaxHead(
                weights, bias.length == 0 ? new double[rows.length] : bias, HiddenDomain.REAL, Precision.FLOAT32);
    }

    /** Independent normal float32 weights. */
    static double[][] gaussian(int m, int l, long seed) {
        Random random = new Random(seed);
        double[][] rows = new double[m][l];
        for (double[] row : rows) {
            Arrays.setAll(row, k -> (float) random.nextGaussian());
        }
        return rows;
    }

    /** Classes in clusters, with features of decaying size: a spectrum as that of a trained layer. */
    static double[][] hierarchical(int m, int l, long seed) {
        double[][] centres = gaussian(30, l, seed + 1);
        double[][] rows = gaussian(m, l, seed);
        for (int i = 0; i < m; i++) {
            for (int k = 0; k < l; k++) {
                rows[i][k] = (float) ((0.3 * rows[i][k] + centres[i % 30][k]) * Math.pow(k + 1, -0.6));
            }
        }
        return rows;
    }

    /** Small whole numbers, as of weights that were quantised. */
    static double[][] quantised(int m, int l, int levels, long seed) {
        Random random = new Random(seed);
        double[][] rows = new double[m][l];
        for (double[] row : rows) {
            Arrays.setAll(row, k -> random.nextInt(2 * levels + 1) - levels);
        }
        return rows;
    }

    /** Normal hidden vectors, samples x l. */
    static float[][] hidden(int samples, int l) {
        float[][] hidden = new float[samples][l];
        double[][] numbers = gaussian(samples, l, 99);
        for (int n = 0; n < samples; n++) {
            for (int k = 0; k < l; k++) {
                hidden[n][k] = (float) numbers[n][k];
            }
        }
        return hidden;
    }
}
