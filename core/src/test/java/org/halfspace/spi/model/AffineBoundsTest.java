package org.halfspace.spi.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;
import org.halfspace.geometry.LinearProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AffineBoundsTest {
    private static final double FREE = Double.POSITIVE_INFINITY;

    private final Random random = new Random(3);

    private DMatrixRMaj matrix(int rows, int columns) {
        return RandomMatrices_DDRM.rectangle(rows, columns, -1, 1, random);
    }

    private double[] numbers(int count, double low, double high) {
        return random.doubles(count, low, high).toArray();
    }

    /** One equation: the distance of a point from a hyperplane. */
    @ParameterizedTest
    @EnumSource(Norm.class)
    void excludesUpToTheDistanceOfAHyperplane(Norm norm) throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            DMatrixRMaj weights = matrix(3, 8);
            DMatrixRMaj form = matrix(1, 3);
            DMatrixRMaj row = new DMatrixRMaj(1, 8);
            CommonOps_DDRM.mult(form, weights, row);
            double[] centre = numbers(8, -1, 1);
            double[] target = numbers(8, -1, 1);
            double difference = 0;
            for (int j = 0; j < 8; j++) {
                difference += row.get(j) * (target[j] - centre[j]);
            }
            double expected = Math.abs(difference) / norm.dual().of(row.data);
            double radius = BoundedMap.affine(weights, numbers(3, -1, 1))
                    .exclude(new InputBall(centre, norm, 10, -FREE, FREE), target, form, 0, 0)
                    .radius();
            assertThat(radius).isBetween(expected * (1 - 1e-9), expected);
            double near = BoundedMap.affine(weights, numbers(3, -1, 1))
                    .exclude(new InputBall(centre, norm, 10, -FREE, FREE), target, form, Math.abs(difference) / 4, 0)
                    .radius();
            assertThat(near).isBetween(0.75 * expected * (1 - 1e-9), 0.75 * expected * (1 + 1e-12));
        }
    }

    /** Several equations without bounds, Euclidean: the length of the least-squares solution. */
    @Test
    void excludesUpToTheLengthOfTheLeastSquaresSolution() throws InterruptedException {
        for (int round = 0; round < 10; round++) {
            DMatrixRMaj weights = matrix(4, 20);
            double[] centre = numbers(20, -1, 1);
            double[] target = numbers(20, -1, 1);
            DMatrixRMaj difference = new DMatrixRMaj(20, 1);
            for (int j = 0; j < 20; j++) {
                difference.set(j, target[j] - centre[j]);
            }
            DMatrixRMaj right = new DMatrixRMaj(4, 1);
            CommonOps_DDRM.mult(weights, difference, right);
            DMatrixRMaj inverse = new DMatrixRMaj(20, 4);
            CommonOps_DDRM.pinv(weights, inverse);
            DMatrixRMaj step = new DMatrixRMaj(20, 1);
            CommonOps_DDRM.mult(inverse, right, step);
            double expected = Norm.L2.of(step.data);
            double radius = BoundedMap.affine(weights, new double[4])
                    .exclude(new InputBall(centre, Norm.L2, 100, -FREE, FREE), target, CommonOps_DDRM.identity(4), 0, 0)
                    .radius();
            assertThat(radius).isBetween(expected * (1 - 1e-9), expected * (1 + 1e-12));
        }
    }

    /** Several equations with bounds, largest change: a linear program. */
    @Test
    void excludesUpToTheOptimumOfTheLinearProgram() throws InterruptedException {
        for (int round = 0; round < 10; round++) {
            int n = 30;
            DMatrixRMaj weights = matrix(5, n);
            double[] centre = numbers(n, 0, 1);
            double[] target = numbers(n, 0, 1);
            double[] objective = new double[n + 1];
            objective[n] = 1;
            LinearProgram program = new LinearProgram(objective).bound(n, 0, 1);
            for (int j = 0; j < n; j++) {
                program.bound(j, 0, 1);
                double[] above = new double[n + 1];
                double[] below = new double[n + 1];
                above[j] = 1;
                below[j] = 1;
                above[n] = -1;
                below[n] = 1;
                program.row(above, Double.NEGATIVE_INFINITY, centre[j]);
                program.row(below, centre[j], Double.POSITIVE_INFINITY);
            }
            for (int i = 0; i < 5; i++) {
                double[] row = new double[n + 1];
                double value = 0;
                for (int j = 0; j < n; j++) {
                    row[j] = weights.get(i, j);
                    value += row[j] * target[j];
                }
                program.row(row, value, value);
            }
            double expected = program.solve().value();
            double radius = BoundedMap.affine(weights, new double[5])
                    .exclude(new InputBall(centre, Norm.LINF, 1, 0, 1), target, CommonOps_DDRM.identity(5), 0, 0)
                    .radius();
            assertThat(radius).isCloseTo(expected, within(1e-9 * expected));
        }
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void boundsAreAttained(Norm norm) {
        for (int round = 0; round < 50; round++) {
            DMatrixRMaj weights = matrix(3, 9);
            double[] offset = numbers(3, -1, 1);
            InputBall ball = new InputBall(numbers(9, 0, 1), norm, 0.3, 0, 1);
            DMatrixRMaj forms = matrix(2, 3);
            BoundedMap.Bounds bounds = boundsOf(weights, offset, ball, forms);
            for (int r = 0; r < 2; r++) {
                double[] row = new double[9];
                double constant = 0;
                for (int i = 0; i < 3; i++) {
                    constant += forms.get(r, i) * offset[i];
                    for (int j = 0; j < 9; j++) {
                        row[j] += forms.get(r, i) * weights.get(i, j);
                    }
                }
                double[] maximiser = new double[9];
                new BallSupport(ball).maximum(row, maximiser);
                double best = constant;
                for (int j = 0; j < 9; j++) {
                    best += row[j] * maximiser[j];
                }
                assertThat(bounds.upper()[r]).isCloseTo(best, within(1e-12));
                assertThat(bounds.lower()[r]).isLessThan(best);
            }
        }
    }

    private static BoundedMap.Bounds boundsOf(DMatrixRMaj weights, double[] offset, InputBall ball, DMatrixRMaj forms) {
        try {
            return BoundedMap.affine(weights, offset).bounds(ball, forms);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Next to a solution there is an exact one, but for a ball that the proof above excludes. */
    @Test
    void provesAMatchOnlyWhereThereIsOne() throws InterruptedException {
        BoundedMap identity = FeatureMap.identity(6).bounds().orElseThrow();
        DMatrixRMaj forms = matrix(3, 6);
        double[] centre = numbers(6, 0.3, 0.7);
        double[] target = numbers(6, 0.3, 0.7);
        InputBall all = new InputBall(centre, Norm.LINF, 1, 0, 1);
        double radius = identity.exclude(all, target, forms, 0, 0).radius();
        double[] near = target.clone();
        near[2] += 1e-6;
        BoundedMap.ExactMatch match = identity.match(near, target, forms, all).orElseThrow();
        assertThat(match.distanceFrom(near)).isBetween(1e-8, 1e-5);
        assertThat(identity.match(near, target, forms, all.withRadius(radius * 0.999)))
                .isEmpty();
        assertThat(identity.match(centre, target, forms, all.withRadius(radius * 0.999)))
                .isEmpty();
    }
}
