package org.halfspace.onnx.bounds;

import java.math.BigDecimal;
import java.util.Arrays;

/** Arithmetic that rounds nothing: every double is a decimal fraction, and so are sums and products of doubles. */
final class Exact {
    private Exact() {}

    static BigDecimal of(double number) {
        return new BigDecimal(number);
    }

    static BigDecimal[] of(double... numbers) {
        return Arrays.stream(numbers).mapToObj(BigDecimal::new).toArray(BigDecimal[]::new);
    }

    static BigDecimal dot(double[] form, BigDecimal... x) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < form.length; i++) {
            sum = sum.add(of(form[i]).multiply(x[i]));
        }
        return sum;
    }

    static BigDecimal dot(double[] form, double... x) {
        return dot(form, of(x));
    }

    /** The elements of a matrix by columns, which products with unit vectors do not round. */
    static double[][] columns(LinearMap map) {
        double[][] columns = new double[map.columns()][map.rows()];
        for (int j = 0; j < columns.length; j++) {
            double[] unit = new double[columns.length];
            unit[j] = 1;
            map.multiply(unit, columns[j]);
        }
        return columns;
    }

    /**
     * What a program makes of an input, all its values.
     *
     * @throws IllegalArgumentException for a function that is not a rectifier
     */
    static BigDecimal[][] values(Program program, double... x) {
        BigDecimal[][] values = new BigDecimal[program.values()][];
        values[0] = of(x);
        for (int value = 1; value < values.length; value++) {
            if (program.step(value) instanceof Step.Affine affine) {
                values[value] = of(affine.offset());
                for (int k = 0; k < affine.maps().size(); k++) {
                    add(columns(affine.maps().get(k)), values[affine.inputs().get(k)], values[value]);
                }
            } else if (program.step(value) instanceof Step.Pointwise pointwise
                    && pointwise.function() instanceof Rectifier) {
                values[value] = Arrays.stream(values[pointwise.input()])
                        .map(BigDecimal.ZERO::max)
                        .toArray(BigDecimal[]::new);
            } else {
                throw new IllegalArgumentException(program.step(value).toString());
            }
        }
        return values;
    }

    private static void add(double[][] columns, BigDecimal[] x, BigDecimal... sums) {
        for (int j = 0; j < columns.length; j++) {
            for (int i = 0; i < sums.length; i++) {
                if (columns[j][i] != 0 && x[j].signum() != 0) {
                    sums[i] = sums[i].add(of(columns[j][i]).multiply(x[j]));
                }
            }
        }
    }
}
