package org.halfspace.onnx.bounds;

import java.util.Arrays;

/**
 * Backward bounds by linear relaxation (CROWN: H. Zhang et al., Efficient neural network robustness certification with general
 * activation functions, NeurIPS 2018, section 3): linear forms of a value become linear forms of the input that are nowhere below
 * them. What rounding can take is added to the constants, so that this holds of real numbers.
 *
 * <p>An instance belongs to one enclosure and reads its lines afresh in every call. Not thread-safe.
 */
final class Backward {
    private final Enclosure enclosure;
    private final Program program;
    private final long numbers;
    private double[][][] coefficients;

    Backward(Enclosure enclosure) {
        this.enclosure = enclosure;
        this.program = enclosure.program();
        this.numbers = program.numbers();
    }

    /**
     * Linear forms over the input.
     *
     * @param coefficients rows x inputSize
     * @param constants one for each row
     */
    record Forms(double[][] coefficients, double[] constants) {}

    /** Pulls back with the enclosure's own lines. */
    Forms pull(int from, double[][] rows) {
        Lines[] lines = new Lines[program.values()];
        for (int value = 0; value < lines.length; value++) {
            lines[value] = enclosure.lines(value);
        }
        return pull(from, rows, lines, null);
    }

    /**
     * Pulls forms back to the input.
     *
     * @param from the value that they are forms of
     * @param rows the forms: rows x size of the value; overwritten
     * @param lines for each value that a pointwise step makes, its lines
     * @param extra for each value, numbers that are added to its coefficients on the way, in every row; null, or null elements, for
     *     none. With e the extra of value v, the result is nowhere below {@code row . value(from) + sum e . value(v)}
     */
    Forms pull(int from, double[][] rows, Lines[] lines, double[][] extra) {
        int count = rows.length;
        double[] constants = new double[count];
        double[] sizes = new double[count];
        double[] losses = new double[count];
        coefficients = new double[program.values()][][];
        coefficients[from] = rows;
        for (int value = from; value > 0; value--) {
            add(value, extra, count, losses);
            double[][] here = coefficients[value];
            if (here == null) {
                continue;
            }
            if (program.step(value) instanceof Step.Affine affine) {
                for (int k = 0; k < affine.maps().size(); k++) {
                    affine.maps().get(k).transpose(here, at(affine.inputs().get(k), count));
                }
                double[] loss = enclosure.losses(value);
                for (int r = 0; r < count; r++) {
                    offsets(here[r], affine.offset(), loss, r, constants, sizes, losses);
                }
            } else if (program.step(value) instanceof Step.Pointwise pointwise) {
                double[][] input = at(pointwise.input(), count);
                for (int r = 0; r < count; r++) {
                    relax(here[r], pointwise.input(), lines[value], input[r], r, constants, sizes, losses);
                }
            }
        }
        add(0, extra, count, losses);
        double gamma = Rounding.gamma(numbers);
        for (int r = 0; r < count; r++) {
            double slack = losses[r] * (1 + gamma) + gamma * sizes[r] + Rounding.UNDERFLOW;
            constants[r] = Math.nextUp(constants[r] + slack);
        }
        return new Forms(at(0, count), constants);
    }

    /** The coefficients of a value in the last call, rows x size; null where no row reaches it. */
    double[][] coefficients(int value) {
        return coefficients[value];
    }

    private double[][] at(int value, int count) {
        if (coefficients[value] == null) {
            coefficients[value] = new double[count][program.size(value)];
        }
        return coefficients[value];
    }

    private void add(int value, double[][] extra, int count, double[] losses) {
        if (extra == null || extra[value] == null) {
            return;
        }
        double[][] rows = at(value, count);
        for (int r = 0; r < count; r++) {
            for (int i = 0; i < extra[value].length; i++) {
                double more = extra[value][i];
                if (more != 0) {
                    rows[r][i] += more;
                    losses[r] += 2 * Rounding.UNIT * Math.abs(more) * enclosure.magnitude(value, i);
                }
            }
        }
    }

    private static void offsets(
            double[] row, double[] offset, double[] loss, int r, double[] constants, double[] sizes, double[] losses) {
        double constant = 0;
        double size = 0;
        double lost = 0;
        for (int i = 0; i < row.length; i++) {
            double term = row[i] * offset[i];
            constant += term;
            size += Math.abs(term);
            lost += Math.abs(row[i]) * loss[i];
        }
        constants[r] += constant;
        sizes[r] += size;
        losses[r] += lost;
    }

    private void relax(
            double[] row,
            int input,
            Lines lines,
            double[] sums,
            int r,
            double[] constants,
            double[] sizes,
            double[] losses) {
        double gamma = Rounding.gamma(enclosure.roundings(input) + 1);
        double constant = 0;
        double size = 0;
        double lost = 0;
        for (int i = 0; i < row.length; i++) {
            double a = row[i];
            if (a == 0) {
                continue;
            }
            boolean up = a > 0;
            double slope = up ? lines.upSlope[i] : lines.lowSlope[i];
            double term = a * (up ? lines.upIntercept[i] : lines.lowIntercept[i]);
            double product = a * slope;
            sums[i] += product;
            constant += term;
            size += Math.abs(term);
            lost += Math.abs(product) * enclosure.magnitude(input, i);
        }
        constants[r] += constant;
        sizes[r] += size;
        losses[r] += gamma * lost;
    }

    /** Forgets the coefficients of the last call. */
    void clear() {
        if (coefficients != null) {
            Arrays.fill(coefficients, null);
        }
    }
}
