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

    /** Says of a form on its way back whether it need not go on. */
    interface Judge {
        /**
         * Whether a bound settles what is asked of a form.
         *
         * @param row which form
         * @param bound a number that the form does not exceed
         */
        boolean isEnough(int row, double bound);
    }

    /** Pulls back with the enclosure's own lines. */
    Forms pull(int from, double[][] rows) {
        return pull(from, rows, (row, bound) -> false);
    }

    /**
     * Pulls back with the enclosure's own lines, but not those forms of which bounds on the way are enough: their coefficients are null
     * in the end.
     */
    Forms pull(int from, double[][] rows, Judge judge) {
        Lines[] lines = new Lines[program.values()];
        for (int value = 0; value < lines.length; value++) {
            lines[value] = enclosure.lines(value);
        }
        return pull(from, rows, lines, null, judge);
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
        return pull(from, rows, lines, extra, null);
    }

    private Forms pull(int from, double[][] rows, Lines[] lines, double[][] extra, Judge judge) {
        Pulled pulled = new Pulled(rows.length);
        coefficients = new double[program.values()][][];
        coefficients[from] = rows;
        for (int value = from; value > 0; value--) {
            add(value, extra, pulled);
            double[][] here = coefficients[value];
            if (here == null) {
                continue;
            }
            int count = here.length;
            if (program.step(value) instanceof Step.Affine affine) {
                LinearMap[] maps = enclosure.maps(value);
                for (int k = 0; k < maps.length; k++) {
                    maps[k].transpose(here, at(affine.inputs().get(k), count));
                }
                double[] loss = enclosure.losses(value);
                for (int r = 0; r < count; r++) {
                    offsets(here[r], affine.offset(), loss, r, pulled);
                }
            } else if (program.step(value) instanceof Step.Pointwise pointwise) {
                double[][] input = at(pointwise.input(), count);
                for (int r = 0; r < count; r++) {
                    relax(here[r], pointwise.input(), lines[value], input[r], r, pulled);
                }
                if (judge != null) {
                    coefficients[value] = null;
                    dismiss(value - 1, pulled, judge);
                }
            }
        }
        add(0, extra, pulled);
        double[][] inputs = at(0, pulled.count);
        double[][] whole = new double[rows.length][];
        double[] constants = new double[rows.length];
        for (int r = 0; r < pulled.count; r++) {
            whole[pulled.origin[r]] = inputs[r];
            constants[pulled.origin[r]] = Math.nextUp(pulled.constants[r] + pulled.slack(r, 0));
        }
        return new Forms(whole, constants);
    }

    /** What became of the forms beside their coefficients. */
    private final class Pulled {
        private int count;

        /** Which form a row is, after others were dismissed. */
        private final int[] origin;

        private final double[] constants;
        private final double[] sizes;
        private final double[] losses;

        private Pulled(int count) {
            this.count = count;
            origin = new int[count];
            Arrays.setAll(origin, r -> r);
            constants = new double[count];
            sizes = new double[count];
            losses = new double[count];
        }

        /** What rounding can have taken, where terms of some more size are added to the constant. */
        private double slack(int r, double size) {
            double gamma = Rounding.gamma(numbers);
            return losses[r] * (1 + gamma) + gamma * (sizes[r] + size) + Rounding.UNDERFLOW;
        }

        private void move(int from, int to) {
            origin[to] = origin[from];
            constants[to] = constants[from];
            sizes[to] = sizes[from];
            losses[to] = losses[from];
        }
    }

    /** Bounds forms by the intervals of the values that they are forms of now, and lets those go that are good enough. */
    private void dismiss(int last, Pulled pulled, Judge judge) {
        int[] kept = new int[pulled.count];
        int count = 0;
        for (int r = 0; r < pulled.count; r++) {
            double sum = pulled.constants[r];
            double size = 0;
            for (int value = last; value >= 0; value--) {
                if (coefficients[value] != null) {
                    double[] row = coefficients[value][r];
                    double[] low = enclosure.lower(value);
                    double[] high = enclosure.upper(value);
                    for (int i = 0; i < row.length; i++) {
                        double term = row[i] == 0 ? 0 : row[i] * (row[i] > 0 ? high[i] : low[i]);
                        sum += term;
                        size += Math.abs(term);
                    }
                }
            }
            if (!judge.isEnough(pulled.origin[r], Math.nextUp(sum + pulled.slack(r, size)))) {
                kept[count++] = r;
            }
        }
        if (count == pulled.count) {
            return;
        }
        for (int k = 0; k < count; k++) {
            pulled.move(kept[k], k);
        }
        for (int value = last; value >= 0; value--) {
            if (coefficients[value] != null) {
                double[][] before = coefficients[value];
                double[][] after = new double[count][];
                Arrays.setAll(after, k -> before[kept[k]]);
                coefficients[value] = after;
            }
        }
        pulled.count = count;
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

    private void add(int value, double[][] extra, Pulled pulled) {
        if (extra == null || extra[value] == null) {
            return;
        }
        double[][] rows = at(value, pulled.count);
        for (int r = 0; r < rows.length; r++) {
            for (int i = 0; i < extra[value].length; i++) {
                double more = extra[value][i];
                if (more != 0) {
                    rows[r][i] += more;
                    pulled.losses[r] += 2 * Rounding.UNIT * Math.abs(more) * enclosure.magnitude(value, i);
                }
            }
        }
    }

    private static void offsets(double[] row, double[] offset, double[] loss, int r, Pulled pulled) {
        double constant = 0;
        double size = 0;
        double lost = 0;
        for (int i = 0; i < row.length; i++) {
            double a = row[i];
            if (a != 0) {
                double term = a * offset[i];
                constant += term;
                size += Math.abs(term);
                lost += Math.abs(a) * loss[i];
            }
        }
        pulled.constants[r] += constant;
        pulled.sizes[r] += size;
        pulled.losses[r] += lost;
    }

    private void relax(double[] row, int input, Lines lines, double[] sums, int r, Pulled pulled) {
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
        pulled.constants[r] += constant;
        pulled.sizes[r] += size;
        pulled.losses[r] += gamma * lost;
    }
}
