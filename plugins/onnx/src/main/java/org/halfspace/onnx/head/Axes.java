package org.halfspace.onnx.head;

import java.util.Arrays;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;

/** Index arithmetic of tensors, last axis fastest. */
final class Axes {
    private Axes() {}

    /** The step from one index of each axis to the next. */
    static long[] strides(long[] dims) {
        long[] strides = new long[dims.length];
        long step = 1;
        for (int a = dims.length - 1; a >= 0; a--) {
            strides[a] = step;
            step *= dims[a];
        }
        return strides;
    }

    /**
     * A constant as it meets a tensor: repeated along the axes where it has size 1 or none.
     *
     * @param dims the tensor's sizes
     * @return one number per element of the tensor; null where the constant does not fit it
     */
    static double[] broadcast(Tensor constant, long[] dims) {
        int extra = constant.rank() - dims.length;
        if (extra > 0) {
            long[] all = constant.dims();
            if (Arrays.stream(all, 0, extra).anyMatch(size -> size != 1)) {
                return null;
            }
            return broadcast(constant.reshaped(Arrays.copyOfRange(all, extra, all.length)), dims);
        }
        double[] values = constant.doubles();
        long[] own = Axes.strides(constant.dims());
        long[] strides = strides(dims);
        double[] result = new double[Tensor.size(dims)];
        for (int a = 0; a < constant.rank(); a++) {
            if (constant.dim(a) != 1 && constant.dim(a) != dims[a - extra]) {
                return null;
            }
        }
        for (int k = 0; k < result.length; k++) {
            int index = 0;
            for (int a = 0; a < constant.rank(); a++) {
                long position = k / strides[a - extra] % dims[a - extra];
                index += (int) (constant.dim(a) == 1 ? 0 : position * own[a]);
            }
            result[k] = values[index];
        }
        return result;
    }

    /**
     * Where the elements of a transposed tensor come from.
     *
     * @param dims the sizes before
     * @param perm axis {@code a} of the result is axis {@code perm[a]}
     * @return for every element of the result, its index before
     */
    static int[] transposed(long[] dims, long[] perm) {
        long[] strides = strides(dims);
        long[] resultDims = new long[dims.length];
        for (int a = 0; a < dims.length; a++) {
            resultDims[a] = dims[(int) perm[a]];
        }
        long[] resultStrides = strides(resultDims);
        int[] order = new int[Tensor.size(dims)];
        for (int k = 0; k < order.length; k++) {
            for (int a = 0; a < dims.length; a++) {
                order[k] += (int) (k / resultStrides[a] % resultDims[a] * strides[(int) perm[a]]);
            }
        }
        return order;
    }

    /** The order of axes of a Transpose node: its attribute, or the reverse order. */
    static long[] permutation(Node node, int rank) {
        return node.intsAttribute("perm").orElseGet(() -> {
            long[] reverse = new long[rank];
            for (int a = 0; a < rank; a++) {
                reverse[a] = rank - 1L - a;
            }
            return reverse;
        });
    }
}
