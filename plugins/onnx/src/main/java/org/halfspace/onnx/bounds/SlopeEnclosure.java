package org.halfspace.onnx.bounds;

import java.util.Arrays;
import org.halfspace.spi.model.ExistenceProof.Enclosed;
import org.halfspace.spi.model.ExistenceProof.Slopes;

/**
 * Linear forms of a network's output less those at a target, enclosed with their slopes over a box: intervals forward, then products of
 * interval slopes backward. Intervals are middles and radii, so that every product is one with A and one with |A| (S. Rump, Fast
 * and parallel interval arithmetic, BIT 39, 1999). Not thread-safe.
 */
final class SlopeEnclosure implements Slopes {
    private final Program program;
    private final double[][] forms;
    private final double[] targetLow;
    private final double[] targetHigh;
    private final boolean[] zero;

    /**
     * @param target the forms and their values
     * @param zero outputs that have to be zero all over the box, lest nothing is said; empty for none
     */
    SlopeEnclosure(Program program, Separation.Target target, boolean[] zero) {
        this.program = program;
        this.forms = target.forms();
        this.zero = zero.clone();
        this.targetLow = target.low();
        this.targetHigh = target.high();
    }

    @Override
    public Enclosed over(double[] middle, double[] radius) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        double[] low = new double[middle.length];
        double[] high = new double[middle.length];
        for (int j = 0; j < low.length; j++) {
            low[j] = radius[j] == 0 ? middle[j] : Math.nextDown(middle[j] - radius[j]);
            high[j] = radius[j] == 0 ? middle[j] : Math.nextUp(middle[j] + radius[j]);
        }
        Enclosure here = new Enclosure(program, middle.clone(), middle.clone());
        Enclosure box = new Enclosure(program, low, high);
        int k = forms.length;
        double[] value = new double[k];
        double[] valueRadius = new double[k];
        for (int r = 0; r < k; r++) {
            Interval form = Interval.of(forms[r], here.lower(program.output()), here.upper(program.output()));
            double least = Math.nextDown(form.low() - targetHigh[r]);
            double greatest = Math.nextUp(form.high() - targetLow[r]);
            value[r] = least / 2 + greatest / 2;
            valueRadius[r] = Math.nextUp(Math.max(greatest - value[r], value[r] - least));
        }
        double[][] slopes = new double[k][];
        double[][] slopesRadius = new double[k][];
        boolean one = true;
        for (int r = 0; r < k; r++) {
            one &= pull(r, box, slopes, slopesRadius);
        }
        if (!staysZero(box)) {
            Arrays.fill(valueRadius, Double.POSITIVE_INFINITY);
            Arrays.stream(slopesRadius).forEach(row -> Arrays.fill(row, Double.POSITIVE_INFINITY));
        }
        return new Enclosed(value, valueRadius, slopes, slopesRadius, one);
    }

    private boolean staysZero(Enclosure box) {
        for (int j = 0; j < zero.length; j++) {
            if (zero[j] && box.magnitude(program.output(), j) > 0) {
                return false;
            }
        }
        return true;
    }

    /** The slopes of one form; whether all of them are certain. */
    private boolean pull(int r, Enclosure box, double[][] slopes, double[][] slopesRadius) {
        double[][] middle = new double[program.values()][];
        double[][] spread = new double[program.values()][];
        middle[program.output()] = forms[r].clone();
        spread[program.output()] = new double[forms[r].length];
        boolean one = true;
        for (int value = program.output(); value > 0; value--) {
            if (middle[value] == null) {
                continue;
            }
            if (program.step(value) instanceof Step.Affine affine) {
                for (int input : affine.inputs()) {
                    at(middle, spread, input);
                }
                for (int k = 0; k < affine.maps().size(); k++) {
                    product(affine, k, value, box, middle, spread);
                }
            } else if (program.step(value) instanceof Step.Pointwise pointwise) {
                at(middle, spread, pointwise.input());
                one &= slope(pointwise, value, box, middle, spread);
            }
        }
        at(middle, spread, 0);
        slopes[r] = middle[0];
        slopesRadius[r] = spread[0];
        return one;
    }

    private void at(double[][] middle, double[][] spread, int value) {
        if (middle[value] == null) {
            middle[value] = new double[program.size(value)];
            spread[value] = new double[program.size(value)];
        }
    }

    private static void product(
            Step.Affine affine, int k, int value, Enclosure box, double[][] middle, double[][] spread) {
        LinearMap map = affine.maps().get(k);
        int input = affine.inputs().get(k);
        // Every term that reaches a coefficient is rounded at most this often on the way to it.
        double gamma = Rounding.gamma(box.roundings(input) + map.roundings());
        double[] loss = new double[middle[value].length];
        for (int i = 0; i < loss.length; i++) {
            loss[i] = (spread[value][i] + gamma * Math.abs(middle[value][i])) * (1 + gamma);
        }
        map.transpose(new double[][] {middle[value]}, new double[][] {middle[input]});
        double[] sums = new double[spread[input].length];
        map.transposeAbsolute(loss, sums);
        for (int j = 0; j < sums.length; j++) {
            spread[input][j] += sums[j] * (1 + gamma) + Rounding.UNDERFLOW;
        }
    }

    private boolean slope(Step.Pointwise step, int value, Enclosure box, double[][] middle, double[][] spread) {
        int input = step.input();
        double gamma = Rounding.gamma(box.roundings(input) + 2);
        boolean one = true;
        for (int i = 0; i < step.size(); i++) {
            double least = step.function().leastSlope(box.lower(input)[i], box.upper(input)[i]);
            double greatest = step.function().greatestSlope(box.lower(input)[i], box.upper(input)[i]);
            double slope = least / 2 + greatest / 2;
            double reach = least == greatest ? 0 : Math.nextUp(Math.max(greatest - slope, slope - least));
            double a = middle[value][i];
            double s = spread[value][i];
            one &= least == greatest || (a == 0 && s == 0);
            middle[input][i] += a * slope;
            double more = s * (Math.abs(slope) + reach) + Math.abs(a) * reach + gamma * Math.abs(a * slope);
            spread[input][i] += more * (1 + gamma) + Rounding.UNDERFLOW;
        }
        return one;
    }
}
