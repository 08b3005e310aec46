package org.halfspace.onnx.bounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.halfspace.onnx.bounds.ElasticProgram.Row;
import org.halfspace.onnx.bounds.ElasticProgram.Solution;
import org.halfspace.spi.model.Norm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Any multipliers give a bound of the minimum from below; a solution is right where its own do not leave a gap. */
class ElasticProgramTest {
    private static final double PENALTY = 100;
    private static final double SCALE = 0.5;

    /** Ten times what the gap and the rounding of a penalty of this size leave. */
    private static final double TOLERANCE = 1e-5;

    private final Random random = new Random(3);

    @ParameterizedTest
    @EnumSource(Norm.class)
    void noPointIsBetterThanTheSolution(Norm norm) throws InterruptedException {
        for (int round = 0; round < 60; round++) {
            int n = 5 + random.nextInt(60);
            double[] lower = random.doubles(n, -1, -0.1).toArray();
            double[] upper = random.doubles(n, 0.1, 1).toArray();
            List<Row> rows = new ArrayList<>();
            int count = 1 + random.nextInt(n);
            for (int j = 0; j < count; j++) {
                rows.add(row(n, random.nextInt(3) == 0));
            }
            // Rows that say the same once more, and rows that contradict: these are missed by some.
            rows.add(rows.get(0));
            if (round % 3 == 0) {
                rows.add(new Row(rows.get(0).coefficients(), rows.get(0).right() + 0.1, true));
            }
            Solution solution = new ElasticProgram(norm, rows, lower, upper, PENALTY, SCALE).solve();
            double objective = objective(norm, rows, solution.displacement());
            double bound = bound(norm, rows, lower, upper, solution.multipliers());
            assertThat(objective - bound).as("%s, round %d", norm, round).isLessThan(TOLERANCE * (1 + objective));
            for (int i = 0; i < n; i++) {
                assertThat(solution.displacement()[i]).isBetween(lower[i], upper[i]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void inequalitiesHoldTheSolutionOnlyWhereItWouldBreakThem(Norm norm) throws InterruptedException {
        double[] low = {-1, -1, -1};
        double[] high = {1, 1, 1};
        List<Row> rows = List.of(
                new Row(new double[] {1, 0, 0}, 0.5, false),
                new Row(new double[] {0, -1, 0}, -0.25, false),
                new Row(new double[] {0, 0, 1}, 0.125, true));
        Solution solution = new ElasticProgram(norm, rows, low, high, PENALTY, SCALE).solve();
        assertThat(solution.displacement()[0]).isBetween(0.5 - TOLERANCE, 0.5 + TOLERANCE);
        assertThat(solution.displacement()[1]).isLessThan(0.25 + TOLERANCE);
        assertThat(solution.displacement()[2]).isBetween(0.125 - TOLERANCE, 0.125 + TOLERANCE);
        assertThat(solution.missing()).isLessThan(TOLERANCE);
        assertThat(Math.abs(solution.multipliers()[1])).isLessThan(TOLERANCE);
    }

    /** Nine equations of which four are independent, as where four features of a layer are on. */
    @ParameterizedTest
    @EnumSource(Norm.class)
    void equationsThatDependOnOthersAreMet(Norm norm) throws InterruptedException {
        for (int round = 0; round < 40; round++) {
            int n = 50;
            double[] solution = random.doubles(n, -0.1, 0.1).toArray();
            double[][] base = {numbers(n), numbers(n), numbers(n), numbers(n)};
            List<Row> rows = new ArrayList<>();
            for (int j = 0; j < 9; j++) {
                double[] mixed = new double[n];
                double right = 0;
                double[] share = numbers(base.length);
                for (int i = 0; i < n; i++) {
                    for (int k = 0; k < base.length; k++) {
                        mixed[i] += share[k] * base[k][i] / n;
                    }
                    right += mixed[i] * solution[i];
                }
                rows.add(new Row(mixed, right, true));
            }
            double[] low = new double[n];
            double[] high = new double[n];
            Arrays.fill(low, -1);
            Arrays.fill(high, 1);
            Solution found = new ElasticProgram(norm, rows, low, high, 1e4, SCALE).solve();
            assertThat(found.missing()).as("%s, round %d", norm, round).isLessThan(1e-9);
            assertThat(found.norm()).isLessThanOrEqualTo(norm.of(solution) * (1 + TOLERANCE));
        }
    }

    private double[] numbers(int count) {
        return random.doubles(count, -1, 1).toArray();
    }

    private Row row(int n, boolean equation) {
        double[] coefficients = random.doubles(n, -1, 1).toArray();
        double size = DoubleStream.of(coefficients).map(Math::abs).sum();
        for (int i = 0; i < n; i++) {
            coefficients[i] /= size;
        }
        return new Row(coefficients, 0.2 * random.nextDouble() - 0.1, equation);
    }

    private static double objective(Norm norm, List<Row> rows, double[] d) {
        double length = norm.of(d);
        double sum = norm == Norm.L2 ? length * length / (2 * SCALE) : length;
        for (Row row : rows) {
            double off = row.right();
            for (int i = 0; i < d.length; i++) {
                off -= row.coefficients()[i] * d[i];
            }
            sum += PENALTY * (row.equation() ? Math.abs(off) : Math.max(0, off));
        }
        return sum;
    }

    /** {@code y . b + min_d (||d|| - (R^T y) . d)} over the box, with y within the penalties. */
    private static double bound(Norm norm, List<Row> rows, double[] lower, double[] upper, double[] multipliers) {
        int n = lower.length;
        double[] a = new double[n];
        double sum = 0;
        for (int j = 0; j < multipliers.length; j++) {
            double least = rows.get(j).equation() ? -PENALTY : 0;
            double y = Math.min(Math.max(multipliers[j], least), PENALTY);
            sum += y * rows.get(j).right();
            for (int i = 0; i < n; i++) {
                a[i] += y * rows.get(j).coefficients()[i];
            }
        }
        double[] caps = new double[n];
        for (int i = 0; i < n; i++) {
            caps[i] = a[i] > 0 ? upper[i] : -lower[i];
        }
        return sum
                + switch (norm) {
                    case LINF ->
                        DoubleStream.concat(DoubleStream.of(0), DoubleStream.of(caps))
                                .map(t -> largest(t, a, caps))
                                .min()
                                .orElseThrow();
                    case L1 -> separate(a, caps, true);
                    case L2 -> separate(a, caps, false);
                };
    }

    /** {@code t - sum |a_i| min(t, c_i)}, which bends at the caps only. */
    private static double largest(double t, double[] a, double[] caps) {
        double value = t;
        for (int i = 0; i < a.length; i++) {
            value -= Math.abs(a[i]) * Math.min(t, caps[i]);
        }
        return value;
    }

    private static double separate(double[] a, double[] caps, boolean absolute) {
        double value = 0;
        for (int i = 0; i < a.length; i++) {
            double size = Math.abs(a[i]);
            double d = Math.min(SCALE * size, caps[i]);
            value += absolute ? Math.min(0, (1 - size) * caps[i]) : d * d / (2 * SCALE) - size * d;
        }
        return value;
    }
}
