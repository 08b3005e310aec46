package org.halfspace.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.geometry.LinearProgram;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Task;
import org.halfspace.spi.model.Norm;
import org.halfspace.spi.search.VisibleLogits;
import org.junit.jupiter.api.Test;

/** Least distances on linear models, where a linear program knows them. */
class LeastDistanceTest {
    /** What is asked of every method that claims a least distance. */
    private static final double RATIO = 1.01;

    private static final List<String> CLAIMING = List.of("auto", "gauss-newton", "homotopy");

    @Test
    void methodsThatClaimALeastDistanceFindItInTheMaximumNorm() throws InterruptedException {
        check(Norm.LINF);
    }

    @Test
    void methodsThatClaimALeastDistanceFindItInTheSumNorm() throws InterruptedException {
        check(Norm.L1);
    }

    /** The Euclidean optimum is not a linear program's; lower bounds from the dual are: y . b - |J^T y| over the dual ball. */
    @Test
    void methodsAgreeOnTheEuclideanLeastDistance() throws InterruptedException {
        Subject subject = Searches.linear(20);
        List<PairRow> first = null;
        for (String method : CLAIMING) {
            List<PairRow> rows = Searches.rows(subject, parameters(Norm.L2, method));
            for (int k = 0; k < rows.size(); k++) {
                assertThat(rows.get(k).found()).isTrue();
                if (first != null) {
                    assertThat(rows.get(k).eps() / first.get(k).eps()).isBetween(1 / RATIO, RATIO);
                }
            }
            first = first == null ? rows : first;
        }
        // Norms are ordered: the Euclidean one lies between the other two.
        List<PairRow> largest = Searches.rows(subject, parameters(Norm.LINF, "auto"));
        List<PairRow> sums = Searches.rows(subject, parameters(Norm.L1, "auto"));
        for (int k = 0; k < first.size(); k++) {
            assertThat(first.get(k).eps()).isGreaterThanOrEqualTo(largest.get(k).eps() / RATIO);
            assertThat(first.get(k).eps()).isLessThanOrEqualTo(sums.get(k).eps() * RATIO);
        }
    }

    private static SearchParameters parameters(Norm norm, String method) {
        return SearchParameters.defaults().withPairs("6").withNorm(norm).withMethod(method);
    }

    private static void check(Norm norm) throws InterruptedException {
        Subject subject = Searches.linear(20);
        for (String method : CLAIMING) {
            for (PairRow row : Searches.rows(subject, parameters(norm, method))) {
                double optimum = optimum(subject, row, norm);
                assertThat(row.found()).as(method).isTrue();
                assertThat(row.eps() / optimum)
                        .as(method + " on pair " + row.pair())
                        .isLessThanOrEqualTo(RATIO);
                // The tolerance makes matches a little nearer than exact ones, and no more.
                assertThat(row.eps() / optimum).as(method).isGreaterThan(1 - 0.02);
                assertThat(row.agreement()).as(method).isIn(Agreement.EXACT, Agreement.TIGHT);
            }
        }
    }

    /** The nearest input with the target's u = B^T W^T A x, by linear programming over the box. */
    private static double optimum(Subject subject, PairRow row, Norm norm) {
        VisibleLogits logits =
                new VisibleLogits(subject.classifier(), HeadGeometry.of(subject).centredRank());
        double[][] matrix = Searches.matrix(6);
        int n = Searches.INPUTS;
        int r = logits.rank();
        double[] x = pixels(subject, row.source());
        double[] y = pixels(subject, row.target());
        int variables = norm == Norm.LINF ? n + 1 : 2 * n;
        double[] cost = new double[variables];
        Arrays.fill(cost, norm == Norm.LINF ? n : 0, variables, 1);
        if (norm == Norm.L1) {
            Arrays.fill(cost, 1);
        }
        LinearProgram program = new LinearProgram(cost);
        for (int i = 0; i < n; i++) {
            if (norm == Norm.LINF) {
                program.bound(i, -x[i], 1 - x[i]);
                double[] above = new double[variables];
                above[i] = 1;
                above[n] = -1;
                program.row(above, Double.NEGATIVE_INFINITY, 0);
                double[] below = above.clone();
                below[i] = -1;
                program.row(below, Double.NEGATIVE_INFINITY, 0);
            } else {
                program.bound(i, 0, 1 - x[i]).bound(n + i, 0, x[i]);
            }
        }
        for (int j = 0; j < r; j++) {
            double[] form = new double[variables];
            double rhs = 0;
            for (int i = 0; i < n; i++) {
                double slope = 0;
                for (int k = 0; k < matrix.length; k++) {
                    slope += logits.forms().get(j, k) * matrix[k][i];
                }
                form[i] = slope;
                if (norm == Norm.L1) {
                    form[n + i] = -slope;
                }
                rhs += slope * (y[i] - x[i]);
            }
            program.row(form, rhs, rhs);
        }
        return program.solve().value();
    }

    private static double[] pixels(Subject subject, int sample) {
        var buffer = subject.pixels(new Task(sample, sample + 1));
        double[] x = new double[Searches.INPUTS];
        for (int i = 0; i < x.length; i++) {
            x[i] = buffer.get(i);
        }
        return x;
    }
}
