package org.halfspace.spi.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The point nearest to the origin in the convex hull of points that come one after another (P. Wolfe, Finding the nearest point in a
 * polytope, Mathematical Programming 11, 1976). With points that support a convex set in the direction opposite to the nearest
 * point, this finds the distance of the set, or a direction that separates it from the origin. At most k + 1 points are kept, so
 * that the work of a step does not grow. Not thread-safe.
 */
public final class NearestPoint {
    /** Weights below this share are rounding: weights add up to 1. */
    private static final double LEAST_WEIGHT = 1e-13;

    /** A system of equations of the corral is refused below this relative pivot; the newest point is then left out. */
    private static final double LEAST_PIVOT = 1e-14;

    private final int size;
    private final List<double[]> points = new ArrayList<>();
    private double[] weights = {};
    private double[] nearest;

    /** @param size k, how many coordinates a point has */
    public NearestPoint(int size) {
        this.size = size;
    }

    /** The nearest point, new. */
    public double[] nearest() {
        return nearest.clone();
    }

    /**
     * Adds a point.
     *
     * @return whether the hull has come nearer to the origin; where it has not, the nearest point is as it was
     */
    public boolean add(double[] point) {
        if (points.isEmpty()) {
            points.add(point.clone());
            weights = new double[] {1};
            nearest = point.clone();
            return true;
        }
        List<double[]> before = List.copyOf(points);
        double[] weightsBefore = weights;
        double[] nearestBefore = nearest;
        points.add(point.clone());
        weights = Arrays.copyOf(weights, points.size());
        if (settle() && squared(nearest) < squared(nearestBefore)) {
            return true;
        }
        points.clear();
        points.addAll(before);
        weights = weightsBefore;
        nearest = nearestBefore;
        return false;
    }

    /** Wolfe's minor cycle: to the nearest point of the affine hull, or as far as the hull reaches, dropping points there. */
    private boolean settle() {
        while (true) {
            double[] affine = affineWeights();
            if (affine == null) {
                return false;
            }
            if (Arrays.stream(affine).allMatch(weight -> weight > LEAST_WEIGHT)) {
                weights = affine;
                nearest = combination();
                return true;
            }
            double step = 1;
            for (int i = 0; i < affine.length; i++) {
                if (affine[i] <= LEAST_WEIGHT && weights[i] > affine[i]) {
                    step = Math.min(step, weights[i] / (weights[i] - affine[i]));
                }
            }
            int least = -1;
            for (int i = 0; i < affine.length; i++) {
                weights[i] += step * (affine[i] - weights[i]);
                if (affine[i] <= LEAST_WEIGHT && (least < 0 || weights[i] < weights[least])) {
                    least = i;
                }
            }
            if (points.size() == 1) {
                return false;
            }
            drop(least);
        }
    }

    private void drop(int index) {
        points.remove(index);
        double[] rest = new double[points.size()];
        double sum = 0;
        for (int i = 0; i < rest.length; i++) {
            rest[i] = Math.max(0, weights[i < index ? i : i + 1]);
            sum += rest[i];
        }
        for (int i = 0; i < rest.length; i++) {
            rest[i] /= sum;
        }
        weights = rest;
    }

    /**
     * The weights, of any sign, of the point of the affine hull that is nearest to the origin: a least-squares problem in the
     * differences to one point, by QR. Null where the points are affinely dependent.
     */
    private double[] affineWeights() {
        int count = points.size() - 1;
        if (count > size) {
            return null;
        }
        double[] base = points.get(count);
        DMatrixRMaj differences = new DMatrixRMaj(size, Math.max(1, count));
        DMatrixRMaj opposite = new DMatrixRMaj(size, 1);
        for (int r = 0; r < size; r++) {
            for (int c = 0; c < count; c++) {
                differences.set(r, c, points.get(c)[r] - base[r]);
            }
            opposite.set(r, 0, -base[r]);
        }
        double[] result = new double[count + 1];
        result[count] = 1;
        if (count == 0) {
            return result;
        }
        DMatrixRMaj solution = new DMatrixRMaj(count, 1);
        var solver = org.ejml.dense.row.factory.LinearSolverFactory_DDRM.qrp(false, false);
        if (!solver.setA(differences) || !(solver.quality() > LEAST_PIVOT)) {
            return null;
        }
        solver.solve(opposite, solution);
        for (int c = 0; c < count; c++) {
            result[c] = solution.get(c, 0);
            result[count] -= result[c];
        }
        return CommonOps_DDRM.elementMaxAbs(solution) < Double.POSITIVE_INFINITY ? result : null;
    }

    /**
     * The point that the weights stand for, with what rounding has left of it in the directions of the hull taken out: near the
     * origin that would be most of it, and its direction is what separates.
     */
    private double[] combination() {
        double[] sum = new double[size];
        for (int i = 0; i < weights.length; i++) {
            for (int r = 0; r < size; r++) {
                sum[r] += weights[i] * points.get(i)[r];
            }
        }
        List<double[]> frame = new ArrayList<>();
        double[] base = points.get(points.size() - 1);
        for (int i = 0; i + 1 < points.size(); i++) {
            double[] difference = new double[size];
            for (int r = 0; r < size; r++) {
                difference[r] = points.get(i)[r] - base[r];
            }
            double before = Math.sqrt(squared(difference));
            remove(frame, difference);
            remove(frame, difference);
            double after = Math.sqrt(squared(difference));
            if (after > LEAST_PIVOT * before) {
                frame.add(Arrays.stream(difference).map(one -> one / after).toArray());
            }
        }
        if (frame.size() < size) {
            remove(frame, sum);
            remove(frame, sum);
        }
        return sum;
    }

    private static void remove(List<double[]> frame, double[] vector) {
        for (double[] direction : frame) {
            double along = 0;
            for (int r = 0; r < vector.length; r++) {
                along += direction[r] * vector[r];
            }
            for (int r = 0; r < vector.length; r++) {
                vector[r] -= along * direction[r];
            }
        }
    }

    private static double squared(double[] vector) {
        return Arrays.stream(vector).map(value -> value * value).sum();
    }
}
