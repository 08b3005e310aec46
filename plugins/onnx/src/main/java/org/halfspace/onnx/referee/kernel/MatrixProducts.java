package org.halfspace.onnx.referee.kernel;

import java.util.Arrays;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Indices;
import org.halfspace.onnx.referee.array.Shape;
import org.halfspace.onnx.referee.kernel.Multiplication.Matrix;

/** MatMul and Gemm. */
final class MatrixProducts {
    private MatrixProducts() {}

    /** The matrices of a batched product: how many, how large, and where each begins. */
    private record Batches(int m, int k, int n, int[] firstOf, int[] secondOf, int[] shape) {
        int count() {
            return firstOf.length;
        }
    }

    /** MatMul by NumPy's rules: vectors become matrices, leading axes are broadcast. */
    static Result matMul(Call call) {
        return product(call, 1, false, false);
    }

    /** ONNX Runtime's FusedMatMul: MatMul with transposed factors and a factor. */
    static Result fusedMatMul(Call call) {
        if (call.flag("transBatchA", false) || call.flag("transBatchB", false)) {
            throw call.unsupported("transBatchA or transBatchB", 1);
        }
        return product(call, call.real("alpha", 1), call.flag("transA", false), call.flag("transB", false));
    }

    private static Result product(Call call, double alpha, boolean transA, boolean transB) {
        Array a = call.input(0);
        Array b = call.input(1);
        if (a.rank() == 0 || b.rank() == 0) {
            throw call.problem("a number is no matrix")
                    .expected("one axis and more")
                    .found(a + " and " + b);
        }
        Batches batches = batches(call, a.shape(), b.shape(), transA, transB);
        int m = batches.m();
        int k = batches.k();
        int n = batches.n();
        call.work((double) batches.count() * m * k * n);
        double[] first = a.reals();
        double[] second = b.reals();
        double[] y = call.zeros(batches.shape());
        for (int batch = 0; batch < batches.count(); batch++) {
            Matrix left = matrix(first, batches.firstOf()[batch], m, k, transA);
            Matrix right = matrix(second, batches.secondOf()[batch], k, n, transB);
            Multiplication.add(m, k, n, left, right, Matrix.of(y, batch * m * n, n));
        }
        scale(y, alpha);
        if (!a.isReal() && !b.isReal()) {
            long[] whole = Arrays.stream(y).mapToLong(value -> (long) value).toArray();
            return Result.constant(Array.integers(a.type(), whole, batches.shape()));
        }
        return Result.of(Array.of(y, batches.shape()), cotangent -> {
            double[][] back = {
                call.wants(0) ? new double[first.length] : null, call.wants(1) ? new double[second.length] : null
            };
            double[] scaled = alpha == 1 ? cotangent : cotangent.clone();
            scale(scaled, alpha);
            for (int batch = 0; batch < batches.count(); batch++) {
                Matrix left = matrix(first, batches.firstOf()[batch], m, k, transA);
                Matrix right = matrix(second, batches.secondOf()[batch], k, n, transB);
                Matrix given = Matrix.of(scaled, batch * m * n, n);
                if (back[0] != null) {
                    addProduct(m, n, k, given, right.transposed(), transA, back[0], batches.firstOf()[batch]);
                }
                if (back[1] != null) {
                    addProduct(k, m, n, left.transposed(), given, transB, back[1], batches.secondOf()[batch]);
                }
            }
            return back;
        });
    }

    private static Matrix matrix(double[] values, int offset, int rows, int columns, boolean transposed) {
        return transposed ? Matrix.of(values, offset, rows).transposed() : Matrix.of(values, offset, columns);
    }

    /** Adds a product, or its transpose, which is the product of the transposes the other way round. */
    private static void addProduct(
            int m, int k, int n, Matrix a, Matrix b, boolean transposed, double[] to, int offset) {
        if (transposed) {
            Multiplication.add(n, k, m, b.transposed(), a.transposed(), Matrix.of(to, offset, m));
        } else {
            Multiplication.add(m, k, n, a, b, Matrix.of(to, offset, n));
        }
    }

    private static void scale(double[] values, double factor) {
        if (factor != 1) {
            for (int i = 0; i < values.length; i++) {
                values[i] *= factor;
            }
        }
    }

    private static Batches batches(Call call, int[] a, int[] b, boolean transA, boolean transB) {
        int[] left = a.length == 1 ? new int[] {1, a[0]} : a.clone();
        int[] right = b.length == 1 ? new int[] {b[0], 1} : b.clone();
        int m = left[left.length - (transA ? 1 : 2)];
        int k = left[left.length - (transA ? 2 : 1)];
        int n = right[right.length - (transB ? 2 : 1)];
        if (k != right[right.length - (transB ? 1 : 2)]) {
            throw call.problem("the matrices do not fit")
                    .expected("as many columns in the first as rows in the second")
                    .found(Shape.text(a) + " and " + Shape.text(b));
        }
        int[] leftBatch = Arrays.copyOf(left, left.length - 2);
        int[] rightBatch = Arrays.copyOf(right, right.length - 2);
        int[] batch = Shape.broadcast(leftBatch, rightBatch);
        int[] shape = Arrays.copyOf(batch, batch.length + (a.length == 1 ? 0 : 1) + (b.length == 1 ? 0 : 1));
        if (a.length > 1) {
            shape[batch.length] = m;
        }
        if (b.length > 1) {
            shape[shape.length - 1] = n;
        }
        call.room(batch);
        return new Batches(m, k, n, offsets(leftBatch, batch, m * k), offsets(rightBatch, batch, k * n), shape);
    }

    private static int[] offsets(int[] from, int[] to, int size) {
        int[] map = Indices.broadcast(from, to);
        int[] offsets = map == null ? Indices.range(Shape.size(to)) : map;
        return Arrays.stream(offsets).map(index -> index * size).toArray();
    }

    /** Gemm: {@code alpha A B + beta C}, factors transposed or not, C broadcast. */
    static Result gemm(Call call) {
        for (int i = 0; i < 2; i++) {
            if (call.input(i).rank() != 2) {
                throw call.problem("Gemm takes matrices").expected("two axes").found(call.input(i));
            }
        }
        Result product = product(call, call.real("alpha", 1), call.flag("transA", false), call.flag("transB", false));
        if (!call.has(2) || product.pullback() == null) {
            return product;
        }
        Array output = product.output();
        Array c = call.input(2);
        double beta = call.real("beta", 1);
        int[] map = Indices.broadcast(c.shape(), output.shape());
        double[] y = output.reals().clone();
        double[] added = c.reals();
        for (int i = 0; i < y.length; i++) {
            y[i] += beta * added[map == null ? i : map[i]];
        }
        return Result.of(Array.of(y, output.shape()), cotangent -> {
            double[][] back = Arrays.copyOf(product.pullback().apply(new double[][] {cotangent}), 3);
            if (call.wants(2)) {
                back[2] = Indices.sum(cotangent, map, c.size()).clone();
                scale(back[2], beta);
            }
            return back;
        });
    }
}
