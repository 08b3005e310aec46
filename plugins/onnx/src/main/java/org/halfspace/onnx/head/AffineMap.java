package org.halfspace.onnx.head;

import org.ejml.data.DMatrixRMaj;

/**
 * An affine function {@code h -> W^T h + b}, to which the operators that follow the layer are applied one by one. Double
 * precision. Not thread-safe.
 */
final class AffineMap {
    private DMatrixRMaj weights;
    private double[] bias;

    /**
     * @param weights W, inputs x outputs
     * @param bias b, one number per output
     */
    AffineMap(DMatrixRMaj weights, double[] bias) {
        this.weights = weights;
        this.bias = bias;
    }

    /** W, inputs x outputs. */
    DMatrixRMaj weights() {
        return weights;
    }

    /** b, one number per output. */
    double[] bias() {
        return bias;
    }

    /** How many outputs. */
    int outputs() {
        return bias.length;
    }

    /** Multiplies every output by a number of its own. */
    AffineMap scale(double[] factors) {
        int m = outputs();
        double[] data = weights.data;
        for (int k = 0; k < weights.numRows; k++) {
            for (int i = 0; i < m; i++) {
                data[k * m + i] *= factors[i];
            }
        }
        for (int i = 0; i < m; i++) {
            bias[i] *= factors[i];
        }
        return this;
    }

    /** Adds a number of its own to every output. */
    AffineMap shift(double[] summands) {
        for (int i = 0; i < bias.length; i++) {
            bias[i] += summands[i];
        }
        return this;
    }

    /** Makes output {@code i} what was output {@code order[i]}. */
    AffineMap permute(int[] order) {
        int m = outputs();
        DMatrixRMaj permuted = new DMatrixRMaj(weights.numRows, m);
        double[] permutedBias = new double[m];
        for (int i = 0; i < m; i++) {
            permutedBias[i] = bias[order[i]];
            for (int k = 0; k < weights.numRows; k++) {
                permuted.data[k * m + i] = weights.data[k * m + order[i]];
            }
        }
        weights = permuted;
        bias = permutedBias;
        return this;
    }

    /**
     * One logit z of a sigmoid as the two logits (0, z), since {@code S(0, z) = (1 - sigmoid(z), sigmoid(z))}.
     */
    AffineMap asTwoClasses() {
        DMatrixRMaj two = new DMatrixRMaj(weights.numRows, 2);
        for (int k = 0; k < weights.numRows; k++) {
            two.data[2 * k + 1] = weights.data[k];
        }
        weights = two;
        bias = new double[] {0, bias[0]};
        return this;
    }
}
