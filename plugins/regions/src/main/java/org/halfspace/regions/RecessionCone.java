package org.halfspace.regions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.halfspace.geometry.ClassPoints;
import org.halfspace.geometry.RevisedSimplex;
import org.halfspace.spi.model.HiddenDomain;

/**
 * The recession cone {@code {d : A d >= 0}} of a region, where it is not known to be of full dimension; the rows of A are
 * {@code D_ij / n_ij} and the domain's finite ends.
 *
 * <p>For any set S of rows that spans the space, the cone is {0} if and only if {@code -sum_S A_s} is a nonnegative combination of
 * rows: then some positive combination of rows that span sums to zero. Otherwise Farkas' lemma gives a direction. The dimension is that of
 * the space less the rank of the rows that vanish on the whole cone; they are what is left when the rows that are positive on some
 * direction have been taken out, a direction at a time. For one thread.
 */
final class RecessionCone {

    /** A row is positive on a direction above this part of the direction's length: far above the rounding of a solver's basis. */
    private static final double POSITIVE = 1e-8;

    /** Singular values of unit rows count as zero below this. */
    private static final double RANK = 1e-8;

    private final ClassPoints points;
    private final HiddenDomain domain;
    private final int i;
    private final double[] distances;
    private final DifferenceColumns columns;
    private final int size;
    private final int dimension;

    /**
     * What the cone is.
     *
     * @param dimension of the cone, in the points' coordinates
     * @param direction a vector of it, unless it is {0}
     * @param classes if it is {0}, classes whose differences
     * @param multiples with these positive multiples prove it
     */
    record Found(int dimension, double[] direction, int[] classes, double[] multiples) {}

    RecessionCone(ClassPoints points, HiddenDomain domain, int i, double[] distances) {
        this.points = points;
        this.domain = domain;
        this.i = i;
        this.distances = distances;
        this.columns = new DifferenceColumns(points, domain, i, distances, DifferenceColumns.Measure.NONE);
        this.size = columns.size();
        this.dimension = points.dimension();
    }

    /** Finds it; null where a solver gave up. */
    Found find() throws InterruptedException {
        int[] spanning = domain.kind() == HiddenDomain.Kind.REAL ? spanningClasses() : ends();
        RevisedSimplex.Solution first = solve(spanning);
        if (first.status() == RevisedSimplex.Status.OPTIMAL) {
            return trivial(spanning, first);
        }
        if (first.status() != RevisedSimplex.Status.INFEASIBLE) {
            return null;
        }
        double[] total = new double[dimension];
        List<Integer> vanishing = new ArrayList<>();
        for (int j = 0; j < size; j++) {
            if (exists(j)) {
                vanishing.add(j);
            }
        }
        RevisedSimplex.Solution solution = first;
        while (solution.status() == RevisedSimplex.Status.INFEASIBLE) {
            double[] d = Vectors.negated(solution.duals(), dimension);
            double length = Vectors.norm(d);
            total = Vectors.plus(total, 1 / length, d);
            double[] values = new double[size];
            columns.price(Vectors.negated(d, dimension), false, values);
            int before = vanishing.size();
            vanishing.removeIf(j -> values[j] > POSITIVE * length);
            if (vanishing.isEmpty() || vanishing.size() == before) {
                break;
            }
            solution = solve(vanishing.stream().mapToInt(Integer::intValue).toArray());
        }
        return new Found(dimension - rank(vanishing), clean(total), null, null);
    }

    /** A direction found to rounding, put back into the domain's cone. */
    private double[] clean(double[] d) {
        double[] clean = d.clone();
        for (int k = 0; k < clean.length; k++) {
            if (!Double.isInfinite(domain.lower())) {
                clean[k] = Math.max(0, clean[k]);
            }
            if (!Double.isInfinite(domain.upper())) {
                clean[k] = Math.min(0, clean[k]);
            }
        }
        return Vectors.unit(clean);
    }

    private boolean exists(int j) {
        if (columns.isClass(j)) {
            return distances[j] != 0;
        }
        return !Double.isInfinite(j < distances.length + dimension ? domain.lower() : domain.upper());
    }

    private RevisedSimplex.Solution solve(int[] summands) throws InterruptedException {
        double[] rhs = new double[dimension];
        double[] column = new double[dimension];
        for (int j : summands) {
            columns.copy(j, column);
            for (int k = 0; k < dimension; k++) {
                rhs[k] -= column[k];
            }
        }
        double scale = Vectors.largest(rhs);
        if (scale > 0) {
            for (int k = 0; k < dimension; k++) {
                rhs[k] /= scale;
            }
        }
        return new RevisedSimplex(columns, rhs).minimise();
    }

    private Found trivial(int[] spanning, RevisedSimplex.Solution solution) {
        double[] sum = new double[distances.length];
        double[] rhs = new double[dimension];
        double[] column = new double[dimension];
        for (int j : spanning) {
            columns.copy(j, column);
            for (int k = 0; k < dimension; k++) {
                rhs[k] -= column[k];
            }
        }
        double scale = Math.max(Vectors.largest(rhs), Double.MIN_NORMAL);
        for (int j : spanning) {
            if (columns.isClass(j)) {
                sum[j] += 1 / scale;
            }
        }
        for (int c = 0; c < solution.basis().length; c++) {
            int j = solution.basis()[c];
            if (j < size && columns.isClass(j)) {
                sum[j] += solution.levels()[c];
            }
        }
        int[] classes = java.util.stream.IntStream.range(0, sum.length)
                .filter(j -> sum[j] > 0)
                .toArray();
        double[] multiples =
                Arrays.stream(classes).mapToDouble(j -> sum[j] / distances[j]).toArray();
        return new Found(0, null, classes, multiples);
    }

    private int[] ends() {
        int first = distances.length + (Double.isInfinite(domain.lower()) ? dimension : 0);
        return java.util.stream.IntStream.range(first, first + dimension).toArray();
    }

    /** Classes whose differences from i span the space: the one farthest from the span of those before, each time. */
    private int[] spanningClasses() {
        int m = distances.length;
        double[] residual = new double[m];
        Arrays.fill(residual, 1);
        for (int j = 0; j < m; j++) {
            residual[j] = distances[j] == 0 ? -1 : 1;
        }
        double[] self = points.point(i);
        double[][] basis = new double[dimension][];
        int[] chosen = new int[dimension];
        double[] column = new double[dimension];
        double[] products = new double[m];
        for (int s = 0; s < dimension; s++) {
            int best = 0;
            for (int j = 1; j < m; j++) {
                best = residual[j] > residual[best] ? j : best;
            }
            chosen[s] = best;
            columns.copy(best, column);
            double[] q = column.clone();
            // Twice is enough (Kahan): the second pass removes what rounding left of the first.
            for (int pass = 0; pass < 2; pass++) {
                for (int t = 0; t < s; t++) {
                    q = Vectors.plus(q, -Vectors.dot(q, basis[t]), basis[t]);
                }
            }
            basis[s] = Vectors.unit(q);
            points.products(basis[s], products);
            double own = Vectors.dot(self, basis[s]);
            for (int j = 0; j < m; j++) {
                double part = distances[j] == 0 ? 0 : (own - products[j]) / distances[j];
                residual[j] -= part * part;
            }
            residual[best] = -1;
        }
        return chosen;
    }

    private int rank(List<Integer> rows) {
        if (rows.isEmpty()) {
            return 0;
        }
        DMatrixRMaj matrix = new DMatrixRMaj(rows.size(), dimension);
        double[] column = new double[dimension];
        for (int r = 0; r < rows.size(); r++) {
            columns.copy(rows.get(r), column);
            System.arraycopy(column, 0, matrix.data, r * dimension, dimension);
        }
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(rows.size(), dimension, false, false, true);
        if (!svd.decompose(matrix)) {
            return dimension;
        }
        int rank = 0;
        for (int k = 0; k < Math.min(rows.size(), dimension); k++) {
            rank += svd.getSingularValues()[k] > RANK ? 1 : 0;
        }
        return rank;
    }
}
