package org.halfspace.plot;

/** Draws shapes on a canvas, in the units of two axes. */
final class Pen {
    private static final double[][] CORNERS = {{0, 0}, {1, 0}, {0, 1}, {1, 1}};

    private final Canvas canvas;
    private final Axis x;
    private final Axis y;

    Pen(Canvas canvas, Axis x, Axis y) {
        this.canvas = canvas;
        this.x = x;
        this.y = y;
    }

    void draw(Chart.Shape shape) {
        if (shape instanceof Chart.Dot dot) {
            double column = x.place(dot.x()) * (canvas.dotColumns() - 1);
            double row = (1 - y.place(dot.y())) * (canvas.dotRows() - 1);
            // Four dots: one alone is hard to see.
            for (double[] corner : CORNERS) {
                canvas.dot(column + corner[0], row + corner[1], dot.series());
            }
        } else if (shape instanceof Chart.Line line) {
            for (int k = 1; k < line.x().length; k++) {
                segment(line.x()[k - 1], line.y()[k - 1], line.x()[k], line.y()[k], line.series());
            }
        } else if (shape instanceof Chart.Bar bar) {
            fill(bar);
        } else if (shape instanceof Chart.Label label) {
            canvas.write(
                    x.place(label.x()) * (canvas.columns() - 1),
                    (1 - y.place(label.y())) * (canvas.rows() - 1),
                    label.text());
        }
    }

    private void segment(double x0, double y0, double x1, double y1, int series) {
        double c0 = clamp(x.place(x0)) * (canvas.dotColumns() - 1);
        double c1 = clamp(x.place(x1)) * (canvas.dotColumns() - 1);
        double r0 = (1 - clamp(y.place(y0))) * (canvas.dotRows() - 1);
        double r1 = (1 - clamp(y.place(y1))) * (canvas.dotRows() - 1);
        int steps = (int) Math.ceil(Math.max(Math.abs(c1 - c0), Math.abs(r1 - r0)));
        for (int k = 0; k <= steps; k++) {
            double part = steps == 0 ? 0 : (double) k / steps;
            canvas.dot(c0 + part * (c1 - c0), r0 + part * (r1 - r0), series);
        }
    }

    private void fill(Chart.Bar bar) {
        if (Double.isNaN(x.place(bar.x0()) + x.place(bar.x1()) + y.place(bar.y1()) + clamp(y.place(bar.y0())))) {
            return;
        }
        int c0 = (int) Math.round(clamp(x.place(bar.x0())) * (canvas.dotColumns() - 1));
        int c1 = (int) Math.round(clamp(x.place(bar.x1())) * (canvas.dotColumns() - 1));
        int r0 = (int) Math.round((1 - clamp(y.place(bar.y1()))) * (canvas.dotRows() - 1));
        int r1 = (int) Math.round((1 - clamp(y.place(bar.y0()))) * (canvas.dotRows() - 1));
        // Neighbours do not share a column of dots.
        int last = c1 > c0 ? c1 - 1 : c1;
        for (int column = c0; column <= last; column++) {
            for (int row = r0; row <= r1; row++) {
                canvas.dot(column, row, bar.series());
            }
        }
    }

    /** Ends of rules, and what lies beyond a domain that the figure chose, at the edge; NaN stays, and is not drawn. */
    private static double clamp(double place) {
        return Math.max(-0.0, Math.min(1, place));
    }
}
