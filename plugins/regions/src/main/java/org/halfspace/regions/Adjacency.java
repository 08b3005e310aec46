package org.halfspace.regions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.halfspace.geometry.ClassPoints;
import org.halfspace.geometry.RevisedSimplex;
import org.halfspace.spi.analysis.Witness;
import org.halfspace.spi.model.HiddenDomain;

/**
 * Which regions share a facet: the edges of the regular subdivision that the lifted points {@code (w_i, b_i)} have, on R^l. Only classes
 * that win somewhere can have facets, and only they can bar one. A point of the ray along {@code w_i + w_j - 2 mean}, turned into the
 * hyperplane of ties, is tried first on R^l; then a linear program decides.
 */
final class Adjacency {

    /** As for regions: a difference of logits counts as positive above this part of the sizes of its terms. */
    private static final double MARGIN = 1e-11;

    /**
     * What the sum of two points, turned into the hyperplane of their ties, must keep of its length: what is left of it
     * below 1e-8 is rounding, as of two points on a line, and leads along it would be rounding, too.
     */
    private static final double TURNED = 1e-4;

    /** The Gram matrix is kept up to so many classes: 32 MB. */
    private static final int LARGEST_GRAM = 2048;

    private final ClassPoints points;
    private final HiddenDomain domain;
    private final int[] classes;
    private final double[][] gram;

    /**
     * A pair's verdict.
     *
     * @param point a hidden vector on the facet, if there is one; null where {@link #point} finds it again
     * @param separation the multipliers that rule it out, if not
     */
    record Pair(int first, int second, boolean adjacent, double[] point, Witness.Separation separation) {}

    /**
     * Sets it up.
     *
     * @param all the points of all classes
     * @param classes the classes that count, ascending
     */
    Adjacency(ClassPoints all, HiddenDomain domain, int[] classes) {
        this.points = all.subset(classes);
        this.domain = domain;
        this.classes = classes;
        boolean real = domain.kind() == HiddenDomain.Kind.REAL;
        this.gram = real && classes.length <= LARGEST_GRAM ? gram(points) : null;
    }

    private static double[][] gram(ClassPoints points) {
        int m = points.classes();
        double[][] vectors = new double[m][];
        for (int j = 0; j < m; j++) {
            vectors[j] = points.point(j);
        }
        double[][] gram = new double[m][m];
        points.products(vectors, gram);
        return gram;
    }

    /** The point on the facet of a pair that shares one. */
    double[] point(Pair pair) {
        if (pair.point() != null) {
            return pair.point();
        }
        int a = Arrays.binarySearch(classes, pair.first());
        int c = Arrays.binarySearch(classes, pair.second());
        Ray ray = alongTheSum(a, c);
        double[] sum = Vectors.plus(points.point(a), 1, points.point(c));
        double[] difference = Vectors.plus(points.point(a), -1, points.point(c));
        double[] y = Vectors.plus(Vectors.scaled(-ray.shift(), difference), ray.theta(), sum);
        return points.inHiddenSpace(Vectors.plus(y, -ray.theta() * ray.turn(), difference));
    }

    /** How many pairs there are. */
    long pairs() {
        return (long) classes.length * (classes.length - 1) / 2;
    }

    /** How many classes count. */
    int classes() {
        return classes.length;
    }

    /** Whether pairs can be looked at without a linear program. */
    boolean isQuick() {
        return gram != null;
    }

    /** The pairs that are adjacent along the sum of their weights, in order; none where that cannot be looked at. */
    List<Pair> decideQuickly(int threads) throws InterruptedException {
        return gram == null ? List.of() : forFirst(threads, this::quickWith);
    }

    /**
     * Decides the other pairs, in order.
     *
     * @param known what {@link #decideQuickly} returned
     */
    List<Pair> decideTheRest(List<Pair> known, int threads) throws InterruptedException {
        boolean[][] done = new boolean[classes.length][classes.length];
        for (Pair pair : known) {
            done[Arrays.binarySearch(classes, pair.first())][Arrays.binarySearch(classes, pair.second())] = true;
        }
        return forFirst(threads, a -> programsWith(a, done[a]));
    }

    /** The pairs of which a class is the first. */
    private interface Part {
        List<Pair> pairs(int a) throws InterruptedException;
    }

    private List<Pair> forFirst(int threads, Part part) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, threads));
        try {
            List<Future<List<Pair>>> parts = new ArrayList<>();
            for (int a = 0; a < classes.length; a++) {
                int first = a;
                Callable<List<Pair>> work = () -> part.pairs(first);
                parts.add(pool.submit(work));
            }
            List<Pair> pairs = new ArrayList<>();
            for (Future<List<Pair>> one : parts) {
                pairs.addAll(one.get());
            }
            return pairs;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the facets of a class were not found", e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private List<Pair> quickWith(int a) throws InterruptedException {
        requireNotInterrupted();
        List<Pair> pairs = new ArrayList<>();
        for (int c = a + 1; c < classes.length; c++) {
            if (alongTheSum(a, c) != null) {
                pairs.add(new Pair(classes[a], classes[c], true, null, null));
            }
        }
        return pairs;
    }

    private List<Pair> programsWith(int a, boolean[] done) throws InterruptedException {
        List<Pair> pairs = new ArrayList<>();
        for (int c = a + 1; c < classes.length; c++) {
            requireNotInterrupted();
            if (!done[c]) {
                pairs.add(byProgram(a, c));
            }
        }
        return pairs;
    }

    private static void requireNotInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private Pair adjacent(int a, int c, double[] y) {
        return new Pair(classes[a], classes[c], true, points.inHiddenSpace(y), null);
    }

    /** The point {@code -shift (w_a - w_c) + theta (w_a + w_c - turn (w_a - w_c))} of the hyperplane of ties. */
    private record Ray(double shift, double turn, double theta) {}

    /**
     * A point on the facet that goes on for ever, if the sum of both points, turned into the hyperplane, is its direction: from inner
     * products alone, in m operations.
     */
    private Ray alongTheSum(int a, int c) {
        double[] ga = gram[a];
        double[] gc = gram[c];
        double square = ga[a] + gc[c] - 2 * ga[c];
        double turn = (ga[a] - gc[c]) / square;
        double norm = Math.sqrt(Math.max(0, ga[a] + gc[c] + 2 * ga[c] - turn * turn * square));
        if (!(norm > TURNED * (1 + Math.abs(turn)) * (Math.sqrt(ga[a]) + Math.sqrt(gc[c])))) {
            return null;
        }
        double forA = 1 - turn;
        double forC = 1 + turn;
        double top = Math.min(forA * ga[a] + forC * gc[a], forA * ga[c] + forC * gc[c]);
        double[] b = points.bias();
        double shift = (b[a] - b[c]) / square;
        double tied = Math.min(b[a] - shift * (ga[a] - gc[a]), b[c] - shift * (ga[c] - gc[c]));
        double reach = Math.sqrt(ga[a]);
        double distance = Math.sqrt(square);
        double theta = reach / norm;
        for (int k = 0; k < ga.length; k++) {
            if (k != a && k != c) {
                double lead = top - forA * ga[k] - forC * gc[k];
                double size = reach + Math.sqrt(gram[k][k]);
                // Room for the rounding of the tie, which a far point's moves away from the hyperplane.
                if (!(lead > MARGIN * size * norm * (1 + size / distance))) {
                    return null;
                }
                theta = Math.max(theta, 2 * (b[k] - shift * (ga[k] - gc[k]) - tied) / lead);
            }
        }
        return new Ray(shift, turn, theta);
    }

    /** Whether a and c tie to rounding and all others are below, beyond it. */
    private boolean ties(int a, int c, double[] y) {
        for (double value : y) {
            if (domain.kind() != HiddenDomain.Kind.REAL && !(value > domain.lower() && value < domain.upper())) {
                return false;
            }
        }
        double[] z = new double[classes.length];
        points.logits(y, z);
        double norm = Vectors.norm(y);
        double self = Math.sqrt(points.squaredNorm(a));
        double distance = points.distance(a, c);
        double[] b = points.bias();
        double tie = Math.abs(z[a] - z[c]);
        for (int k = 0; k < z.length; k++) {
            double reach = self + Math.sqrt(points.squaredNorm(k));
            double size = reach * norm + Math.abs(b[a]) + Math.abs(b[k]);
            if (k != a
                    && k != c
                    && !(Math.min(z[a], z[c]) - z[k]
                            > MARGIN * size * (1 + reach / distance) + tie * reach / distance)) {
                return false;
            }
        }
        return true;
    }

    private Pair byProgram(int a, int c) throws InterruptedException {
        FacetColumns columns = new FacetColumns(points, domain, a, c);
        Pair barred = barredOnTheLine(columns, a, c);
        if (barred != null) {
            return barred;
        }
        double[] rhs = new double[columns.rows()];
        rhs[rhs.length - 1] = 1;
        int start = columns.usable();
        if (start < 0) {
            // No other class and no end of the domain crosses the hyperplane.
            double[] difference = Vectors.plus(points.point(a), -1, points.point(c));
            double lead = points.bias()[a] - points.bias()[c];
            double[] y = Vectors.scaled(-lead / Vectors.dot(difference, difference), difference);
            return ties(a, c, y) ? adjacent(a, c, y) : new Pair(classes[a], classes[c], false, null, null);
        }
        RevisedSimplex.Solution solution = new RevisedSimplex(columns, rhs).minimise(start, rhs.length - 1);
        double[] h = Vectors.negated(solution.duals(), points.dimension());
        if (solution.status() == RevisedSimplex.Status.INFEASIBLE) {
            double[] y = along(a, c, h);
            if (y != null) {
                return adjacent(a, c, y);
            }
        }
        boolean ball = solution.status() == RevisedSimplex.Status.OPTIMAL && solution.value() > 0 && ties(a, c, h);
        return ball ? adjacent(a, c, h) : separated(columns, solution, a, c);
    }

    /** Where w_k lies on the line through both points, its logit is the same distance from theirs all over the facet. */
    private Pair barredOnTheLine(FacetColumns columns, int a, int c) {
        double[] first = points.point(a);
        double[] difference = Vectors.plus(first, -1, points.point(c));
        double square = Vectors.dot(difference, difference);
        double[] b = points.bias();
        for (int k = 0; k < classes.length; k++) {
            if (k != a && k != c && columns.rho(k) == 0) {
                double along = Vectors.dot(Vectors.plus(first, -1, points.point(k)), difference) / square;
                if (b[a] - b[k] - along * (b[a] - b[c]) <= 0) {
                    Witness.Separation separation = new Witness.Separation(
                            classes[a], classes[c], new int[] {classes[k]}, new double[] {1}, along);
                    return new Pair(classes[a], classes[c], false, null, separation);
                }
            }
        }
        return null;
    }

    /** A point far along a direction of the facet. */
    private double[] along(int a, int c, double[] d) {
        double[] difference = Vectors.plus(points.point(a), -1, points.point(c));
        double square = Vectors.dot(difference, difference);
        double[] b = points.bias();
        double[] base = Vectors.scaled(-(b[a] - b[c]) / square, difference);
        double[] along = Vectors.plus(d, -Vectors.dot(d, difference) / square, difference);
        double[] slopes = new double[classes.length];
        points.products(along, slopes);
        double[] z = new double[classes.length];
        points.logits(base, z);
        double theta = Math.sqrt(points.squaredNorm(a)) / Vectors.norm(along);
        for (int k = 0; k < z.length; k++) {
            double slope = slopes[a] - slopes[k];
            if (k != a && k != c && slope > 0) {
                theta = Math.max(theta, 2 * (z[k] - z[a]) / slope);
            }
        }
        for (int k = 0; k < base.length; k++) {
            if (!Double.isInfinite(domain.lower()) && along[k] > 0) {
                theta = Math.max(theta, 2 * (domain.lower() - base[k]) / along[k]);
            }
            if (!Double.isInfinite(domain.upper()) && along[k] < 0) {
                theta = Math.max(theta, 2 * (domain.upper() - base[k]) / along[k]);
            }
        }
        double[] y = Vectors.plus(base, theta, along);
        return ties(a, c, y) ? y : null;
    }

    private Pair separated(FacetColumns columns, RevisedSimplex.Solution solution, int a, int c) {
        List<Integer> others = new ArrayList<>();
        List<Double> multipliers = new ArrayList<>();
        double along = 0;
        for (int r = 0; r < solution.basis().length; r++) {
            int column = solution.basis()[r];
            double level = solution.levels()[r];
            if (column >= columns.size() || level == 0) {
                continue;
            }
            if (columns.isClass(column)) {
                others.add(classes[column]);
                multipliers.add(level / columns.rho(column));
            } else if (columns.isTie(column)) {
                along -= (column == points.classes() ? level : -level) / columns.length();
            }
        }
        Witness.Separation separation = new Witness.Separation(
                classes[a],
                classes[c],
                others.stream().mapToInt(Integer::intValue).toArray(),
                multipliers.stream().mapToDouble(Double::doubleValue).toArray(),
                along);
        return new Pair(classes[a], classes[c], false, null, separation);
    }
}
