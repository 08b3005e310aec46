package org.halfspace.regions;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.halfspace.spi.model.HiddenDomain;

/**
 * The exact distance of a hidden vector to one decision boundary, within the domain. To make {@code D . h + c = s >= 0} zero, coordinate
 * k moves against the sign of D_k, by at most its room to the domain's end:
 *
 * <ul>
 *   <li>L-infinity: the least e with {@code sum_k |D_k| min(e, room_k) = s};
 *   <li>L2: moves {@code min(t |D_k|, room_k)} with {@code sum_k |D_k| min(t |D_k|, room_k) = s} (Kuhn and Tucker);
 *   <li>L1: the coordinates of largest |D_k| first, each as far as it can.
 * </ul>
 *
 * On R^l these are {@code s / ‖D‖_q} with q dual to p. Sorting makes it l log l operations.
 */
final class BoundaryDistance {

    private BoundaryDistance() {}

    /** Room of every coordinate against the sign of D. */
    private static double[] rooms(double[] difference, double[] h, HiddenDomain domain) {
        double[] rooms = new double[h.length];
        for (int k = 0; k < h.length; k++) {
            rooms[k] = Math.max(0, difference[k] > 0 ? h[k] - domain.lower() : domain.upper() - h[k]);
        }
        return rooms;
    }

    private static int[] order(double[] difference, Comparator<Integer> by) {
        return IntStream.range(0, difference.length)
                .filter(k -> difference[k] != 0)
                .boxed()
                .sorted(by)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** In L1; infinite where the domain ends before the boundary. */
    static double l1(double[] difference, double s, double[] h, HiddenDomain domain) {
        double[] rooms = rooms(difference, h, domain);
        double left = s;
        double distance = 0;
        for (int k : order(difference, Comparator.comparingDouble(k -> -Math.abs(difference[k])))) {
            double size = Math.abs(difference[k]);
            if (size * rooms[k] >= left) {
                return distance + left / size;
            }
            left -= size * rooms[k];
            distance += rooms[k];
        }
        return left > 0 ? Double.POSITIVE_INFINITY : distance;
    }

    /** In L2; infinite where the domain ends before the boundary. */
    static double l2(double[] difference, double s, double[] h, HiddenDomain domain) {
        double[] rooms = rooms(difference, h, domain);
        int[] order = order(difference, Comparator.comparingDouble(k -> rooms[k] / Math.abs(difference[k])));
        // From the end, so that what is left of the sum keeps its digits.
        double[] tail = new double[order.length + 1];
        for (int position = order.length - 1; position >= 0; position--) {
            tail[position] = tail[position + 1] + difference[order[position]] * difference[order[position]];
        }
        double left = s;
        double square = 0;
        for (int position = 0; position < order.length; position++) {
            int k = order[position];
            double size = Math.abs(difference[k]);
            if (rooms[k] / size * tail[position] >= left) {
                double t = left / tail[position];
                return Math.sqrt(square + t * t * tail[position]);
            }
            left -= size * rooms[k];
            square += rooms[k] * rooms[k];
        }
        return left > 0 ? Double.POSITIVE_INFINITY : Math.sqrt(square);
    }

    /** In L-infinity; infinite where the domain ends before the boundary. */
    static double lInfinity(double[] difference, double s, double[] h, HiddenDomain domain) {
        double[] rooms = rooms(difference, h, domain);
        int[] order = order(difference, Comparator.comparingDouble(k -> rooms[k]));
        double[] tail = new double[order.length + 1];
        for (int position = order.length - 1; position >= 0; position--) {
            tail[position] = tail[position + 1] + Math.abs(difference[order[position]]);
        }
        double left = s;
        for (int position = 0; position < order.length; position++) {
            int k = order[position];
            if (rooms[k] * tail[position] >= left) {
                return left / tail[position];
            }
            left -= Math.abs(difference[k]) * rooms[k];
        }
        return left > 0
                ? Double.POSITIVE_INFINITY
                : Arrays.stream(order).mapToDouble(k -> rooms[k]).max().orElse(0);
    }
}
