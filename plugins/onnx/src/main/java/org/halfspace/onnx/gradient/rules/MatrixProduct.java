package org.halfspace.onnx.gradient.rules;

import java.util.ArrayList;
import java.util.List;
import org.halfspace.onnx.gradient.Backward;
import org.halfspace.onnx.gradient.Forward;
import org.halfspace.onnx.gradient.GradientRule;
import org.halfspace.onnx.gradient.Pass;
import org.halfspace.onnx.gradient.TangentRule;
import org.halfspace.onnx.gradient.TensorShape;
import org.halfspace.onnx.graph.Node;

/** MatMul of matrices and stacks of matrices: {@code dA = dY B^T}, {@code dB = A^T dY}, summed where one was repeated. */
public final class MatrixProduct implements GradientRule, TangentRule {

    @Override
    public void reverse(Node node, Backward pass) {
        TensorShape a = pass.inputShape(0);
        TensorShape b = pass.inputShape(1);
        if (a.rank() == 2 && b.rank() == 2 && !pass.isActive(1)) {
            // Gemm transposes as it goes.
            pass.give(
                    0,
                    pass.emit()
                            .op("Gemm", pass.cotangent(), pass.saved(node.input(1)))
                            .with("transB", 1)
                            .emit());
            return;
        }
        // A vector is a matrix of one row on the left, of one column on the right.
        boolean row = a.rank() == 1;
        boolean column = b.rank() == 1;
        TensorShape left = row ? a.with(1, a.dim(0)) : a;
        TensorShape right = column ? b.with(b.dim(0), 1) : b;
        String v = pass.cotangent();
        v = column ? unsqueezed(v, -1, pass) : v;
        v = row ? unsqueezed(v, -2, pass) : v;
        TensorShape stack = stack(pass.outputShape(), row, column);
        if (pass.isActive(0)) {
            String other = matrix(node.input(1), column, -1, pass);
            String product = pass.emit()
                    .op("MatMul", v, swapped(other, right.rank(), pass))
                    .emit();
            String gradient = pass.unbroadcast(product, sized(stack, left), left);
            pass.give(0, row ? pass.reshape(gradient, a) : gradient);
        }
        if (pass.isActive(1)) {
            String other = matrix(node.input(0), row, 0, pass);
            String product = pass.emit()
                    .op("MatMul", swapped(other, left.rank(), pass), v)
                    .emit();
            String gradient = pass.unbroadcast(product, sized(stack, right), right);
            pass.give(1, column ? pass.reshape(gradient, b) : gradient);
        }
    }

    private static String matrix(String operand, boolean isVector, int axis, Backward pass) {
        String saved = pass.saved(operand);
        return isVector ? unsqueezed(saved, axis, pass) : saved;
    }

    private static String unsqueezed(String tensor, int axis, Backward pass) {
        return pass.emit().op("Unsqueeze", tensor, pass.emit().longs(axis)).emit();
    }

    /** The output's shape with the axes of size 1 that vectors stand for. */
    private static TensorShape stack(TensorShape output, boolean row, boolean column) {
        List<Long> dims = new ArrayList<>();
        for (long dim : output.dims()) {
            dims.add(dim);
        }
        if (column) {
            dims.add(1L);
        }
        if (row) {
            dims.add(dims.size() - 1, 1L);
        }
        return output.with(dims.stream().mapToLong(Long::longValue).toArray());
    }

    /** The shape of a gradient before it is summed: a stack of the operand's matrices. */
    private static TensorShape sized(TensorShape stack, TensorShape operand) {
        long[] dims = stack.dims().clone();
        dims[dims.length - 1] = operand.dim(-1);
        dims[dims.length - 2] = operand.dim(-2);
        return stack.with(dims);
    }

    /** The matrices of a stack, each transposed. */
    private static String swapped(String tensor, int rank, Pass pass) {
        long[] order = new long[rank];
        for (int i = 0; i < rank; i++) {
            order[i] = i;
        }
        order[rank - 1] = rank - 2L;
        order[rank - 2] = rank - 1L;
        return pass.emit().transpose(tensor, order);
    }

    @Override
    public void forward(Node node, Forward pass) {
        List<String> terms = new ArrayList<>();
        if (pass.isActive(0)) {
            terms.add(pass.emit().op("MatMul", pass.tangent(0), node.input(1)).emit());
        }
        if (pass.isActive(1)) {
            terms.add(pass.emit().op("MatMul", node.input(0), pass.tangent(1)).emit());
        }
        pass.give(pass.emit().sum(terms));
    }
}
