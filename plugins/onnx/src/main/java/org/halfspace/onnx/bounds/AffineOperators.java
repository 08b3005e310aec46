package org.halfspace.onnx.bounds;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.halfspace.onnx.bounds.ProgramCompiler.Operands;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.referee.Referee;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Indices;

/** Operators that are affine in their input, but for products with a matrix. */
final class AffineOperators {
    /** Elements of a pool's matrix that are looked at in building it; a larger one is refused. */
    private static final long MOST_ELEMENTS = 400_000_000L;

    /** BatchNormalization's default epsilon. */
    private static final float EPSILON = 1e-5f;

    /** Operations in the scale of a batch normalisation, and in its shift. */
    private static final int NORMALISING = 6;

    private AffineOperators() {}

    /** Runs the operator on numbers that say where they come from, twice, so that constants are told from them. */
    static void move(Operands operands) {
        for (String output : operands.node().outputs()) {
            if (!output.isEmpty()
                    && (output.equals(operands.node().output())
                            || operands.node().is("Split"))) {
                operands.result(output, moved(operands, output));
            }
        }
    }

    private static int moved(Operands operands, String output) {
        ProgramBuilder builder = operands.builder();
        List<Integer> indices = new ArrayList<>();
        for (int k = 0; k < operands.node().inputs().size(); k++) {
            if (operands.isActive(k)) {
                indices.add(k);
            } else if (operands.node().hasInput(k)) {
                operands.constant(k);
            }
        }
        int total =
                indices.stream().mapToInt(k -> builder.size(operands.value(k))).sum();
        double[] first = operands.rerun(codes(operands, indices, 1), output);
        double[] second = operands.rerun(codes(operands, indices, 1 + total), output);
        double[] constants = new double[first.length];
        int[] places = new int[first.length];
        for (int i = 0; i < first.length; i++) {
            boolean moved = second[i] - first[i] == total;
            places[i] = moved ? (int) first[i] - 1 : -1;
            constants[i] = moved ? 0 : first[i];
        }
        boolean plain = Arrays.stream(constants).allMatch(constant -> constant == 0);
        if (indices.size() == 1 && plain) {
            return builder.pick(operands.value(indices.get(0)), places);
        }
        List<Integer> values = new ArrayList<>();
        List<LinearMap> maps = new ArrayList<>();
        int begin = 0;
        for (int k : indices) {
            int size = builder.size(operands.value(k));
            int[] own = new int[places.length];
            for (int i = 0; i < own.length; i++) {
                own[i] = places[i] >= begin && places[i] < begin + size ? places[i] - begin : -1;
            }
            values.add(operands.value(k));
            maps.add(Sparse.picking(size, own, null, 0));
            begin += size;
        }
        return builder.sum(values, maps, constants);
    }

    private static Map<Integer, double[]> codes(Operands operands, List<Integer> indices, int begin) {
        Map<Integer, double[]> codes = new HashMap<>();
        int next = begin;
        for (int k : indices) {
            double[] numbers = new double[operands.builder().size(operands.value(k))];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = next++;
            }
            codes.put(k, numbers);
        }
        return codes;
    }

    /** Averages and sums: each row of the matrix is a derivative. */
    static void average(Operands operands) {
        int columns = operands.builder().size(operands.value(0));
        int rows = operands.outputSize();
        if ((long) rows * columns > MOST_ELEMENTS) {
            throw operands.unknown("of " + columns + " numbers to " + rows);
        }
        Referee.Linearisation derivative = operands.derivative();
        List<int[]> places = new ArrayList<>();
        List<double[]> elements = new ArrayList<>();
        int[] starts = new int[rows + 1];
        for (int i = 0; i < rows; i++) {
            double[] one = new double[rows];
            one[i] = 1;
            double[] row =
                    derivative.pullback(Array.of(one, operands.outputShape())).reals();
            int[] kept = java.util.stream.IntStream.range(0, columns)
                    .filter(j -> row[j] != 0)
                    .toArray();
            places.add(kept);
            elements.add(Arrays.stream(kept).mapToDouble(j -> row[j]).toArray());
            starts[i + 1] = starts[i] + kept.length;
        }
        int[] allPlaces = places.stream().flatMapToInt(Arrays::stream).toArray();
        double[] all = elements.stream().flatMapToDouble(Arrays::stream).toArray();
        operands.result(operands.builder().linear(operands.value(0), new Sparse(columns, starts, allPlaces, all, 2)));
    }

    /** Real numbers to real numbers: the real-number function does not round. */
    static void cast(Operands operands) {
        ElementType type = ElementType.of((int) operands.node().intAttribute("to", 1))
                .orElseThrow(() -> operands.unknown("to an unknown type"));
        if (!type.isFloating()) {
            throw operands.unknown("to " + type);
        }
        operands.result(operands.value(0));
    }

    static void batchNormalization(Operands operands) {
        double[][] parameters = new double[4][];
        for (int k = 0; k < 4; k++) {
            parameters[k] = operands.constant(k + 1).reals();
        }
        int size = operands.outputSize();
        int[] shape = operands.shape(0);
        int channels = shape.length > 1 ? shape[1] : 1;
        int places = size / channels;
        double epsilon = operands.node().realAttribute("epsilon", EPSILON);
        double[] factors = new double[size];
        double[] offset = new double[size];
        double[] error = new double[size];
        for (int i = 0; i < size; i++) {
            int c = i / places;
            factors[i] = parameters[0][c] / Math.sqrt(parameters[3][c] + epsilon);
            double shift = parameters[2][c] * factors[i];
            offset[i] = parameters[1][c] - shift;
            error[i] = Rounding.gamma(NORMALISING) * (Math.abs(shift) + Math.abs(offset[i]));
        }
        int[] same = Indices.range(size);
        operands.result(operands.builder()
                .affine(operands.value(0), Sparse.picking(size, same, factors, NORMALISING), offset, error));
    }

    /** Sums and differences of two inputs, either of which may be constant. */
    static void add(Operands operands, int sign) {
        int[] shape = operands.outputShape();
        List<Integer> values = new ArrayList<>();
        List<LinearMap> maps = new ArrayList<>();
        double[] offset = new double[operands.outputSize()];
        for (int k = 0; k < 2; k++) {
            int factor = k == 0 ? 1 : sign;
            int[] places = broadcast(operands.shape(k), shape);
            if (operands.isActive(k)) {
                double[] factors = new double[offset.length];
                Arrays.fill(factors, factor);
                values.add(operands.value(k));
                maps.add(Sparse.picking(operands.builder().size(operands.value(k)), places, factors, 0));
            } else {
                double[] constant = operands.constant(k).reals();
                for (int i = 0; i < offset.length; i++) {
                    offset[i] += factor * constant[places[i]];
                }
            }
        }
        operands.result(operands.builder().sum(values, maps, offset));
    }

    static void sum(Operands operands) {
        List<Integer> values = new ArrayList<>();
        List<LinearMap> maps = new ArrayList<>();
        for (int k = 0; k < operands.node().inputs().size(); k++) {
            values.add(operands.value(k));
            int[] places = broadcast(operands.shape(k), operands.outputShape());
            maps.add(Sparse.picking(operands.builder().size(operands.value(k)), places, null, 0));
        }
        operands.result(operands.builder().sum(values, maps, new double[operands.outputSize()]));
    }

    static void negate(Operands operands) {
        double[] factors = new double[operands.outputSize()];
        Arrays.fill(factors, -1);
        operands.result(operands.builder().scale(operands.value(0), factors, 0));
    }

    static void multiply(Operands operands) {
        int constant = operands.isActive(0) ? 1 : 0;
        scale(operands, 1 - constant, constant, false);
    }

    static void divide(Operands operands) {
        scale(operands, 0, 1, true);
    }

    private static void scale(Operands operands, int value, int constant, boolean inverse) {
        int[] shape = operands.outputShape();
        int[] places = broadcast(operands.shape(value), shape);
        double[] numbers = operands.constant(constant).reals();
        int[] picked = broadcast(operands.shape(constant), shape);
        double[] factors = new double[places.length];
        for (int i = 0; i < factors.length; i++) {
            double factor = numbers[picked[i]];
            factors[i] = inverse ? 1 / factor : factor;
        }
        int size = operands.builder().size(operands.value(value));
        operands.result(operands.builder()
                .linear(operands.value(value), Sparse.picking(size, places, factors, inverse ? 1 : 0)));
    }

    static int[] broadcast(int[] from, int[] to) {
        int[] places = Indices.broadcast(from, to);
        return places != null ? places : Indices.range(Arrays.stream(to).reduce(1, Math::multiplyExact));
    }
}
