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
 * of the boundaries only, and the nonnegative part of the combination bounds its radius.
 */
final class SimplicialRegions implements RegionDecider {
    private final HeadGeometry geometry;
    private final ClassPoints points;
    private final double[] apex;
    private final double apexNorm;
    private final SeparatingDirection separating;

    SimplicialRegions(HeadGeometry geometry, ClassPoints points) {
        this.geometry = geometry;
        this.points = points;
        this.apex = geometry.preimages(
                        new double[][] {Vectors.scaled(-1, geometry.head().bias())})[0];
        this.apexNorm = Vectors.norm(apex);
        this.separating = new SeparatingDirection(points);
    }

    @Override
    public List<ClassRegionRow> decide(int[] classes, boolean vectors) throws InterruptedException {
        int m = points.classes();
        int l = geometry.head().hiddenSize();
        double[][] selves = new double[classes.length][];
        double[][] products = new double[classes.length][m];
        for (int c = 0; c < classes.length; c++) {
            selves[c] = points.point(classes[c]);
        }
        points.products(selves, products);
        double[][] distances = new double[classes.length][m];
        double[][] targets = new double[classes.length][];
        for (int c = 0; c < classes.length; c++) {
            points.distances(classes[c], products[c], distances[c]);
            targets[c] = Vectors.scaled(-1, distances[c]);
        }
        double[][] multipliers = new double[classes.length][m];
        double[] norms = geometry.preimageNorms(targets, multipliers);
        double[][] directions = vectors ? geometry.preimages(targets) : null;
        List<ClassRegionRow> rows = new ArrayList<>(classes.length);
        for (int c = 0; c < classes.length; c++) {
            double least = 1 / norms[c];
            double greatest = least;
            if (!isNonnegative(multipliers[c], classes[c])) {
                SeparatingDirection.Found found =
                        separating.bounds(classes[c], distances[c], Vectors.scaled(-1, multipliers[c]));
                least = Math.max(least, found.lower());
                greatest = Math.max(least, found.upper());
            }
            RowBuilder builder = RowBuilder.of(classes[c], Region.UNBOUNDED, Method.CLOSED_FORM)
                    .certified(true)
                    .dimensions(l - (m - 1), l)
                    .biasSlack(Double.POSITIVE_INFINITY)
                    .inradius(Double.POSITIVE_INFINITY)
                    .coneInradius(least, greatest);
            if (vectors) {
                double s = Math.max(1, apexNorm / norms[c]);
                builder.witness(Vectors.plus(apex, s, directions[c])).direction(Vectors.unit(directions[c]));
            }
            rows.add(builder.build());
        }
        return rows;
    }

    /** With other targets, which need no distances: one logit leads all others, which tie. */
    @Override
    public Witnesses witnesses(int[] classes) {
        double[][] targets = new double[classes.length][points.classes()];
        for (int c = 0; c < classes.length; c++) {
            targets[c][classes[c]] = 1;
        }
        double[][] directions = geometry.preimages(targets);
        double[][] witnesses = new double[classes.length][];
        for (int c = 0; c < classes.length; c++) {
            directions[c] = Vectors.unit(directions[c]);
            witnesses[c] = Vectors.plus(apex, Math.max(1, apexNorm), directions[c]);
        }
        return new Witnesses(witnesses, directions);
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
