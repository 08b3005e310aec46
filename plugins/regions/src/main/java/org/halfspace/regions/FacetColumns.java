package org.halfspace.regions;

import java.util.Arrays;
import org.halfspace.geometry.ClassPoints;
import org.halfspace.geometry.RevisedSimplex;
import org.halfspace.spi.model.HiddenDomain;

/**
 * The dual of the program for the facet that regions i and j may share: the largest ball of the hyperplane {@code z_i = z_j} in both
 * regions and the domain. Columns {@code (D_ik / rho_k, 1)} of cost {@code c_ik / rho_k}, where {@code rho_k} is the length of the part
 * of D_ik orthogonal to D_ij; {@code (+-D_ij / n_ij, 0)}; and the domain's ends. For one thread.
 */
final class FacetColumns implements RevisedSimplex.Columns {

    /** A difference whose orthogonal part is below this share of its length is parallel to D_ij, to rounding. */
    private static final double PARALLEL = 1e-12;

    private final ClassPoints points;
    private final int i;
    private final int j;
    private final double lower;
    private final double upper;
    private final double[] first;
    private final double[] difference;
    private final double length;
    private final double[] rho;
    private final double[] endRho;
    private final double[] minusHidden;
    private final double[] logits;

    FacetColumns(ClassPoints points, HiddenDomain domain, int i, int j) {
        this.points = points;
        this.i = i;
        this.j = j;
        this.lower = domain.lower();
        this.upper = domain.upper();
        int m = points.classes();
        first = points.point(i);
        difference = Vectors.plus(first, -1, points.point(j));
        length = Vectors.norm(difference);
        minusHidden = new double[first.length];
        logits = new double[m];
        double[] squares = new double[m];
        double[] along = new double[m];
        for (int k = 0; k < first.length; k++) {
            double[] row = points.coordinate(k);
            double unit = difference[k] / length;
            for (int c = 0; c < m; c++) {
                double value = first[k] - row[c];
                squares[c] += value * value;
                along[c] += unit * value;
            }
        }
        rho = new double[m];
        for (int c = 0; c < m; c++) {
            rho[c] = orthogonal(squares[c], along[c]);
        }
        rho[i] = 0;
        rho[j] = 0;
        endRho = new double[first.length];
        for (int k = 0; k < first.length; k++) {
            double unit = difference[k] / length;
            endRho[k] = orthogonal(1, unit);
        }
    }

    private static double orthogonal(double square, double along) {
        double part = square - along * along;
        return part > PARALLEL * square ? Math.sqrt(part) : 0;
    }

    int rows() {
        return first.length + 1;
    }

    boolean isClass(int column) {
        return column < points.classes();
    }

    /** Whether a column is one of the two of D_ij. */
    boolean isTie(int column) {
        return column == points.classes() || column == points.classes() + 1;
    }

    double rho(int k) {
        return rho[k];
    }

    /** A column to start from, or -1 where there is none. */
    int usable() {
        for (int k = 0; k < rho.length; k++) {
            if (rho[k] > 0) {
                return k;
            }
        }
        for (int k = 0; k < endRho.length; k++) {
            if (endRho[k] > 0 && restricted()) {
                return rho.length + 2 + k + (Double.isInfinite(lower) ? endRho.length : 0);
            }
        }
        return -1;
    }

    double length() {
        return length;
    }

    private boolean restricted() {
        return !Double.isInfinite(lower) || !Double.isInfinite(upper);
    }

    @Override
    public int size() {
        return points.classes() + 2 + (restricted() ? 2 * first.length : 0);
    }

    @Override
    public double cost(int c) {
        int m = points.classes();
        if (c < m) {
            return (points.bias()[i] - points.bias()[c]) / rho[c];
        }
        double tie = (points.bias()[i] - points.bias()[j]) / length;
        if (c < m + 2) {
            return c == m ? tie : -tie;
        }
        int k = (c - m - 2) % first.length;
        return (c - m - 2 < first.length ? -lower : upper) / endRho[k];
    }

    @Override
    public void copy(int c, double[] target) {
        Arrays.fill(target, 0);
        int m = points.classes();
        if (c < m) {
            for (int k = 0; k < first.length; k++) {
                target[k] = (first[k] - points.coordinate(k)[c]) / rho[c];
            }
            target[first.length] = 1;
        } else if (c < m + 2) {
            for (int k = 0; k < first.length; k++) {
                target[k] = (c == m ? difference[k] : -difference[k]) / length;
            }
        } else {
            int k = (c - m - 2) % first.length;
            target[k] = (c - m - 2 < first.length ? 1 : -1) / endRho[k];
            target[first.length] = 1;
        }
    }

    @Override
    public void price(double[] duals, boolean costs, double[] reduced) {
        for (int k = 0; k < first.length; k++) {
            minusHidden[k] = -duals[k];
        }
        double radius = duals[first.length];
        if (costs) {
            points.logits(minusHidden, logits);
        } else {
            points.products(minusHidden, logits);
        }
        int m = points.classes();
        for (int c = 0; c < m; c++) {
            reduced[c] = rho[c] == 0 ? Double.POSITIVE_INFINITY : (logits[i] - logits[c]) / rho[c] - radius;
        }
        double tie = (logits[i] - logits[j]) / length;
        reduced[m] = tie;
        reduced[m + 1] = -tie;
        if (restricted()) {
            for (int k = 0; k < first.length; k++) {
                double h = -duals[k];
                int low = m + 2 + k;
                int high = low + first.length;
                boolean free = endRho[k] == 0;
                reduced[low] = free || Double.isInfinite(lower)
                        ? Double.POSITIVE_INFINITY
                        : (costs ? h - lower : h) / endRho[k] - radius;
                reduced[high] = free || Double.isInfinite(upper)
                        ? Double.POSITIVE_INFINITY
                        : (costs ? upper - h : -h) / endRho[k] - radius;
            }
        }
    }
}
