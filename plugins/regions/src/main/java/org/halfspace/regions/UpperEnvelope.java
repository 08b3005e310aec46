package org.halfspace.regions;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The cells of a convex polygon in which each of m affine functions of the plane is the largest. A cell starts as the polygon and is
 * cut by whichever function exceeds its own at one of its corners, until none does: convexity makes that all. Cutters become cells in
 * their turn; since the cells of a polygon hang together, that finds every one, in m operations for each corner.
 */
final class UpperEnvelope {

    /** A function exceeds another beyond this part of the values' size: rounding moves corners, it must not make cells. */
    private static final double EXCESS = 1e-12;

    /** A cell below this part of the polygon's area is a seam of rounding. */
    private static final double SLIVER = 1e-12;

    private final double[] constant;
    private final double[] alongFirst;
    private final double[] alongSecond;

    /**
     * A cell.
     *
     * @param function which function is the largest
     * @param corners in order around the cell, two numbers each
     */
    record Cell(int function, List<double[]> corners) {

        double area() {
            return polygonArea(corners);
        }

        double[] centroid() {
            double[] centre = new double[2];
            for (double[] corner : corners) {
                centre[0] += corner[0] / corners.size();
                centre[1] += corner[1] / corners.size();
            }
            return centre;
        }
    }

    /** The functions {@code constant_j + alongFirst_j s + alongSecond_j t}. */
    UpperEnvelope(double[] constant, double[] alongFirst, double[] alongSecond) {
        this.constant = constant;
        this.alongFirst = alongFirst;
        this.alongSecond = alongSecond;
    }

    /**
     * The cells.
     *
     * @param polygon a convex polygon, corners in order
     */
    List<Cell> cells(List<double[]> polygon) {
        List<Cell> cells = new ArrayList<>();
        if (polygon.size() < 3) {
            return cells;
        }
        double sliver = SLIVER * polygonArea(polygon);
        Deque<Integer> queue = new ArrayDeque<>();
        Set<Integer> seen = new HashSet<>();
        for (double[] corner : polygon) {
            int winner = largest(corner);
            if (seen.add(winner)) {
                queue.add(winner);
            }
        }
        while (!queue.isEmpty()) {
            int i = queue.remove();
            List<double[]> corners = polygon;
            int cutter = cutter(i, corners);
            while (cutter >= 0) {
                if (seen.add(cutter)) {
                    queue.add(cutter);
                }
                corners = clip(
                        corners,
                        constant[i] - constant[cutter],
                        alongFirst[i] - alongFirst[cutter],
                        alongSecond[i] - alongSecond[cutter]);
                cutter = corners.size() < 3 ? -1 : cutter(i, corners);
            }
            if (corners.size() >= 3 && polygonArea(corners) > sliver) {
                cells.add(new Cell(i, corners));
            }
        }
        cells.sort(java.util.Comparator.comparingInt(Cell::function));
        return cells;
    }

    private double value(int j, double[] at) {
        return constant[j] + alongFirst[j] * at[0] + alongSecond[j] * at[1];
    }

    private int largest(double[] at) {
        int best = 0;
        for (int j = 1; j < constant.length; j++) {
            if (value(j, at) > value(best, at)) {
                best = j;
            }
        }
        return best;
    }

    private int cutter(int i, List<double[]> corners) {
        for (double[] corner : corners) {
            int best = largest(corner);
            double size = Math.abs(constant[i])
                    + Math.abs(alongFirst[i] * corner[0])
                    + Math.abs(alongSecond[i] * corner[1])
                    + Math.abs(constant[best])
                    + Math.abs(alongFirst[best] * corner[0])
                    + Math.abs(alongSecond[best] * corner[1]);
            if (best != i && value(best, corner) - value(i, corner) > EXCESS * size) {
                return best;
            }
        }
        return -1;
    }

    /** The part of a convex polygon where {@code c + a s + b t >= 0} (Sutherland and Hodgman, 1974). */
    static List<double[]> clip(List<double[]> corners, double c, double a, double b) {
        List<double[]> kept = new ArrayList<>();
        for (int k = 0; k < corners.size(); k++) {
            double[] here = corners.get(k);
            double[] next = corners.get((k + 1) % corners.size());
            double value = c + a * here[0] + b * here[1];
            double following = c + a * next[0] + b * next[1];
            if (value >= 0) {
                kept.add(here);
            }
            if ((value > 0 && following < 0) || (value < 0 && following > 0)) {
                double share = value / (value - following);
                kept.add(new double[] {here[0] + share * (next[0] - here[0]), here[1] + share * (next[1] - here[1])});
            }
        }
        return kept;
    }

    static double polygonArea(List<double[]> corners) {
        double twice = 0;
        for (int k = 0; k < corners.size(); k++) {
            double[] here = corners.get(k);
            double[] next = corners.get((k + 1) % corners.size());
            twice += here[0] * next[1] - here[1] * next[0];
        }
        return Math.abs(twice) / 2;
    }
}
