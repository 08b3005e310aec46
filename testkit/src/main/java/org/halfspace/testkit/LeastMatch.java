package org.halfspace.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.geometry.LinearProgram;
import org.halfspace.spi.model.Norm;

/**
 * The least distance at which {@link RectifiedLayers} take linear forms of their output to within a tolerance of their values at another
 * input, by a complete method: sign after sign of what goes into the rectifiers is fixed, one linear program for each, and what is
 * infeasible or no nearer than the best is left. On a region of fixed signs the question is a linear program. For one thread.
 */
public final class LeastMatch {
    private final RectifiedLayers network;
    private final DMatrixRMaj forms;
    private final double lower;
    private final double upper;
    private double[] source;
    private double[] goal;
    private double tolerance;
    private boolean sums;
    private double best;

    /** An affine map of the input: k x n, and k numbers. */
    private record Affine(double[][] matrix, double[] offset) {}

    /** {@code least <= normal . x <= greatest}. */
    private record Constraint(double[] normal, double least, double greatest) {}

    /**
     * @param network g, with a few dozen rectifiers at most
     * @param forms k x outputSize, one form per row
     * @param lower the least value of a pixel
     * @param upper the greatest
     */
    public LeastMatch(RectifiedLayers network, DMatrixRMaj forms, double lower, double upper) {
        this.network = network;
        this.forms = forms;
        this.lower = lower;
        this.upper = upper;
    }

    /**
     * The least distance; infinite where there is no such input, which happens for no target within the bounds.
     *
     * @param from x, inputSize numbers
     * @param target x', inputSize numbers
     * @param norm the largest change of a pixel, or the sum of all changes
     * @param slack how far a form may be from its value at x'; 0 for an exact match
     * @throws IllegalArgumentException for the Euclidean norm, of which linear programs know nothing
     */
    public double distance(double[] from, double[] target, Norm norm, double slack) {
        if (norm == Norm.L2) {
            throw new IllegalArgumentException("expected linf or l1, found l2");
        }
        source = from.clone();
        tolerance = slack;
        sums = norm == Norm.L1;
        double[] values = network.linearise(target).value();
        goal = new double[forms.getNumRows()];
        for (int r = 0; r < goal.length; r++) {
            for (int j = 0; j < values.length; j++) {
                goal[r] += forms.get(r, j) * values[j];
            }
        }
        best = Double.POSITIVE_INFINITY;
        int n = source.length;
        double[][] identity = new double[n][n];
        for (int i = 0; i < n; i++) {
            identity[i][i] = 1;
        }
        layer(0, new Affine(identity, new double[n]), new ArrayList<>());
        return best;
    }

    /** A layer whose input is an affine map of the pixels, and then those after it. */
    private void layer(int k, Affine input, List<Constraint> constraints) {
        if (k == network.layers().size()) {
            leaf(input, constraints);
            return;
        }
        RectifiedLayers.Layer layer = network.layers().get(k);
        Affine before = after(layer.matrix(), layer.offset(), input);
        double[][] matrix = new double[before.offset().length][source.length];
        sign(k, 0, before, new Affine(matrix, new double[matrix.length]), constraints);
    }

    private void sign(int k, int i, Affine before, Affine output, List<Constraint> constraints) {
        if (i == before.offset().length) {
            layer(k + 1, output, constraints);
            return;
        }
        for (boolean on : new boolean[] {true, false}) {
            double edge = -before.offset()[i];
            constraints.add(new Constraint(
                    before.matrix()[i], on ? edge : Double.NEGATIVE_INFINITY, on ? Double.POSITIVE_INFINITY : edge));
            if (least(constraints) < best) {
                output.matrix()[i] = on ? before.matrix()[i] : new double[source.length];
                output.offset()[i] = on ? before.offset()[i] : 0;
                sign(k, i + 1, before, output, constraints);
            }
            constraints.remove(constraints.size() - 1);
        }
    }

    /** The forms are affine here. */
    private void leaf(Affine output, List<Constraint> constraints) {
        double[][] rows = new double[goal.length][];
        Arrays.setAll(rows, r -> Arrays.copyOfRange(forms.data, r * forms.getNumCols(), (r + 1) * forms.getNumCols()));
        Affine values = after(rows, new double[goal.length], output);
        List<Constraint> all = new ArrayList<>(constraints);
        for (int r = 0; r < goal.length; r++) {
            double wanted = goal[r] - values.offset()[r];
            all.add(new Constraint(values.matrix()[r], wanted - tolerance, wanted + tolerance));
        }
        best = Math.min(best, least(all));
    }

    private static Affine after(double[][] matrix, double[] offset, Affine input) {
        int n = input.matrix()[0].length;
        double[][] product = new double[matrix.length][n];
        double[] sums = offset.clone();
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix[i].length; j++) {
                sums[i] += matrix[i][j] * input.offset()[j];
                for (int p = 0; p < n; p++) {
                    product[i][p] += matrix[i][j] * input.matrix()[j][p];
                }
            }
        }
        return new Affine(product, sums);
    }

    /** The distance of the nearest input that meets constraints; infinite where none does. */
    private double least(List<Constraint> constraints) {
        int n = source.length;
        int variables = sums ? 2 * n : n + 1;
        double[] cost = new double[variables];
        Arrays.fill(cost, n, variables, 1);
        LinearProgram program = new LinearProgram(cost);
        for (int i = 0; i < n; i++) {
            program.bound(i, lower, upper);
            for (int side = -1; side <= 1; side += 2) {
                double[] row = new double[variables];
                row[i] = side;
                row[sums ? n + i : n] = -1;
                program.row(row, Double.NEGATIVE_INFINITY, side * source[i]);
            }
        }
        for (Constraint one : constraints) {
            program.row(Arrays.copyOf(one.normal(), variables), one.least(), one.greatest());
        }
        LinearProgram.Solution solution = program.solve();
        return switch (solution.status()) {
            case OPTIMAL -> solution.value();
            case INFEASIBLE -> Double.POSITIVE_INFINITY;
            default -> throw new IllegalStateException("the linear program ended " + solution.status());
        };
    }
}
