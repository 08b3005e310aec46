package org.halfspace.regions;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.halfspace.geometry.ClassPoints;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Witness;
import org.halfspace.spi.model.SoftmaxHead;

/** Which regions share a facet, as far as it is known without being asked for, and why not where it is not. Used once. */
final class Neighbours {

    /** Operations up to which adjacency is decided without being asked for: pairs times the cost of a small program. */
    private static final double AFFORDABLE = 5e9;

    private final RegionsParameters parameters;
    private final Context context;
    private final SoftmaxHead head;
    private final RegionDecider decider;
    private final ClassPoints points;
    private final boolean closedForm;

    /**
     * What is known.
     *
     * @param count how many pairs share a facet; null where it was not decided
     * @param atLeast how many are known to; null where nothing was looked at
     * @param note how that is known, or why not
     * @param pairs the pairs, where they were asked for
     * @param facets those with a facet, to be checked
     * @param separations certificates of those without
     * @param adjacency what finds the points of the facets; null in closed form
     */
    record Found(
            Long count,
            Long atLeast,
            String note,
            List<RegionsSummary.AdjacentPair> pairs,
            List<Adjacency.Pair> facets,
            List<Witness.Separation> separations,
            Adjacency adjacency) {

        private static Found unknown(String note) {
            return new Found(null, null, note, List.of(), List.of(), List.of(), null);
        }
    }

    Neighbours(
            RegionsParameters parameters,
            Context context,
            SoftmaxHead head,
            RegionDecider decider,
            ClassPoints points,
            boolean closedForm) {
        this.parameters = parameters;
        this.context = context;
        this.head = head;
        this.decider = decider;
        this.points = points;
        this.closedForm = closedForm;
    }

    /** @param rows of the classes that were looked at */
    Found find(List<ClassRegionRow> rows) throws InterruptedException {
        int m = head.classes();
        if (closedForm) {
            return inClosedForm(m);
        }
        if (rows.size() < m) {
            return Found.unknown("not decided: " + rows.size() + " of " + m
                    + " classes were looked at, and a facet depends on all of them");
        }
        Adjacency adjacency = new Adjacency(points, head.domain(), constraints(rows));
        double r = points.dimension();
        double perPair = (r + 4) * (2.0 * adjacency.classes() * r + 4 * r * r);
        boolean every = parameters.adjacency() || adjacency.pairs() * perPair <= AFFORDABLE;
        if (!every && !adjacency.isQuick()) {
            return Found.unknown("not decided: a linear program for each of " + adjacency.pairs()
                    + " pairs of regions; --adjacency solves them");
        }
        List<Adjacency.Pair> decided = new ArrayList<>(adjacency.decideQuickly(context.threads()));
        long left = adjacency.pairs() - decided.size();
        if (!every && left * perPair > AFFORDABLE) {
            return new Found(
                    null,
                    (long) decided.size(),
                    "not decided: " + decided.size() + " pairs of regions share a facet, and the " + left
                            + " other ones need a linear program each; --adjacency solves them",
                    List.of(),
                    decided,
                    List.of(),
                    adjacency);
        }
        decided.addAll(adjacency.decideTheRest(decided, context.threads()));
        decided.sort(Comparator.comparingInt(Adjacency.Pair::first).thenComparingInt(Adjacency.Pair::second));
        return found(rows, adjacency, decided);
    }

    private Found inClosedForm(int m) {
        List<RegionsSummary.AdjacentPair> all = new ArrayList<>();
        for (int i = 0; parameters.adjacency() && i < m; i++) {
            for (int j = i + 1; j < m; j++) {
                all.add(new RegionsSummary.AdjacentPair(i, j));
            }
        }
        long count = (long) m * (m - 1) / 2;
        return new Found(
                count,
                count,
                "all pairs: the weights of the classes are affinely independent",
                all,
                List.of(),
                List.of(),
                null);
    }

    private Found found(List<ClassRegionRow> rows, Adjacency adjacency, List<Adjacency.Pair> decided) {
        List<Adjacency.Pair> facets = new ArrayList<>();
        List<Witness.Separation> separations = new ArrayList<>();
        for (Adjacency.Pair pair : decided) {
            boolean both = rows.get(pair.first()).argmaxable()
                    && rows.get(pair.second()).argmaxable();
            if (both && pair.adjacent()) {
                facets.add(pair);
            } else if (both && pair.separation() != null) {
                separations.add(pair.separation());
            }
        }
        List<RegionsSummary.AdjacentPair> listed = parameters.adjacency()
                ? facets.stream()
                        .map(pair -> new RegionsSummary.AdjacentPair(pair.first(), pair.second()))
                        .toList()
                : List.of();
        long count = facets.size();
        return new Found(count, count, "every pair was decided", listed, facets, separations, adjacency);
    }

    /** The classes whose regions or ties bar others: those that win, and one of every group that can only tie with itself. */
    private int[] constraints(List<ClassRegionRow> rows) throws InterruptedException {
        List<Integer> classes = new ArrayList<>();
        for (ClassRegionRow row : rows) {
            boolean firstOfTied = row.method() == Method.DUPLICATE
                    && row.biasSlack() == 0
                    && row.certificateClasses()[0] > row.classIndex();
            if (row.argmaxable() || (firstOfTied && decider.winsBesideDuplicates(row.classIndex()))) {
                classes.add(row.classIndex());
            }
        }
        return classes.stream().mapToInt(Integer::intValue).toArray();
    }
}
