package org.halfspace.onnx.bounds;

import java.util.Arrays;
import java.util.List;

/**
 * Which rectifiers of a program are on: with all of them held like that the program is affine. Plain arithmetic. Immutable and
 * thread-safe.
 */
final class ActivationPattern {
    private final Program program;

    /** Per value that a rectifier makes, size numbers: 1 where it is on. */
    private final double[][] on;

    /** A rectifier: the value that it makes, and the number in it. */
    record Unit(int value, int index) {}

    private ActivationPattern(Program program, double[][] on) {
        this.program = program;
        this.on = on;
    }

    /** Whether every function of a program is a rectifier. */
    static boolean suits(Program program) {
        return program.steps().stream()
                .allMatch(step ->
                        !(step instanceof Step.Pointwise pointwise) || pointwise.function() instanceof Rectifier);
    }

    /** The pattern at an input, inputSize numbers. */
    static ActivationPattern at(Program program, double[] x) {
        ActivationPattern pattern = new ActivationPattern(program, new double[program.values()][]);
        pattern.forward(x, true);
        return pattern;
    }

    /** Whether a unit is on. */
    boolean isOn(Unit unit) {
        return on[unit.value()][unit.index()] > 0;
    }

    /** The pattern with some units the other way round. */
    ActivationPattern flipped(List<Unit> units) {
        double[][] other = on.clone();
        for (Unit unit : units) {
            if (other[unit.value()] == on[unit.value()]) {
                other[unit.value()] = on[unit.value()].clone();
            }
            other[unit.value()][unit.index()] = 1 - on[unit.value()][unit.index()];
        }
        return new ActivationPattern(program, other);
    }

    /** The values that the affine program takes at an input; its rectifiers are {@link #inputOf} away from what goes into them. */
    double[][] values(double[] x) {
        return forward(x, false);
    }

    /** What goes into the rectifiers of a value, by the number of that value. */
    int inputOf(int value) {
        return ((Step.Pointwise) program.step(value)).input();
    }

    private double[][] forward(double[] x, boolean set) {
        double[][] values = new double[program.output() + 1][];
        values[0] = x;
        for (int value = 1; value <= program.output(); value++) {
            if (program.step(value) instanceof Step.Affine affine) {
                values[value] = affine.offset().clone();
                for (int k = 0; k < affine.maps().size(); k++) {
                    affine.maps().get(k).multiply(values[affine.inputs().get(k)], values[value]);
                }
            } else {
                double[] before = values[inputOf(value)];
                if (set) {
                    on[value] = Arrays.stream(before).map(z -> z > 0 ? 1 : 0).toArray();
                }
                values[value] = before.clone();
                for (int i = 0; i < before.length; i++) {
                    values[value][i] *= on[value][i];
                }
            }
        }
        return values;
    }

    /** The values that rectifiers make, up to the output, ascending. */
    int[] rectified() {
        return java.util.stream.IntStream.rangeClosed(1, program.output())
                .filter(value -> on[value] != null)
                .toArray();
    }

    /**
     * Pulls sums of linear forms of the values back.
     *
     * @param forms per form and value, size numbers, or null for none; changed
     * @return the same, with what every value is multiplied by; at 0 the coefficients of the pixels
     */
    double[][][] pull(double[][][] forms) {
        for (int value = program.output(); value > 0; value--) {
            int at = value;
            double[][][] meant =
                    Arrays.stream(forms).filter(form -> form[at] != null).toArray(double[][][]::new);
            if (meant.length == 0) {
                continue;
            }
            for (int input : program.step(value).inputs()) {
                for (double[][] form : meant) {
                    form[input] = form[input] == null ? new double[program.size(input)] : form[input];
                }
            }
            if (program.step(value) instanceof Step.Affine affine) {
                for (int k = 0; k < affine.maps().size(); k++) {
                    int input = affine.inputs().get(k);
                    affine.maps().get(k).transpose(at(meant, value), at(meant, input));
                }
            } else {
                for (double[][] form : meant) {
                    double[] before = form[inputOf(value)];
                    for (int i = 0; i < before.length; i++) {
                        before[i] += on[value][i] * form[value][i];
                    }
                }
            }
        }
        return forms;
    }

    private static double[][] at(double[][][] forms, int value) {
        return Arrays.stream(forms).map(form -> form[value]).toArray(double[][]::new);
    }
}
