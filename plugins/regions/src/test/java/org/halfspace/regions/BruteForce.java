package org.halfspace.regions;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.halfspace.geometry.LinearProgram;
import org.halfspace.geometry.LinearProgram.Status;
import org.halfspace.spi.model.SoftmaxHead;

/** The definitions, a linear program for every statement, by a solver that shares nothing with the one under test. */
final class BruteForce {

    /** Heads here have small whole numbers: what is not zero is far from it. */
    private static final double ZERO = 1e-7;

    private final SoftmaxHead head;
    private final int l;
    private final int m;

    BruteForce(SoftmaxHead head) {
        this.head = head;
        this.l = head.hiddenSize();
        this.m = head.classes();
    }

    double[] difference(int i, int j) {
        double[] difference = new double[l];
        for (int k = 0; k < l; k++) {
            difference[k] = head.weights().get(k, i) - head.weights().get(k, j);
        }
        return difference;
    }

    private double bias(int i, int j) {
        return head.bias()[i] - head.bias()[j];
    }

    private static double[] with(double[] row, double last) {
        double[] longer = java.util.Arrays.copyOf(row, row.length + 1);
        longer[row.length] = last;
        return longer;
    }

    /** max t: D_ij . h + c_ij >= t weight_j, h in the domain, at least endWeight t inside; infinite where there is no end. */
    private double greatest(int i, boolean radius) {
        double[] objective = new double[l + 1];
        objective[l] = -1;
        LinearProgram program = new LinearProgram(objective);
        for (int j = 0; j < m; j++) {
            double[] d = difference(i, j);
            if (j != i && !(radius && Vectors.norm(d) == 0)) {
                program.row(with(d, radius ? -Vectors.norm(d) : -1), -bias(i, j), Double.POSITIVE_INFINITY);
            }
        }
        for (int k = 0; k < l; k++) {
            double[] unit = new double[l];
            unit[k] = 1;
            program.row(with(unit, radius ? -1 : 0), head.domain().lower(), Double.POSITIVE_INFINITY);
            program.row(
                    with(unit, radius ? 1 : 0),
                    Double.NEGATIVE_INFINITY,
                    head.domain().upper());
        }
        LinearProgram.Solution solution = program.solve();
        return solution.status() == Status.UNBOUNDED ? Double.POSITIVE_INFINITY : -solution.value();
    }

    /** The greatest lead of logit i over all others: positive where the class is argmaxable. */
    double lead(int i) {
        return greatest(i, false);
    }

    /** The radius of the largest ball in the region and the domain. */
    double radius(int i) {
        return greatest(i, true);
    }

    /** Rows a of the recession cone {d : a . d >= 0}. */
    private List<double[]> cone(int i) {
        List<double[]> rows = new ArrayList<>();
        for (int j = 0; j < m; j++) {
            if (j != i) {
                rows.add(difference(i, j));
            }
        }
        for (int k = 0; k < l; k++) {
            double[] unit = new double[l];
            unit[k] = 1;
            if (!Double.isInfinite(head.domain().lower())) {
                rows.add(unit);
            }
            if (!Double.isInfinite(head.domain().upper())) {
                rows.add(Vectors.scaled(-1, unit));
            }
        }
        return rows;
    }

    /** l less the rank of the rows that vanish on the whole cone. */
    int recessionDimension(int i) {
        List<double[]> rows = cone(i);
        List<double[]> vanishing = new ArrayList<>();
        for (double[] row : rows) {
            LinearProgram program = new LinearProgram(Vectors.scaled(-1, row));
            for (int k = 0; k < l; k++) {
                program.bound(k, -1, 1);
            }
            for (double[] other : rows) {
                program.row(other, 0, Double.POSITIVE_INFINITY);
            }
            if (-program.solve().value() < ZERO) {
                vanishing.add(row);
            }
        }
        if (vanishing.isEmpty()) {
            return l;
        }
        DMatrixRMaj matrix = new DMatrixRMaj(vanishing.toArray(double[][]::new));
        return l - MatrixFeatures_DDRM.rank(matrix, 1e-9);
    }

    /** Whether a point of the hyperplane of ties has all other logits below and lies inside the domain. */
    boolean adjacent(int i, int j) {
        double[] objective = new double[l + 1];
        objective[l] = -1;
        LinearProgram program = new LinearProgram(objective);
        program.bound(l, Double.NEGATIVE_INFINITY, 1);
        program.row(with(difference(i, j), 0), -bias(i, j), -bias(i, j));
        for (int k = 0; k < m; k++) {
            if (k != i && k != j) {
                boolean parallel = MatrixFeatures_DDRM.rank(
                                new DMatrixRMaj(new double[][] {difference(i, j), difference(i, k)}), 1e-9)
                        < 2;
                program.row(with(difference(i, k), parallel ? 0 : -1), -bias(i, k), Double.POSITIVE_INFINITY);
            }
        }
        for (int k = 0; k < l; k++) {
            double[] unit = new double[l];
            unit[k] = 1;
            program.row(with(unit, -1), head.domain().lower(), Double.POSITIVE_INFINITY);
            program.row(with(unit, 1), Double.NEGATIVE_INFINITY, head.domain().upper());
        }
        LinearProgram.Solution solution = program.solve();
        return solution.status() == Status.OPTIMAL && -solution.value() > ZERO;
    }

    static boolean positive(double value) {
        return value > ZERO;
    }
}
