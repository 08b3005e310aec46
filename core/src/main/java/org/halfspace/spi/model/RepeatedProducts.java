package org.halfspace.spi.model;

import java.nio.FloatBuffer;
import org.ejml.data.DMatrixRMaj;

/** Gradients of forms by vector-Jacobian products, each with a pass forward of its own: what a map costs that cannot share one. */
record RepeatedProducts(DifferentiableMap map, DMatrixRMaj forms) implements FormsGradient {

    @Override
    public void gradients(FloatBuffer inputs, int count, FloatBuffer outputs, FloatBuffer gradients) {
        int k = forms.numRows;
        int l = map.outputSize();
        int n = map.inputSize();
        int rows = Math.multiplyExact(count, k);
        FloatBuffer repeated = FeatureMap.allocate(Math.multiplyExact(rows, n));
        FloatBuffer cotangents = FeatureMap.allocate(rows * l);
        FloatBuffer hidden = FeatureMap.allocate(rows * l);
        for (int row = 0; row < rows; row++) {
            repeated.put(row * n, inputs, row / k * n, n);
            for (int i = 0; i < l; i++) {
                cotangents.put(row * l + i, (float) forms.data[row % k * l + i]);
            }
        }
        map.vjp(repeated, rows, cotangents, hidden, gradients);
        for (int row = 0; row < count; row++) {
            outputs.put(row * l, hidden, row * k * l, l);
        }
    }

    /** The map belongs to somebody else. */
    @Override
    public void close() {}
}
