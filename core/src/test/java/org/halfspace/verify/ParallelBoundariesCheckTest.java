package org.halfspace.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.analysis.Witness;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.Precision;
import org.halfspace.spi.model.SoftmaxHead;
import org.junit.jupiter.api.Test;

class ParallelBoundariesCheckTest {
    /** A trapezoid, (0, 0) to (1, 2) parallel to (5, 1) to (8, 7), and a copy of its first corner. */
    private static final double[][] COLUMNS = {{0, 0}, {1, 2}, {5, 1}, {8, 7}, {0, 0}};

    @Test
    void the_parallel_sides_of_a_trapezoid_stand() {
        Check check = checker(0).check(new Witness.ParallelBoundaries(0, 1, 2, 3));
        assertThat(check.holds()).isTrue();
        assertThat(check.measured()).isZero();
    }

    @Test
    void the_other_sides_do_not() {
        assertThat(checker(0).check(new Witness.ParallelBoundaries(0, 2, 1, 3)).holds())
                .isFalse();
    }

    @Test
    void the_smallest_change_of_a_weight_is_seen() {
        assertThat(checker(Math.ulp(7.0))
                        .check(new Witness.ParallelBoundaries(0, 1, 2, 3))
                        .holds())
                .isFalse();
    }

    @Test
    void identical_classes_have_no_boundary_that_could_be_parallel() {
        assertThat(checker(0).check(new Witness.ParallelBoundaries(0, 4, 2, 3)).holds())
                .isFalse();
        assertThat(checker(0).check(new Witness.ParallelBoundaries(2, 3, 0, 4)).holds())
                .isFalse();
    }

    @Test
    void a_class_that_does_not_exist_is_refused() {
        assertThatThrownBy(() -> checker(0).check(new Witness.ParallelBoundaries(0, 1, 2, 5)))
                .hasMessageContaining("from 0 to 4")
                .hasMessageContaining("found 5");
    }

    private static WitnessChecker checker(double change) {
        DMatrixRMaj weights = new DMatrixRMaj(2, COLUMNS.length);
        for (int i = 0; i < COLUMNS.length; i++) {
            weights.set(0, i, COLUMNS[i][0]);
            weights.set(1, i, COLUMNS[i][1] + (i == 3 ? change : 0));
        }
        return new WitnessChecker(
                new SoftmaxHead(weights, new double[COLUMNS.length], HiddenDomain.REAL, Precision.FLOAT64));
    }
}
