package org.halfspace.parallelism;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The exactly parallel boundaries of a head. Parallelism is an equivalence, so they fall into directions; within one
 * direction, boundaries that share a class have their classes on one line. Immutable.
 *
 * <p>Boundaries are grouped by {@link DirectionFingerprints}, and each is then compared with a representative of its group by
 * {@link ExactParallel}: nothing is missed, and nothing is claimed on the strength of a fingerprint.
 */
final class ParallelDirections {
    /** Fingerprints held at once: 320 MB of them, and as much again for sorting. */
    private static final int CHUNK = 40_000_000;

    /** Boundaries that are grouped at most; more are exactly parallel only in heads of rank 1 or on a coarse grid. */
    private static final int LARGEST_GROUPING = 6_000_000;

    private final List<Direction> directions;
    private final boolean complete;

    private ParallelDirections(List<Direction> directions, boolean complete) {
        this.directions = List.copyOf(directions);
        this.complete = complete;
    }

    /**
     * One direction that two or more boundaries between distinct points have.
     *
     * @param lines the lines of points along it: two or more points each, in their order along the line
     */
    record Direction(List<int[]> lines) {}

    /** A boundary between two points. */
    private record Edge(int i, int j) {}

    /** Finds them. */
    static ParallelDirections find(ClassVectors vectors, Workers workers) throws InterruptedException {
        DirectionFingerprints fingerprints = new DirectionFingerprints(vectors);
        long[] repeated = fingerprints.repeated(workers, CHUNK);
        if (repeated.length == 0) {
            return new ParallelDirections(List.of(), true);
        }
        Map<Long, List<Edge>> groups = new LinkedHashMap<>();
        long[] row = new long[vectors.points()];
        long[] scratch = new long[vectors.points()];
        int grouped = 0;
        for (int i = 0; i < vectors.points() && grouped < LARGEST_GROUPING; i++) {
            int count = fingerprints.row(i, row, scratch);
            for (int n = 0; n < count; n++) {
                if (Arrays.binarySearch(repeated, row[n]) >= 0) {
                    groups.computeIfAbsent(row[n], key -> new ArrayList<>()).add(new Edge(i, i + 1 + n));
                    grouped++;
                }
            }
        }
        boolean complete = grouped < LARGEST_GROUPING;
        List<List<Edge>> exact = new ArrayList<>();
        List<Edge> unknown = groups.remove(DirectionFingerprints.UNKNOWN);
        for (List<Edge> group : groups.values()) {
            exact.addAll(split(vectors, group));
        }
        if (unknown != null) {
            placeUnknown(vectors, unknown, exact);
        }
        List<Direction> directions = exact.stream()
                .filter(group -> group.size() > 1)
                .map(group -> new Direction(lines(vectors, group)))
                .toList();
        return new ParallelDirections(directions, complete);
    }

    /** Splits boundaries with one fingerprint into directions. */
    private static List<List<Edge>> split(ClassVectors vectors, List<Edge> edges) {
        List<List<Edge>> groups = new ArrayList<>();
        for (Edge edge : edges) {
            List<Edge> home = null;
            for (int n = 0; n < groups.size() && home == null; n++) {
                home = parallel(vectors, edge, groups.get(n).get(0)) ? groups.get(n) : null;
            }
            if (home == null) {
                home = new ArrayList<>();
                groups.add(home);
            }
            home.add(edge);
        }
        return groups;
    }

    /** Compares boundaries without a fingerprint with all others. */
    private static void placeUnknown(ClassVectors vectors, List<Edge> unknown, List<List<Edge>> groups) {
        for (List<Edge> own : split(vectors, unknown)) {
            List<Edge> home = null;
            for (int n = 0; n < groups.size() && home == null; n++) {
                home = parallel(vectors, own.get(0), groups.get(n).get(0)) ? groups.get(n) : null;
            }
            if (home != null) {
                home.addAll(own);
                continue;
            }
            for (int i = 0; i < vectors.points(); i++) {
                for (int j = i + 1; j < vectors.points(); j++) {
                    Edge edge = new Edge(i, j);
                    if (!own.contains(edge) && parallel(vectors, own.get(0), edge)) {
                        own.add(edge);
                    }
                }
            }
            groups.add(own);
        }
    }

    private static boolean parallel(ClassVectors vectors, Edge a, Edge b) {
        return ExactParallel.test(vectors.vector(a.i), vectors.vector(a.j), vectors.vector(b.i), vectors.vector(b.j));
    }

    /** The lines that the boundaries of one direction connect. */
    private static List<int[]> lines(ClassVectors vectors, List<Edge> edges) {
        Map<Integer, Integer> lineOf = new HashMap<>();
        List<List<Integer>> lines = new ArrayList<>();
        // The boundaries of a line are all there, so its first point's are enough to collect it.
        List<Edge> sorted = new ArrayList<>(edges);
        sorted.sort(Comparator.comparingInt(Edge::i).thenComparingInt(Edge::j));
        for (Edge edge : sorted) {
            Integer line = lineOf.get(edge.i);
            if (line == null) {
                line = lines.size();
                lines.add(new ArrayList<>(List.of(edge.i)));
                lineOf.put(edge.i, line);
            }
            if (lineOf.putIfAbsent(edge.j, line) == null) {
                lines.get(line).add(edge.j);
            }
        }
        int pivot = pivot(vectors, edges.get(0));
        return lines.stream()
                .map(line -> line.stream()
                        .sorted(Comparator.comparingDouble((Integer point) -> vectors.vector(point)[pivot]))
                        .mapToInt(Integer::intValue)
                        .toArray())
                .toList();
    }

    /** A coordinate in which the points of a line along this boundary's normal differ. */
    private static int pivot(ClassVectors vectors, Edge edge) {
        double[] a = vectors.vector(edge.i);
        double[] b = vectors.vector(edge.j);
        int pivot = 0;
        while (a[pivot] == b[pivot]) {
            pivot++;
        }
        return pivot;
    }

    /** The directions of two or more boundaries between distinct points. */
    List<Direction> directions() {
        return directions;
    }

    /** Whether all points lie on one line, so that all boundaries are parallel. */
    boolean holdsEverything(ClassVectors vectors) {
        return directions.stream().anyMatch(direction -> direction.lines().get(0).length == vectors.points());
    }

    /** Whether all of them are there; otherwise there were too many to list. */
    boolean complete() {
        return complete;
    }
}
