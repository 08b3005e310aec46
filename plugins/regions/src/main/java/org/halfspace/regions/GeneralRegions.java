package org.halfspace.regions;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.halfspace.geometry.ClassPoints;
import org.halfspace.geometry.ExactCombination;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.geometry.RevisedSimplex;
import org.halfspace.geometry.RevisedSimplex.Solution;
import org.halfspace.geometry.RevisedSimplex.Status;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * Regions of any head on any domain: a search for a direction or point first, linear programs for what it does not settle. On R^l in
 * r_c coordinates, without V; on other domains in all l, since their constraints see V.
 */
final class GeneralRegions implements RegionDecider {

    /** Classes whose inner products are computed in one pass over the weights. */
    private static final int TILE = 64;

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

    /** The largest system that is solved with integers: seconds. */
    private static final int LARGEST_EXACT = 66;

    /** A basic variable counts as zero below this: bases are scaled to size 1. */
    private static final double ZERO_LEVEL = 1e-9;

    private final HeadGeometry geometry;
    private final SoftmaxHead head;
    private final HiddenDomain domain;
    private final ClassPoints points;
    private final SeparatingDirection separating;
    private final int invisible;

    GeneralRegions(HeadGeometry geometry, HiddenDomain domain) {
        this.geometry = geometry;
        this.head = geometry.head();
        this.domain = domain;
        boolean real = domain.kind() == HiddenDomain.Kind.REAL;
        this.points = real ? ClassPoints.reduced(geometry) : ClassPoints.inHiddenSpace(geometry);
        this.invisible = head.hiddenSize() - points.dimension();
        this.separating = new SeparatingDirection(points);
    }

    ClassPoints points() {
        return points;
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
    public double[][] witnesses(int[] classes) throws InterruptedException {
        return decideAll(classes, 0).stream().map(ClassRegionRow::witness).toArray(double[][]::new);
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
                rows.add(new OneClass(tile[c], products[c], refining).row());
            }
        }
        return rows;
    }

    @Override
    public boolean winsBesideDuplicates(int classIndex) throws InterruptedException {
        double[] products = new double[points.classes()];
        points.products(points.point(classIndex), products);
        return new OneClass(classIndex, products, 0).rowBesideDuplicates().argmaxable();
    }

    /** The work on one class. */
    private final class OneClass {
        private final int i;
        private final double[] products;
        private final double[] distances;
        private final double[] b = points.bias();
        private final double refining;

        OneClass(int i, double[] products, double refining) {
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
            boolean box = !Double.isInfinite(domain.lower()) && !Double.isInfinite(domain.upper());
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
            double[] z = new double[b.length];
            points.products(d, z);
            return wins(z, Vectors.norm(d), false);
        }

        private ClassRegionRow searchReal() {
            double[] start = points.point(i);
            boolean first = wins(products, Vectors.norm(start), false);
            if (!first) {
                if (points.dimension() < SEARCHED_DIMENSION) {
                    return null;
                }
                SeparatingDirection.Found found = separating.search(i, distances, products, SEARCHING, true);
                return found.lower() > 0 && separates(found.direction())
                        ? unboundedAlong(found.direction(), Method.SEARCH)
                        : null;
            }
            return unboundedAlong(start, Method.SEARCH);
        }

        /** The row of a class that wins along a direction strictly: its recession cone has full dimension. */
        private ClassRegionRow unboundedAlong(double[] direction, Method method) {
            double[] d = direction;
            RowBuilder builder = RowBuilder.of(i, Region.UNBOUNDED, method)
                    .certified(true)
                    .biasSlack(leadOverDuplicates())
                    .inradius(Double.POSITIVE_INFINITY);
            if (domain.kind() == HiddenDomain.Kind.REAL) {
                builder.dimensions(invisible, head.hiddenSize());
                SeparatingDirection.Found found = separating.search(i, distances, products, refining, false);
                if (found.lower() > 0 && separates(found.direction())) {
                    d = found.direction();
                    builder.coneInradius(found.lower(), Math.max(found.lower(), found.upper()));
                }
            } else {
                builder.dimensions(0, head.hiddenSize());
            }
            double[] base = new double[points.dimension()];
            Arrays.fill(base, base(domain));
            double[] z = new double[b.length];
            points.logits(base, z);
            double[] slope = new double[b.length];
            points.products(d, slope);
            double theta = Math.sqrt(points.squaredNorm(i)) / Vectors.norm(d);
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

        /** Relaxation in the domain's own cone, or in the box: towards i and away from the class that leads most. */
        private ClassRegionRow searchRestricted() {
            double[] self = points.point(i);
            boolean box = !Double.isInfinite(domain.lower()) && !Double.isInfinite(domain.upper());
            double[] y = new double[self.length];
            for (int k = 0; k < y.length; k++) {
                y[k] = box ? self[k] > 0 ? domain.upper() : domain.lower() : receding(self[k]);
            }
            double[] z = new double[b.length];
            for (int step = 0; step < REFLECTIONS && Vectors.largest(y) > 0; step++) {
                if (box ? winsAt(y) : separates(y)) {
                    return box ? null : unboundedAlong(y, Method.SEARCH);
                }
                if (box) {
                    return null;
                }
                points.products(y, z);
                int worst = -1;
                double deficit = Double.NEGATIVE_INFINITY;
                for (int j = 0; j < z.length; j++) {
                    if (distances[j] != 0 && (z[j] - z[i]) / distances[j] > deficit) {
                        deficit = (z[j] - z[i]) / distances[j];
                        worst = j;
                    }
                }
                // To the other side of the boundary, and a little further: a step of zero would repeat itself.
                double step2 = (2 * deficit + 1e-3 * Vectors.norm(y)) / distances[worst];
                for (int k = 0; k < y.length; k++) {
                    y[k] = receding(y[k] + step2 * (self[k] - points.coordinate(k)[worst]));
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
                return unboundedAlong(h, Method.LINEAR_PROGRAM);
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
            boolean box = !Double.isInfinite(domain.lower()) && !Double.isInfinite(domain.upper());
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
            boolean[] free = new boolean[points.dimension()];
            List<Integer> support = new ArrayList<>();
            List<Integer> positive = new ArrayList<>();
            double[] lambda = new double[distances.length];
            for (int c = 0; c < solution.basis().length; c++) {
                int j = solution.basis()[c];
                if (j >= columns.size()) {
                    continue;
                }
                if (!columns.isClass(j)) {
                    free[columns.coordinate(j)] = true;
                    continue;
                }
                support.add(j);
                lambda[j] = solution.levels()[c] / distances[j];
                if (solution.levels()[c] > ZERO_LEVEL) {
                    positive.add(j);
                }
            }
            int[] features = IntStream.range(0, head.hiddenSize())
                    .filter(k -> invisible > 0 || domain.kind() == HiddenDomain.Kind.REAL || !free[k])
                    .toArray();
            boolean box = !Double.isInfinite(domain.lower()) && !Double.isInfinite(domain.upper());
            for (List<Integer> candidate : List.of(positive, support)) {
                int[] classes = candidate.stream().mapToInt(Integer::intValue).toArray();
                if (classes.length == 0 || classes.length > LARGEST_EXACT || box) {
                    continue;
                }
                Optional<BigInteger[]> weights = ExactCombination.solve(head, i, classes, features);
                if (weights.isPresent() && (ExactCombination.biasSign(head, i, classes, weights.get()) >= 0)) {
                    return builder.certified(true)
                            .barredBy(classes, weights.get(), true)
                            .build();
                }
            }
            int[] classes = positive.stream().mapToInt(Integer::intValue).toArray();
            double[] values = Arrays.stream(classes).mapToDouble(j -> lambda[j]).toArray();
            return builder.certified(classes.length > 0)
                    .barredBy(classes, ExactCombination.proportions(values), false)
                    .build();
        }
    }

    /** A direction of V. */
    private double[] invisibleDirection() {
        return geometry.exactInvariantSubspace()
                .randomDirections(1, new java.util.SplittableRandom(1))
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
