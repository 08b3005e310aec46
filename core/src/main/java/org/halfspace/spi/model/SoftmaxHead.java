package org.halfspace.spi.model;

import java.util.List;
import java.util.Objects;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.InputException;

/**
 * The softmax layer {@code S(W^T h + b)} of the paper, in double precision. Immutable, as long as nobody changes the arrays
 * that it shares; nobody may.
 */
public final class SoftmaxHead {
    private final DMatrixRMaj weights;
    private final double[] bias;
    private final HiddenDomain domain;
    private final Precision precision;

    /**
     * @param weights W, l x m: column i is the weight vector of class i; shared, not copied
     * @param bias b, m numbers; shared, not copied
     * @param domain where hidden vectors lie
     * @param precision how the weights were stored before they became doubles
     * @throws InputException if there are fewer than two classes or no features, or a weight or bias is not finite
     * @throws IllegalArgumentException if the bias does not have m numbers
     */
    public SoftmaxHead(DMatrixRMaj weights, double[] bias, HiddenDomain domain, Precision precision) {
        this.weights = Objects.requireNonNull(weights);
        this.bias = Objects.requireNonNull(bias);
        this.domain = Objects.requireNonNull(domain);
        this.precision = Objects.requireNonNull(precision);
        if (bias.length != weights.numCols) {
            throw new IllegalArgumentException(
                    "expected a bias of m = " + weights.numCols + " numbers, found " + bias.length);
        }
        if (weights.numRows < 1 || weights.numCols < 2) {
            throw new InputException("not a classifier's last layer")
                    .expected("at least 1 feature and 2 classes")
                    .found(weights.numRows + " features and " + weights.numCols + " classes");
        }
        requireFinite();
    }

    private void requireFinite() {
        double[] data = weights.data;
        for (int k = 0; k < weights.getNumElements(); k++) {
            if (!Double.isFinite(data[k])) {
                throw new InputException("the last layer has a weight that is not a finite number")
                        .where("feature " + k / weights.numCols + " of class " + k % weights.numCols)
                        .found(data[k])
                        .hint("the training diverged or the file is damaged; export the model again");
            }
        }
        for (int i = 0; i < bias.length; i++) {
            if (!Double.isFinite(bias[i])) {
                throw new InputException("the last layer has a bias that is not a finite number")
                        .where("class " + i)
                        .found(bias[i])
                        .hint("the training diverged or the file is damaged; export the model again");
            }
        }
    }

    /** W, l x m; not to be changed. */
    public DMatrixRMaj weights() {
        return weights;
    }

    /** b, m numbers; not to be changed. */
    public double[] bias() {
        return bias;
    }

    /** Where hidden vectors lie. */
    public HiddenDomain domain() {
        return domain;
    }

    /** How the weights were stored. */
    public Precision precision() {
        return precision;
    }

    /** l, the number of features. */
    public int hiddenSize() {
        return weights.numRows;
    }

    /** m, the number of classes. */
    public int classes() {
        return weights.numCols;
    }

    /** The same layer over another domain. */
    public SoftmaxHead over(HiddenDomain other) {
        return new SoftmaxHead(weights, bias, other, precision);
    }

    /**
     * {@code z = W^T h + b}.
     *
     * @param h l numbers
     * @return m logits, new
     */
    public double[] logits(double[] h) {
        if (h.length != hiddenSize()) {
            throw new IllegalArgumentException("expected l = " + hiddenSize() + " numbers, found " + h.length);
        }
        double[] z = bias.clone();
        int m = classes();
        for (int k = 0; k < h.length; k++) {
            double value = h[k];
            int row = k * m;
            for (int i = 0; i < m; i++) {
                z[i] += weights.data[row + i] * value;
            }
        }
        return z;
    }

    /**
     * {@code S(z)}, shifted by the largest logit so that nothing overflows.
     *
     * @param z m logits
     * @return m probabilities, new
     */
    public static double[] softmax(double[] z) {
        double top = Double.NEGATIVE_INFINITY;
        for (double value : z) {
            top = Math.max(top, value);
        }
        double[] p = new double[z.length];
        double sum = 0;
        for (int i = 0; i < z.length; i++) {
            p[i] = Math.exp(z[i] - top);
            sum += p[i];
        }
        for (int i = 0; i < z.length; i++) {
            p[i] /= sum;
        }
        return p;
    }

    /** The index of the largest number, the first one where several tie: the predicted class. */
    public static int argmax(double[] z) {
        int best = 0;
        for (int i = 1; i < z.length; i++) {
            if (z[i] > z[best]) {
                best = i;
            }
        }
        return best;
    }

    /** {@code l x m}, for messages. */
    @Override
    public String toString() {
        return String.join(
                " ", List.of("softmax layer,", hiddenSize() + " x " + classes() + ",", "domain", domain.toString()));
    }
}
