package org.halfspace.spi.model;

import org.halfspace.spi.InputException;

/**
 * Losses of the logits z of a sample, m numbers, with m parameters p of its own. t is the class of the largest parameter where a
 * loss asks for a class; then p is 1 there and 0 elsewhere.
 */
public enum LossFunction {
    /** {@code 1/2 |C (z - p)|^2}, where C subtracts the mean: how far the probabilities are from those of the logits p. */
    CENTRED_RESIDUAL {
        @Override
        public double value(double[] z, double[] p, double[] gradient) {
            double mean = 0;
            for (int i = 0; i < z.length; i++) {
                mean += (z[i] - p[i]) / z.length;
            }
            double sum = 0;
            for (int i = 0; i < z.length; i++) {
                gradient[i] = z[i] - p[i] - mean;
                sum += gradient[i] * gradient[i];
            }
            return sum / 2;
        }
    },
    /** {@code -sum_i p_i log S(z)_i}: p is a distribution over the classes. */
    CROSS_ENTROPY {
        @Override
        public double value(double[] z, double[] p, double[] gradient) {
            double[] s = SoftmaxHead.softmax(z);
            double top = z[SoftmaxHead.argmax(z)];
            double normaliser = 0;
            double mass = 0;
            for (int i = 0; i < z.length; i++) {
                normaliser += Math.exp(z[i] - top);
                mass += p[i];
            }
            double sum = 0;
            for (int i = 0; i < z.length; i++) {
                sum -= p[i] * (z[i] - top - Math.log(normaliser));
                gradient[i] = s[i] * mass - p[i];
            }
            return sum;
        }
    },
    /** {@code z_t - max_{i != t} z_i} (Carlini and Wagner, 2017): positive where t is predicted. */
    MARGIN {
        @Override
        public double value(double[] z, double[] p, double[] gradient) {
            int t = SoftmaxHead.argmax(p);
            int other = t == 0 ? 1 : 0;
            for (int i = 0; i < z.length; i++) {
                gradient[i] = 0;
                if (i != t && z[i] > z[other]) {
                    other = i;
                }
            }
            gradient[t] = 1;
            gradient[other] = -1;
            return z[t] - z[other];
        }
    },
    /**
     * Difference of logits ratio (Croce and Hein, 2020): {@code -(z_t - max_{i != t} z_i) / (z_(1) - z_(3) + 1e-12)}, with the
     * largest and the third largest logit below the line. Needs three classes.
     */
    DIFFERENCE_OF_LOGITS_RATIO {
        @Override
        public double value(double[] z, double[] p, double[] gradient) {
            if (z.length < RANKED) {
                throw new InputException("the loss needs the third largest logit")
                        .expected("a classifier of at least " + RANKED + " classes")
                        .found(z.length + " classes");
            }
            int[] top = largest(z, RANKED);
            double spread = z[top[0]] - z[top[2]] + LEAST_SPREAD;
            double value = -MARGIN.value(z, p, gradient) / spread;
            gradient[top[0]] += value;
            gradient[top[2]] -= value;
            for (int i = 0; i < z.length; i++) {
                gradient[i] /= -spread;
            }
            return value;
        }
    },
    /** {@code sum_i p_i z_i}. */
    LINEAR {
        @Override
        public double value(double[] z, double[] p, double[] gradient) {
            double sum = 0;
            for (int i = 0; i < z.length; i++) {
                sum += p[i] * z[i];
                gradient[i] = p[i];
            }
            return sum;
        }
    };

    /** Which logits the ratio of differences divides by: the largest and the third largest. */
    private static final int RANKED = 3;

    /** Keeps that ratio finite where three logits are equal; the number of its authors. */
    private static final double LEAST_SPREAD = 1e-12;

    /**
     * The loss and its derivative.
     *
     * @param z m logits
     * @param p m parameters
     * @param gradient receives m numbers: the derivative of the loss by the logits; where logits tie, the first one counts
     * @throws InputException if there are too few classes
     */
    public abstract double value(double[] z, double[] p, double[] gradient);

    private static int[] largest(double[] z, int count) {
        int[] top = new int[count];
        boolean[] taken = new boolean[z.length];
        for (int rank = 0; rank < count; rank++) {
            int best = -1;
            for (int i = 0; i < z.length; i++) {
                if (!taken[i] && (best < 0 || z[i] > z[best])) {
                    best = i;
                }
            }
            taken[best] = true;
            top[rank] = best;
        }
        return top;
    }
}
