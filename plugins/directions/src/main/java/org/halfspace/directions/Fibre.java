package org.halfspace.directions;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.spi.model.HiddenDomain;

/**
 * The fibre {@code (h + V) ∩ H} of a hidden vector: all hidden vectors with its probabilities that lie in the hidden domain H.
 * In R^l it is h + V; where H has a boundary it is a polyhedron. Immutable.
 */
final class Fibre {

    /**
     * Coordinates of unit directions below this are taken as zero: rounding leaves some 1e-16 where V is orthogonal to an
     * axis, and a random direction comes as near to zero by chance once in 1e11 coordinates or less.
     */
    private static final double ZERO_COORDINATE = 1e-13;

    private final HeadGeometry geometry;
    private final HiddenDomain domain;
    private final double[] h;

    /** @param h l numbers; those outside the domain by rounding count as on its boundary */
    Fibre(HeadGeometry geometry, double[] h) {
        this.geometry = geometry;
        this.domain = geometry.head().domain();
        this.h = h;
    }

    private boolean isInside(double value) {
        return value > domain.lower() && value < domain.upper();
    }

    /** How many coordinates of h lie on the boundary of the domain. */
    int atBoundary() {
        return h.length - inside().length;
    }

    private int[] inside() {
        int[] inside = new int[h.length];
        int count = 0;
        for (int k = 0; k < h.length; k++) {
            if (isInside(h[k])) {
                inside[count++] = k;
            }
        }
        return Arrays.copyOf(inside, count);
    }

    /**
     * The dimension of the directions of V that can be followed from h both ways: those that leave the boundary's coordinates
     * alone, {@code |S| - rank(C W_S^T)} with S the coordinates inside.
     */
    int twoSidedDimension() {
        int[] inside = inside();
        return inside.length - geometry.centredRankOn(inside);
    }

    /**
     * The lengths of the chords {@code {theta : h + theta d in H}}, in ascending order; infinite ones are possible.
     *
     * @param directions one per row, of length 1
     */
    double[] chords(DMatrixRMaj directions) {
        double[] lengths = new double[directions.numRows];
        for (int i = 0; i < lengths.length; i++) {
            double least = Double.NEGATIVE_INFINITY;
            double greatest = Double.POSITIVE_INFINITY;
            for (int k = 0; k < h.length; k++) {
                double d = directions.data[i * h.length + k];
                if (Math.abs(d) > ZERO_COORDINATE) {
                    double up = Math.max(0, domain.upper() - h[k]);
                    double down = Math.max(0, h[k] - domain.lower());
                    greatest = Math.min(greatest, (d > 0 ? up : down) / Math.abs(d));
                    least = Math.max(least, -(d > 0 ? down : up) / Math.abs(d));
                }
            }
            lengths[i] = greatest - least;
        }
        Arrays.sort(lengths);
        return lengths;
    }
}
