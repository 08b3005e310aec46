package org.halfspace.spi.model;

import java.nio.FloatBuffer;

/** Losses from a map's values and vector-Jacobian products: what a network costs that has no graph for the loss itself. */
record TwoPassLosses(DifferentiableMap map, SoftmaxHead head) implements LossGradient {

    @Override
    public void valueAndGradient(
            LossFunction loss,
            FloatBuffer inputs,
            int count,
            FloatBuffer parameters,
            FloatBuffer values,
            FloatBuffer logits,
            FloatBuffer gradients) {
        int l = head.hiddenSize();
        int m = head.classes();
        FloatBuffer hidden = FeatureMap.allocate(Math.multiplyExact(count, l));
        map.apply(inputs, count, hidden);
        FloatBuffer cotangents = FeatureMap.allocate(count * l);
        double[] h = new double[l];
        double[] p = new double[m];
        double[] byLogits = new double[m];
        for (int row = 0; row < count; row++) {
            for (int k = 0; k < l; k++) {
                h[k] = hidden.get(row * l + k);
            }
            double[] z = head.logits(h);
            for (int i = 0; i < m; i++) {
                p[i] = parameters.get(row * m + i);
                logits.put(row * m + i, (float) z[i]);
            }
            values.put(row, (float) loss.value(z, p, byLogits));
            for (int k = 0; k < l; k++) {
                double sum = 0;
                for (int i = 0; i < m; i++) {
                    sum += head.weights().data[k * m + i] * byLogits[i];
                }
                cotangents.put(row * l + k, (float) sum);
            }
        }
        map.vjp(inputs, count, cotangents, hidden, gradients);
    }

    /** The map belongs to somebody else. */
    @Override
    public void close() {}
}
