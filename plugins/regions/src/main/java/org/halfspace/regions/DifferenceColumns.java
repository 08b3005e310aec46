package org.halfspace.regions;

import java.util.Arrays;
import org.halfspace.geometry.ClassPoints;
import org.halfspace.geometry.RevisedSimplex;
import org.halfspace.spi.model.HiddenDomain;

/**
 * The duals of the linear programs about the region of one class i: a column {@code (D_ij / n_ij, kappa_j)} of cost
 * {@code c_ij / n_ij} for every class j, and columns {@code (e_k, kappa)} of cost -lower and {@code (-e_k, kappa)} of cost upper for the
 * domain's ends where they are finite. The duals are {@code (-h, t)}: {@code D_ij . h + c_ij >= t n_ij kappa_j}, and one pricing is one
 * evaluation of the logits at h. For one thread.
 */
final class DifferenceColumns implements RevisedSimplex.Columns {

    /** What t measures. */
    enum Measure {
        /** The radius of a ball in the region and the domain. */
        RADIUS,
        /** The least lead of logit i over the others. */
        LEAD,
        /** Nothing: there is no t, and directions are looked for. */
        NONE
    }

    private final ClassPoints points;
    private final int i;
    private final double[] distances;
    private final double lower;
    private final double upper;
    private final double[] self;
    private final double[] minusHidden;
    private final double[] logits;
    private Measure measure;
    private double unit = 1;

    /**
     * Sets up the columns.
     *
     * @param distances n_ij; classes at distance 0 are left out
     */
    DifferenceColumns(ClassPoints points, HiddenDomain domain, int i, double[] distances, Measure measure) {
        this.points = points;
        this.i = i;
        this.distances = distances;
        this.lower = domain.lower();
        this.upper = domain.upper();
        this.self = points.point(i);
        this.minusHidden = new double[self.length];
        this.logits = new double[distances.length];
        measure(measure);
    }

    /** Changes what t measures; costs stay. */
    void measure(Measure other) {
        measure = other;
        unit = Vectors.largest(distances);
    }

    /** What t is counted in: the lead is t times this. */
    double unit() {
        return measure == Measure.LEAD ? unit : 1;
    }

    /** How many rows a column has. */
    int rows() {
        return self.length + (measure == Measure.NONE ? 0 : 1);
    }

    /** Whether a column is a class's, rather than an end's of the domain. */
    boolean isClass(int column) {
        return column < distances.length;
    }

    /** The coordinate that an end's column is about. */
    int coordinate(int column) {
        return (column - distances.length) % self.length;
    }

    @Override
    public int size() {
        return distances.length + (Double.isInfinite(lower) && Double.isInfinite(upper) ? 0 : 2 * self.length);
    }

    @Override
    public double cost(int j) {
        if (isClass(j)) {
            return (points.bias()[i] - points.bias()[j]) / distances[j];
        }
        return j < distances.length + self.length ? -lower : upper;
    }

    private double kappa(int j) {
        if (measure == Measure.RADIUS) {
            return 1;
        }
        return measure == Measure.LEAD && isClass(j) ? unit / distances[j] : 0;
    }

    @Override
    public void copy(int j, double[] target) {
        Arrays.fill(target, 0);
        if (isClass(j)) {
            for (int k = 0; k < self.length; k++) {
                target[k] = (self[k] - points.coordinate(k)[j]) / distances[j];
            }
        } else {
            target[coordinate(j)] = j < distances.length + self.length ? 1 : -1;
        }
        if (measure != Measure.NONE) {
            target[self.length] = kappa(j);
        }
    }

    @Override
    public void price(double[] duals, boolean costs, double[] reduced) {
        for (int k = 0; k < self.length; k++) {
            minusHidden[k] = -duals[k];
        }
        double t = measure == Measure.NONE ? 0 : duals[self.length];
        if (costs) {
            points.logits(minusHidden, logits);
        } else {
            points.products(minusHidden, logits);
        }
        int m = distances.length;
        double top = logits[i];
        double radius = measure == Measure.RADIUS ? t : 0;
        double lead = measure == Measure.LEAD ? t * unit : 0;
        for (int j = 0; j < m; j++) {
            reduced[j] =
                    distances[j] == 0 ? Double.POSITIVE_INFINITY : (top - logits[j] - lead) / distances[j] - radius;
        }
        if (reduced.length > m) {
            for (int k = 0; k < self.length; k++) {
                double h = -duals[k];
                reduced[m + k] = Double.isInfinite(lower) ? Double.POSITIVE_INFINITY : (costs ? h - lower : h) - radius;
                reduced[m + self.length + k] =
                        Double.isInfinite(upper) ? Double.POSITIVE_INFINITY : (costs ? upper - h : -h) - radius;
            }
        }
    }
}
