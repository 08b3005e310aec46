package org.halfspace.regions;

import java.util.ArrayList;
import java.util.List;
import org.halfspace.geometry.ClassPoints;
import org.halfspace.geometry.HeadGeometry;

/**
 * The regions of affinely independent classes ({@code r_c = m - 1}) on R^l, in closed form: an apex set {@code h_0 + V} at which
 * all logits tie, and {@code R_i = h_0 + a simplicial cone + V}. Every class is argmaxable, every region unbounded with a recession
 * cone of full dimension, every pair of regions shares a facet.
 *
 * <p>The witness of class i lies at the same distance s from all its boundaries: {@code h = (W_c^T)^+ (s u - b_c)}, {@code u_j = -n_ij}.
 * With {@code d = (W_c^T)^+ u}, a direction d / ‖d‖ has the angle {@code arcsin 1/‖d‖} to every boundary. It is the middle of the cone's largest
 * ball exactly if d is a nonnegative combination of the differences (Kuhn and Tucker); otherwise a larger ball touches some
 * of the boundaries only, and a few steps of {@link SeparatingDirection} look for it.
 */
final class SimplicialRegions implements RegionDecider {
    private final HeadGeometry geometry;
    private final ClassPoints points;
    private final double apexNorm;
    private final double[] apexLogits;
    private final SeparatingDirection separating;

    SimplicialRegions(HeadGeometry geometry, ClassPoints points) {
        this.geometry = geometry;
        this.points = points;
        double[] b = geometry.head().bias();
        double mean = 0;
        for (double value : b) {
            mean += value / b.length;
        }
        apexLogits = new double[b.length];
        for (int j = 0; j < b.length; j++) {
            apexLogits[j] = mean - b[j];
        }
        apexNorm = Vectors.norm(apex());
        separating = new SeparatingDirection(points);
    }

    /** h_0, the shortest vector at which all logits tie. */
    double[] apex() {
        return geometry.preimages(new double[][] {apexLogits}, new double[1][apexLogits.length])[0];
    }

    @Override
    public List<ClassRegionRow> decide(int[] classes) throws InterruptedException {
        int m = points.classes();
        int l = geometry.head().hiddenSize();
        double[][] vectors = new double[classes.length][];
        double[][] products = new double[classes.length][m];
        for (int c = 0; c < classes.length; c++) {
            vectors[c] = points.point(classes[c]);
        }
        points.products(vectors, products);
        double[][] distances = new double[classes.length][m];
        double[][] targets = new double[classes.length][m];
        for (int c = 0; c < classes.length; c++) {
            points.distances(classes[c], products[c], distances[c]);
            for (int j = 0; j < m; j++) {
                targets[c][j] = -distances[c][j];
            }
        }
        double[][] multipliers = new double[classes.length][m];
        double[][] directions = geometry.preimages(targets, multipliers);
        double[][] logits = new double[classes.length][m];
        for (int c = 0; c < classes.length; c++) {
            double s = Math.max(1, apexNorm / Vectors.norm(directions[c]));
            for (int j = 0; j < m; j++) {
                logits[c][j] = s * targets[c][j] + apexLogits[j];
            }
        }
        double[][] witnesses = geometry.preimages(logits, new double[classes.length][m]);
        List<ClassRegionRow> rows = new ArrayList<>(classes.length);
        for (int c = 0; c < classes.length; c++) {
            double norm = Vectors.norm(directions[c]);
            double least = 1 / norm;
            double greatest = least;
            if (!isNonnegative(multipliers[c], classes[c])) {
                SeparatingDirection.Found found =
                        separating.search(classes[c], distances[c], products[c], SeparatingDirection.REFINING, false);
                greatest = found.upper();
                if (found.lower() > least) {
                    least = found.lower();
                }
            }
            rows.add(RowBuilder.of(classes[c], Region.UNBOUNDED, Method.CLOSED_FORM)
                    .certified(true)
                    .dimensions(l - (m - 1), l)
                    .biasSlack(Double.POSITIVE_INFINITY)
                    .inradius(Double.POSITIVE_INFINITY)
                    .coneInradius(least, Math.max(least, greatest))
                    .witness(witnesses[c])
                    .direction(Vectors.unit(directions[c]))
                    .build());
        }
        return rows;
    }

    @Override
    public boolean winsBesideDuplicates(int classIndex) {
        return true;
    }

    /** Whether d is a nonnegative combination of the differences: of {@code w_i - w_j} it has -nu_j. */
    private static boolean isNonnegative(double[] multipliers, int i) {
        for (int j = 0; j < multipliers.length; j++) {
            if (j != i && multipliers[j] > 0) {
                return false;
            }
        }
        return true;
    }
}
