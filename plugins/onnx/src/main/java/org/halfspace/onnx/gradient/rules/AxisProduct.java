package org.halfspace.onnx.gradient.rules;

import org.halfspace.onnx.gradient.Pass;

/** Multiplies every vector along one axis of a tensor by a matrix. */
final class AxisProduct {
    private AxisProduct() {}

    /**
     * Writes the product.
     *
     * @param tensor a tensor with p elements on the axis
     * @param matrix {@code p x q}
     * @return the tensor with q elements on the axis
     */
    static String write(String tensor, int axis, int rank, String matrix, Pass pass) {
        long[] order = new long[rank];
        for (int i = 0; i < rank; i++) {
            order[i] = i;
        }
        order[axis] = rank - 1L;
        order[rank - 1] = axis;
        boolean last = axis == rank - 1;
        String turned = last ? tensor : pass.emit().transpose(tensor, order);
        String product = pass.emit().op("MatMul", turned, matrix).emit();
        return last ? product : pass.emit().transpose(product, order);
    }
}
