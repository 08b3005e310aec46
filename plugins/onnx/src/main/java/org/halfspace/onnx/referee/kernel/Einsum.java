package org.halfspace.onnx.referee.kernel;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Shape;

/**
 * Einsum: one loop over all labels, which adds the product of one element of each operand to one element of the result. The
 * derivative by an operand is the same loop with the roles exchanged, repeated labels (diagonals) included.
 */
final class Einsum {
    private final int[] sizes;
    private final int[][] strides;
    private final int[] shape;

    private Einsum(int[] sizes, int[][] strides, int[] shape) {
        this.sizes = sizes;
        this.strides = strides;
        this.shape = shape;
    }

    static Result apply(Call call) {
        Einsum einsum = parse(call);
        double cells = Arrays.stream(einsum.sizes).asDoubleStream().reduce(1, (a, b) -> a * b);
        call.work(cells * call.arity());
        double[][] operands = new double[call.arity() + 1][];
        for (int i = 0; i < call.arity(); i++) {
            operands[i] = call.input(i).reals();
        }
        operands[call.arity()] = call.zeros(einsum.shape);
        double[] y = operands[call.arity()];
        einsum.accumulate(operands, call.arity(), y);
        return Result.of(Array.of(y, einsum.shape), cotangent -> {
            double[][] back = new double[call.arity()][];
            double[][] given = operands.clone();
            given[call.arity()] = cotangent;
            for (int i = 0; i < call.arity(); i++) {
                if (call.wants(i)) {
                    back[i] = new double[operands[i].length];
                    einsum.accumulate(given, i, back[i]);
                }
            }
            return back;
        });
    }

    /** Adds, for all values of all labels, the product of all arrays but one to an element shaped like that one. */
    private void accumulate(double[][] arrays, int left, double[] sum) {
        if (Arrays.stream(sizes).anyMatch(size -> size == 0)) {
            return;
        }
        int[] at = new int[arrays.length];
        int[] counter = new int[sizes.length];
        while (true) {
            double product = 1;
            for (int k = 0; k < arrays.length; k++) {
                if (k != left) {
                    product *= arrays[k][at[k]];
                }
            }
            sum[at[left]] += product;
            int label = sizes.length - 1;
            while (label >= 0 && ++counter[label] == sizes[label]) {
                for (int k = 0; k < arrays.length; k++) {
                    at[k] -= strides[k][label] * (sizes[label] - 1);
                }
                counter[label--] = 0;
            }
            if (label < 0) {
                return;
            }
            for (int k = 0; k < arrays.length; k++) {
                at[k] += strides[k][label];
            }
        }
    }

    private static Einsum parse(Call call) {
        String equation = call.text("equation", "").replace(" ", "");
        String[] sides = equation.split("->", -1);
        String[] terms = sides[0].split(",", -1);
        if (terms.length != call.arity() || sides.length > 2) {
            throw call.problem("the equation does not fit")
                    .expected(call.arity() + " terms")
                    .found(equation);
        }
        int broadcast = 0;
        for (int k = 0; k < terms.length; k++) {
            if (terms[k].contains("...")) {
                broadcast = Math.max(broadcast, call.input(k).rank() - (terms[k].length() - 3));
            }
        }
        // The axes that "..." stands for get labels of their own: the capital letters' successors, counted from the
        // end.
        String ellipsis = labels(broadcast);
        Map<Character, Integer> sizes = new LinkedHashMap<>();
        String[] named = new String[terms.length + 1];
        for (int k = 0; k < terms.length; k++) {
            int rank = call.input(k).rank();
            int hidden = Math.max(0, rank - (terms[k].length() - 3));
            named[k] = terms[k].replace("...", ellipsis.substring(Math.max(0, broadcast - hidden)));
            if (named[k].length() != rank) {
                throw call.problem("a term does not fit its operand")
                        .expected(rank + " labels")
                        .found(terms[k]);
            }
            for (int axis = 0; axis < rank; axis++) {
                int size = call.input(k).dim(axis);
                int known = sizes.merge(named[k].charAt(axis), size, (a, b) -> a == 1 ? b : a);
                if (known != size && size != 1) {
                    throw call.problem("a label has two sizes").expected(known).found(size);
                }
            }
        }
        named[terms.length] =
                sides.length == 2 ? sides[1].replace("...", ellipsis) : implicit(String.join("", terms), ellipsis);
        Character[] order = sizes.keySet().toArray(new Character[0]);
        int[][] strides = new int[named.length][order.length];
        int[] shape = new int[named[terms.length].length()];
        for (int axis = 0; axis < shape.length; axis++) {
            Integer size = sizes.get(named[terms.length].charAt(axis));
            if (size == null) {
                throw call.problem("the result has a label that no term has")
                        .expected(sizes.keySet())
                        .found(equation);
            }
            shape[axis] = size;
        }
        for (int k = 0; k < named.length; k++) {
            int[] own = k < terms.length ? call.input(k).shape() : shape;
            int[] steps = Shape.strides(own);
            for (int axis = 0; axis < own.length; axis++) {
                int label = Arrays.asList(order).indexOf(named[k].charAt(axis));
                strides[k][label] += own[axis] == 1 ? 0 : steps[axis];
            }
        }
        return new Einsum(Arrays.stream(order).mapToInt(sizes::get).toArray(), strides, shape);
    }

    private static String labels(int count) {
        StringBuilder labels = new StringBuilder();
        for (int i = 0; i < count; i++) {
            labels.append((char) ('\uE000' + i));
        }
        return labels.toString();
    }

    /** Without an arrow, the result has the labels that occur once, in alphabetical order, after the broadcast axes. */
    private static String implicit(String terms, String ellipsis) {
        Map<Character, Integer> counts = new TreeMap<>();
        for (char label : terms.replace(".", "").toCharArray()) {
            counts.merge(label, 1, Integer::sum);
        }
        StringBuilder result = new StringBuilder(ellipsis);
        counts.forEach((label, count) -> {
            if (count == 1) {
                result.append(label);
            }
        });
        return result.toString();
    }
}
