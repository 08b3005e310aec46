package org.halfspace.regions;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.halfspace.geometry.ClassPoints;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.geometry.RevisedSimplex;
import org.halfspace.geometry.RevisedSimplex.Solution;
import org.halfspace.geometry.RevisedSimplex.Status;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.SoftmaxHead;

/** The region of one class: duplicates, then a search, then linear programs. For one thread. */
final class OneRegion {

    /**
     * A difference of logits counts as positive above this part of {@code (‖w_i‖ + ‖w_j‖) ‖h‖ + |b_i| + |b_j|}: twenty times the
     * worst rounding at l = 2048.
     */
    private static final double MARGIN = 1e-11;

    /** Coordinates from which on a search beyond its first direction is cheaper than the linear program that it may spare. */
    private static final int SEARCHED_DIMENSION = 16;

    /** Operations of that search: a tenth of the program's. */
    private static final double SEARCHING = 4e6;

    /** Steps of the search on restricted domains. */
    private static final int REFLECTIONS = 30;

    /** How much further than its mirror image a reflected vector goes, as a part of its length. */
    private static final double FURTHER = 1e-3;

    private final int i;
    private final double[] products;
    private final double[] distances;
    private final double[] b;
    private final double refining;
    private final HeadGeometry geometry;
    private final SoftmaxHead head;
    private final HiddenDomain domain;
    private final ClassPoints points;
    private final SeparatingDirection separating;
    private final int invisible;

    /**
     * Sets it up.
     *
     * @param products {@code w_i . w_j} for all j
     * @param refining operations that may go into a cone's radius
     */
    OneRegion(GeneralRegions regions, int i, double[] products, double refining) {
        this.geometry = regions.geometry();
        this.head = geometry.head();
        this.domain = regions.domain();
        this.points = regions.points();
        this.separating = regions.separating();
        this.invisible = head.hiddenSize() - points.dimension();
        this.b = points.bias();
        this.refining = refining;
        this.i = i;
        this.products = products;
        this.distances = new double[products.length];
        points.distances(i, products, distances);
    }

    ClassRegionRow row() throws InterruptedException {
        for (int j = 0; j < distances.length; j++) {
            if (j != i && distances[j] == 0 && b[j] >= b[i]) {
                BigInteger[] one = {BigInteger.ONE};
                return RowBuilder.of(i, Region.EMPTY, Method.DUPLICATE)
                        .certified(true)
                        .biasSlack(b[i] - b[j])
                        .barredBy(new int[] {j}, one, true)
                        .build();
            }
        }
        return rowBesideDuplicates();
    }

    /** The row if classes of the same weights do not count. */
    ClassRegionRow rowBesideDuplicates() throws InterruptedException {
        boolean alone = Arrays.stream(distances).allMatch(distance -> distance == 0);
        if (alone) {
            return wholeDomain();
        }
        ClassRegionRow quick = domain.kind() == HiddenDomain.Kind.REAL ? searchReal() : searchRestricted();
        return quick != null ? quick : byProgram();
    }

    /** All weights are equal, and this class has the largest bias. */
    private ClassRegionRow wholeDomain() {
        double[] h = new double[head.hiddenSize()];
        Arrays.fill(h, inside(domain));
        boolean real = domain.kind() == HiddenDomain.Kind.REAL;
        boolean box = isBox();
        return RowBuilder.of(i, box ? Region.BOUNDED : Region.UNBOUNDED, Method.CLOSED_FORM)
                .certified(true)
                .dimensions(real ? h.length : 0, box ? 0 : h.length)
                .biasSlack(leadOverDuplicates())
                .inradius(box ? (domain.upper() - domain.lower()) / 2 : Double.POSITIVE_INFINITY)
                .witness(h)
                .build();
    }

    /** The lead over classes of the same weights, which is the same everywhere; infinite where there are none. */
    private double leadOverDuplicates() {
        double lead = Double.POSITIVE_INFINITY;
        for (int j = 0; j < distances.length; j++) {
            lead = j != i && distances[j] == 0 ? Math.min(lead, b[i] - b[j]) : lead;
        }
        return lead;
    }

    /** Whether {@code z_i > z_j} for all j, beyond rounding. */
    private boolean wins(double[] z, double norm, boolean withBias) {
        double self = Math.sqrt(points.squaredNorm(i));
        for (int j = 0; j < z.length; j++) {
            if (distances[j] != 0) {
                double size = (self + Math.sqrt(points.squaredNorm(j))) * norm
                        + (withBias ? Math.abs(b[i]) + Math.abs(b[j]) : 0);
                if (!(z[i] - z[j] > MARGIN * size)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean winsAt(double[] y) {
        double[] z = new double[b.length];
        points.logits(y, z);
        return wins(z, Vectors.norm(y), true);
    }

    private boolean separates(double[] d) {
        return wins(slopes(d), Vectors.norm(d), false);
    }

    private double[] slopes(double[] d) {
        double[] slopes = new double[b.length];
        points.products(d, slopes);
        return slopes;
    }

    private ClassRegionRow searchReal() {
        double[] start = points.point(i);
        if (wins(products, Vectors.norm(start), false)) {
            return unboundedAlong(start, products, Method.SEARCH);
        }
        if (points.dimension() < SEARCHED_DIMENSION) {
            return null;
        }
        double[] d = separating.search(i, distances, products, SEARCHING, true).direction();
        return d != null && separates(d) ? unboundedAlong(d, slopes(d), Method.SEARCH) : null;
    }

    /**
     * The row of a class that wins along a direction strictly: its recession cone has full dimension.
     *
     * @param known the inner products of all points with the direction
     */
    private ClassRegionRow unboundedAlong(double[] direction, double[] known, Method method) {
        double[] d = direction;
        double[] slope = known;
        RowBuilder builder = RowBuilder.of(i, Region.UNBOUNDED, method)
                .certified(true)
                .biasSlack(leadOverDuplicates())
                .inradius(Double.POSITIVE_INFINITY);
        if (domain.kind() == HiddenDomain.Kind.REAL) {
            builder.dimensions(invisible, head.hiddenSize());
            SeparatingDirection.Found found = separating.search(i, distances, products, refining, false);
            double[] better = found.direction();
            if (better != null && found.lower() > 0 && separates(better)) {
                d = better;
                slope = slopes(better);
            }
            double least = coneRadius(d, slope);
            builder.coneInradius(least, Math.max(least, found.upper()));
        } else {
            builder.dimensions(0, head.hiddenSize());
        }
        double[] base = new double[points.dimension()];
        double[] z = b;
        if (base(domain) != 0) {
            Arrays.fill(base, base(domain));
            z = new double[b.length];
            points.logits(base, z);
        }
        double theta = Math.max(Math.sqrt(points.squaredNorm(i)), Vectors.largest(distances)) / Vectors.norm(d);
        for (int j = 0; j < z.length; j++) {
            if (distances[j] != 0) {
                theta = Math.max(theta, 2 * (z[j] - z[i]) / (slope[i] - slope[j]));
            }
        }
        double[] point = points.inHiddenSpace(Vectors.plus(base, theta, d));
        return builder.witness(point)
                .direction(Vectors.unit(points.inHiddenSpace(d)))
                .build();
    }

    /** The radius of the largest ball about d / ‖d‖ in the recession cone. */
    private double coneRadius(double[] d, double[] slope) {
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < slope.length; j++) {
            if (distances[j] != 0) {
                least = Math.min(least, (slope[i] - slope[j]) / distances[j]);
            }
        }
        return least / Vectors.norm(d);
    }

    /** Relaxation in the cone of the domain's own directions: away from the class that leads most. */
    private ClassRegionRow searchRestricted() {
        if (isBox()) {
            return null;
        }
        double[] self = points.point(i);
        double[] y = new double[self.length];
        for (int k = 0; k < y.length; k++) {
            y[k] = receding(self[k]);
        }
        for (int step = 0; step < REFLECTIONS && Vectors.largest(y) > 0; step++) {
            double[] z = slopes(y);
            if (wins(z, Vectors.norm(y), false)) {
                return unboundedAlong(y, z, Method.SEARCH);
            }
            int worst = -1;
            double deficit = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < z.length; j++) {
                if (distances[j] != 0 && (z[j] - z[i]) / distances[j] > deficit) {
                    deficit = (z[j] - z[i]) / distances[j];
                    worst = j;
                }
            }
            // To the other side of the boundary, and a little further: a step of zero would repeat itself.
            double length = (2 * deficit + FURTHER * Vectors.norm(y)) / distances[worst];
            for (int k = 0; k < y.length; k++) {
                y[k] = receding(y[k] + length * (self[k] - points.coordinate(k)[worst]));
            }
        }
        return null;
    }

    private double receding(double value) {
        double receding = value;
        if (!Double.isInfinite(domain.lower())) {
            receding = Math.max(0, receding);
        }
        if (!Double.isInfinite(domain.upper())) {
            receding = Math.min(0, receding);
        }
        return receding;
    }

    private ClassRegionRow byProgram() throws InterruptedException {
        DifferenceColumns columns =
                new DifferenceColumns(points, domain, i, distances, DifferenceColumns.Measure.RADIUS);
        double[] rhs = new double[columns.rows()];
        rhs[rhs.length - 1] = 1;
        RevisedSimplex simplex = new RevisedSimplex(columns, rhs);
        int start = nearest();
        Solution radius = simplex.minimise(start, rhs.length - 1);
        double[] h = Vectors.negated(radius.duals(), points.dimension());
        if (radius.status() == Status.INFEASIBLE && separates(h)) {
            return unboundedAlong(h, slopes(h), Method.LINEAR_PROGRAM);
        }
        if (radius.status() != Status.OPTIMAL) {
            // Neither a ball nor a cone to rounding: say so by a verdict without certificate.
            return RowBuilder.of(i, Region.EMPTY, Method.LINEAR_PROGRAM).build();
        }
        columns.measure(DifferenceColumns.Measure.LEAD);
        Solution lead = simplex.minimiseFrom(radius.basis());
        if (lead.status() != Status.OPTIMAL) {
            lead = simplex.minimise(start, rhs.length - 1);
        }
        double slack = lead.status() == Status.OPTIMAL ? lead.value() * columns.unit() : Double.NaN;
        double[] best = winsAt(h) ? h : Vectors.negated(lead.duals(), points.dimension());
        if (radius.value() > 0 && winsAt(best)) {
            return argmaxable(best, radius.value(), slack);
        }
        return empty(columns, lead.status() == Status.OPTIMAL ? lead : radius, slack);
    }

    private int nearest() {
        int nearest = -1;
        for (int j = 0; j < distances.length; j++) {
            if (distances[j] != 0
                    && (nearest < 0 || products[j] / distances[j] > products[nearest] / distances[nearest])) {
                nearest = j;
            }
        }
        return nearest;
    }

    private ClassRegionRow argmaxable(double[] y, double radius, double slack) throws InterruptedException {
        boolean real = domain.kind() == HiddenDomain.Kind.REAL;
        double[] point = points.inHiddenSpace(y);
        if (!real) {
            for (int k = 0; k < point.length; k++) {
                point[k] = Math.max(domain.lower(), Math.min(domain.upper(), point[k]));
            }
        }
        boolean box = isBox();
        RecessionCone.Found cone = box
                ? new RecessionCone.Found(0, null, null, null)
                : new RecessionCone(points, domain, i, distances).find();
        boolean bounded = cone != null && cone.dimension() == 0 && (!real || invisible == 0);
        RowBuilder builder = RowBuilder.of(i, bounded ? Region.BOUNDED : Region.UNBOUNDED, Method.LINEAR_PROGRAM)
                .certified(cone != null)
                .biasSlack(Math.min(slack, leadOverDuplicates()))
                .inradius(radius)
                .witness(point);
        if (cone != null) {
            builder.dimensions(real ? invisible : 0, (real ? invisible : 0) + cone.dimension());
            if (bounded && !box) {
                builder.boundedBy(cone.classes(), cone.multiples());
            } else if (cone.direction() != null) {
                builder.direction(Vectors.unit(points.inHiddenSpace(cone.direction())));
            } else if (!box) {
                builder.direction(invisibleDirection());
            }
        }
        return builder.build();
    }

    private ClassRegionRow empty(DifferenceColumns columns, Solution solution, double slack) {
        RowBuilder builder =
                RowBuilder.of(i, Region.EMPTY, Method.LINEAR_PROGRAM).biasSlack(slack);
        return new EmptinessProof(head, domain, i, distances)
                .addTo(builder, columns, solution)
                .build();
    }

    private boolean isBox() {
        return !Double.isInfinite(domain.lower()) && !Double.isInfinite(domain.upper());
    }

    /** A direction of V. */
    private double[] invisibleDirection() {
        return geometry.exactInvariantSubspace()
                .randomDirections(1, new SplittableRandom(1))
                .data
                .clone();
    }

    /** The finite end that directions leave from, or 0. */
    private static double base(HiddenDomain domain) {
        if (!Double.isInfinite(domain.lower())) {
            return domain.lower();
        }
        return Double.isInfinite(domain.upper()) ? 0 : domain.upper();
    }

    private static double inside(HiddenDomain domain) {
        boolean low = Double.isInfinite(domain.lower());
        boolean high = Double.isInfinite(domain.upper());
        if (low && high) {
            return 0;
        }
        return low ? domain.upper() - 1 : high ? domain.lower() + 1 : domain.lower() / 2 + domain.upper() / 2;
    }
}
