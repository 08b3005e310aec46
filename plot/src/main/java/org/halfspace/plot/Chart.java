package org.halfspace.plot;

import java.util.List;

/**
 * Shapes in the units of two axes. Immutable.
 *
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param shapes what is drawn, the first at the bottom
 * @param legend the names of the series that shapes count, in their order; empty where there is one without a name
 */
record Chart(Axis x, Axis y, List<Shape> shapes, List<String> legend) {

    /** Something to draw, of a series. */
    sealed interface Shape {
        /** Which series, from 0. */
        int series();
    }

    /** A point. */
    record Dot(int series, double x, double y) implements Shape {}

    /** Straight lines from point to point. */
    record Line(int series, double[] x, double[] y) implements Shape {}

    /** A filled rectangle. */
    record Bar(int series, double x0, double x1, double y0, double y1) implements Shape {}

    /** A word. */
    record Label(int series, double x, double y, String text) implements Shape {}
}
