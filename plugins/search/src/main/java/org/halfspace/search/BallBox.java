package org.halfspace.search;

import org.halfspace.spi.model.Norm;

/**
 * The inputs of a ball that are also within the bounds of pixels, with the true Euclidean projection onto them: the nearest point of the
 * intersection, not what projecting onto one set and then onto the other gives. With {@code a = |p - x|} and c the room that the box
 * leaves on p's side of x, the Karush-Kuhn-Tucker conditions say that the projection moves each coordinate from x towards p by
 * {@code min(a, c, r)} (maximum norm), {@code min(mu a, c)} (Euclidean) or {@code min(max(a - lambda, 0), c)} (sum of absolute values), with
 * mu and lambda the roots of a monotone function of one variable. Immutable.
 */
public final class BallBox {
    /** Halvings of an interval of multipliers: down to the last bit of a double. */
    private static final int MOST_STEPS = 200;

    private final double[] centre;
    private final Norm norm;
    private final double radius;
    private final double lower;
    private final double upper;

    /**
     * @param centre x, n numbers within the bounds; shared, not copied
     * @param radius not negative; infinite where the box alone counts
     */
    public BallBox(double[] centre, Norm norm, double radius, double lower, double upper) {
        this.centre = centre;
        this.norm = norm;
        this.radius = radius;
        this.lower = lower;
        this.upper = upper;
    }

    /**
     * Projects a point, in place.
     *
     * @param point n numbers
     */
    public void project(double[] point) {
        if (norm == Norm.LINF) {
            for (int i = 0; i < point.length; i++) {
                double moved = Math.min(Math.max(point[i], centre[i] - radius), centre[i] + radius);
                point[i] = clip(moved);
            }
            return;
        }
        double[] size = new double[point.length];
        double[] room = new double[point.length];
        double[] side = new double[point.length];
        for (int i = 0; i < point.length; i++) {
            double difference = point[i] - centre[i];
            size[i] = Math.abs(difference);
            side[i] = Math.signum(difference);
            room[i] = difference < 0 ? centre[i] - lower : upper - centre[i];
        }
        double multiplier = norm == Norm.L2 ? scale(size, room) : threshold(size, room);
        for (int i = 0; i < point.length; i++) {
            double move = norm == Norm.L2 ? multiplier * size[i] : Math.max(size[i] - multiplier, 0);
            point[i] = clip(centre[i] + side[i] * Math.min(move, room[i]));
        }
    }

    private double clip(double value) {
        return Math.min(Math.max(value, lower), upper);
    }

    /** The greatest mu up to 1 with {@code sum min(mu a, c)^2 <= r^2}. */
    private double scale(double[] size, double[] room) {
        if (squares(size, room, 1) <= radius * radius) {
            return 1;
        }
        double low = 0;
        double high = 1;
        for (int step = 0; step < MOST_STEPS; step++) {
            // The root if the coordinates at their bounds stay there: exact as soon as that set is right.
            double fixed = 0;
            double free = 0;
            double trial = step == 0 ? 0 : low;
            for (int i = 0; i < size.length; i++) {
                if (trial * size[i] >= room[i]) {
                    fixed += room[i] * room[i];
                } else {
                    free += size[i] * size[i];
                }
            }
            double guess = free > 0 ? Math.sqrt(Math.max(0, radius * radius - fixed) / free) : high;
            if (!(guess > low && guess < high)) {
                guess = (low + high) / 2;
            }
            if (guess <= low || guess >= high) {
                break;
            }
            double value = squares(size, room, guess);
            if (value == radius * radius) {
                return guess;
            }
            if (value < radius * radius) {
                low = guess;
            } else {
                high = guess;
            }
        }
        return low;
    }

    private static double squares(double[] size, double[] room, double mu) {
        double sum = 0;
        for (int i = 0; i < size.length; i++) {
            double move = Math.min(mu * size[i], room[i]);
            sum += move * move;
        }
        return sum;
    }

    /** The least lambda with {@code sum min(max(a - lambda, 0), c) <= r}. */
    private double threshold(double[] size, double[] room) {
        double high = 0;
        for (double value : size) {
            high = Math.max(high, value);
        }
        if (moves(size, room, 0) <= radius) {
            return 0;
        }
        double low = 0;
        for (int step = 0; step < MOST_STEPS; step++) {
            double value = moves(size, room, low);
            int free = 0;
            for (int i = 0; i < size.length; i++) {
                if (size[i] > low && size[i] - low < room[i]) {
                    free++;
                }
            }
            // Newton from the left on a function that decreases in pieces, with halving where it overshoots.
            double guess = free > 0 ? low + (value - radius) / free : (low + high) / 2;
            if (!(guess > low && guess < high)) {
                guess = (low + high) / 2;
            }
            if (guess <= low || guess >= high) {
                break;
            }
            if (moves(size, room, guess) <= radius) {
                high = guess;
            } else {
                low = guess;
            }
        }
        return high;
    }

    private static double moves(double[] size, double[] room, double lambda) {
        double sum = 0;
        for (int i = 0; i < size.length; i++) {
            sum += Math.min(Math.max(size[i] - lambda, 0), room[i]);
        }
        return sum;
    }
}
