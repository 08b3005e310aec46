package org.halfspace.regions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.halfspace.geometry.ClassPoints;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.spi.model.HiddenDomain;

/**
 * Regions of any head on any domain: a search for a direction or point first, linear programs for what it does not settle. On R^l in
 * r_c coordinates, without V; on other domains in all l, since their constraints see V.
 */
final class GeneralRegions implements RegionDecider {

    /** Classes whose inner products are computed in one pass over the weights. */
    private static final int TILE = 64;

    private final HeadGeometry geometry;
    private final HiddenDomain domain;
    private final ClassPoints points;
    private final SeparatingDirection separating;

    GeneralRegions(HeadGeometry geometry, HiddenDomain domain) {
        this.geometry = geometry;
        this.domain = domain;
        boolean real = domain.kind() == HiddenDomain.Kind.REAL;
        this.points = real ? ClassPoints.reduced(geometry) : ClassPoints.inHiddenSpace(geometry);
        this.separating = new SeparatingDirection(points);
    }

    HeadGeometry geometry() {
        return geometry;
    }

    HiddenDomain domain() {
        return domain;
    }

    ClassPoints points() {
        return points;
    }

    SeparatingDirection separating() {
        return separating;
    }

    @Override
    public List<ClassRegionRow> decide(int[] classes, boolean vectors) throws InterruptedException {
        List<ClassRegionRow> rows = decideAll(classes, SeparatingDirection.REFINING);
        if (!vectors) {
            rows.replaceAll(row -> row.method() == Method.LINEAR_PROGRAM ? row : row.withoutVectors());
        }
        return rows;
    }

    @Override
    public Witnesses witnesses(int[] classes) throws InterruptedException {
        List<ClassRegionRow> rows = decideAll(classes, 0);
        return new Witnesses(
                rows.stream().map(ClassRegionRow::witness).toArray(double[][]::new),
                rows.stream().map(ClassRegionRow::direction).toArray(double[][]::new));
    }

    /** @param refining operations that may go into a cone's radius */
    private List<ClassRegionRow> decideAll(int[] classes, double refining) throws InterruptedException {
        List<ClassRegionRow> rows = new ArrayList<>(classes.length);
        for (int begin = 0; begin < classes.length; begin += TILE) {
            int[] tile = Arrays.copyOfRange(classes, begin, Math.min(classes.length, begin + TILE));
            double[][] vectors = new double[tile.length][];
            for (int c = 0; c < tile.length; c++) {
                vectors[c] = points.point(tile[c]);
            }
            double[][] products = new double[tile.length][points.classes()];
            points.products(vectors, products);
            for (int c = 0; c < tile.length; c++) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                rows.add(new OneRegion(this, tile[c], products[c], refining).row());
            }
        }
        return rows;
    }

    @Override
    public boolean winsBesideDuplicates(int classIndex) throws InterruptedException {
        double[] products = new double[points.classes()];
        points.products(points.point(classIndex), products);
        return new OneRegion(this, classIndex, products, 0)
                .rowBesideDuplicates()
                .argmaxable();
    }
}
