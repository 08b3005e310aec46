package org.halfspace.testkit;

import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.Precision;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * Softmax layers whose geometry is known without computing it. W is l x m, one column per class; the domain is R^l and the
 * precision float64, unless {@link SoftmaxHead#over} makes it another. "Centred" means that the mean of the columns is
 * subtracted from each; V is the kernel of the centred W^T.
 */
public final class AnalyticHeads {
    private AnalyticHeads() {}

    /**
     * The simplex equiangular tight frame: m unit vectors in R^m, every two of them with the cosine {@code -1/(m - 1)}, which sum
     * to 0. Rank and centred rank are m - 1, all m - 1 singular values are {@code sqrt(m/(m - 1))}, V is the line of
     * (1, ..., 1), every class is argmaxable with an unbounded region, and no two boundaries are parallel. Zero bias.
     *
     * @param m classes, at least 2
     */
    public static SoftmaxHead simplex(int m) {
        double scale = Math.sqrt(m / (m - 1.0));
        DMatrixRMaj weights = new DMatrixRMaj(m, m);
        for (int k = 0; k < m; k++) {
            for (int i = 0; i < m; i++) {
                weights.set(k, i, scale * ((k == i ? 1 : 0) - 1.0 / m));
            }
        }
        return head(weights, new double[m]);
    }

    /**
     * Four classes at the corners (1, 1), (-1, 1), (-1, -1), (1, -1) of a square in R^2, in this order. Rank and centred rank are
     * 2, V is {0}, the regions are the four quadrants, and the boundaries of 0|1 and 2|3 lie on one line, as do those of 1|2 and
     * 3|0. Zero bias.
     */
    public static SoftmaxHead square() {
        return head(new DMatrixRMaj(new double[][] {{1, -1, -1, 1}, {1, 1, -1, -1}}), new double[4]);
    }

    /**
     * Three classes with weights (-1, 0), (0, 0), (1, 0) in R^2 and biases 0, c, 0. Rank and centred rank are 1, V is the line
     * of (0, 1), and the two boundaries h_1 = -c and h_1 = c are parallel, with the region of class 1 between them: a strip of
     * width 2c, bounded across V, for c &gt; 0. For c &lt; 0 class 1 is not argmaxable, and for c = 0 it only ties.
     *
     * @param c the bias of the middle class, in logits
     */
    public static SoftmaxHead collinearTriple(double c) {
        return head(new DMatrixRMaj(new double[][] {{-1, 0, 1}, {0, 0, 0}}), new double[] {0, c, 0});
    }

    /**
     * Independent standard normal weights and biases. With probability 1 the rank is min(l, m), the centred rank min(l, m - 1)
     * and the dimension of V max(0, l - m + 1).
     *
     * @param l features
     * @param m classes
     * @param seed of the numbers; the same seed gives the same head
     */
    public static SoftmaxHead gaussian(int l, int m, long seed) {
        Random random = new Random(seed);
        DMatrixRMaj weights = RandomMatrices_DDRM.rectangle(l, m, -1, 1, random);
        for (int k = 0; k < weights.getNumElements(); k++) {
            weights.data[k] = random.nextGaussian();
        }
        return head(weights, random.doubles(m, -1, 1).toArray());
    }

    /**
     * The product of normal matrices l x r and r x m, with r below both. With probability 1 the rank is r, and the centred rank
     * too: centring leaves the space of the columns as it is. V has the dimension l - r.
     *
     * @param l features
     * @param m classes
     * @param r rank, below l and m
     * @param seed of the numbers
     */
    public static SoftmaxHead rankDeficient(int l, int m, int r, long seed) {
        if (r >= Math.min(l, m)) {
            throw new IllegalArgumentException("expected a rank below l = " + l + " and m = " + m + ", found " + r);
        }
        DMatrixRMaj weights = new DMatrixRMaj(l, m);
        CommonOps_DDRM.mult(
                gaussian(l, r, seed).weights(), gaussian(r, m, seed + 1).weights(), weights);
        return head(weights, new double[m]);
    }

    /**
     * A {@link #gaussian} head of m classes whose last class repeats the first, weights and bias: their probabilities are always
     * equal, neither is ever alone at the top, and the ranks are those of m - 1 classes.
     *
     * @param l features
     * @param m classes, at least 3
     * @param seed of the numbers
     */
    public static SoftmaxHead duplicatedClasses(int l, int m, long seed) {
        SoftmaxHead head = gaussian(l, m, seed);
        DMatrixRMaj weights = head.weights().copy();
        for (int k = 0; k < l; k++) {
            weights.set(k, m - 1, weights.get(k, 0));
        }
        double[] bias = head.bias().clone();
        bias[m - 1] = bias[0];
        return head(weights, bias);
    }

    /**
     * A {@link #gaussian} head with the mean subtracted from its columns, so that they sum to 0: W is its own centred matrix,
     * and with probability 1 both ranks are min(l, m - 1).
     *
     * @param l features
     * @param m classes
     * @param seed of the numbers
     */
    public static SoftmaxHead zeroSum(int l, int m, long seed) {
        SoftmaxHead head = gaussian(l, m, seed);
        DMatrixRMaj weights = head.weights().copy();
        for (int k = 0; k < l; k++) {
            double mean = 0;
            for (int i = 0; i < m; i++) {
                mean += weights.get(k, i) / m;
            }
            for (int i = 0; i < m; i++) {
                weights.add(k, i, -mean);
            }
        }
        return head(weights, head.bias());
    }

    private static SoftmaxHead head(DMatrixRMaj weights, double[] bias) {
        return new SoftmaxHead(weights, bias, HiddenDomain.REAL, Precision.FLOAT64);
    }
}
