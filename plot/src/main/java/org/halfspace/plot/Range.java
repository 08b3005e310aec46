package org.halfspace.plot;

/** The least and the largest of some values. Not thread-safe. */
final class Range {
    private final boolean positive;
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;

    /** @param positive whether other values have no place */
    Range(boolean positive) {
        this.positive = positive;
    }

    /** Takes a value in; one that is not finite, or has no place, does not count. */
    void add(double value) {
        if (Double.isFinite(value) && (!positive || value > 0)) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
    }

    void add(Chart.Shape shape, boolean horizontal) {
        if (shape instanceof Chart.Dot dot) {
            add(horizontal ? dot.x() : dot.y());
        } else if (shape instanceof Chart.Label label) {
            add(horizontal ? label.x() : label.y());
        } else if (shape instanceof Chart.Bar bar) {
            add(horizontal ? bar.x0() : bar.y0());
            add(horizontal ? bar.x1() : bar.y1());
        } else if (shape instanceof Chart.Line line) {
            for (double value : horizontal ? line.x() : line.y()) {
                add(value);
            }
        }
    }

    /** The least value; something below the only one. */
    double least() {
        return least > most ? (positive ? 0.1 : 0) : least < most ? least : positive ? least / 2 : least - 0.5;
    }

    /** The largest value; something above the only one. */
    double most() {
        return least > most ? 1 : least < most ? most : positive ? most * 2 : most + 0.5;
    }
}
