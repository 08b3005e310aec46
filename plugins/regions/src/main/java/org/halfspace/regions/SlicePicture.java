package org.halfspace.regions;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.halfspace.spi.analysis.Figure;
import org.halfspace.spi.model.SoftmaxHead;

/** The regions on a plane, as SVG and as a Vega-Lite figure. Immutable. */
final class SlicePicture {

    /** The side of the picture in pixels. */
    private static final double SIDE = 640;

    /** A cell is labelled where it takes at least this part of the picture. */
    private static final double LABELLED = 0.004;

    private final String text;
    private final double[] centre;
    private final double reach;
    private final List<UpperEnvelope.Cell> cells;
    private final List<Mark> marks;
    private final List<Sample> samples;
    private final SoftmaxHead head;

    /** A named point of the plane. */
    record Mark(String name, double s, double t) {}

    /** A sample's projection, coloured by its class. */
    record Sample(int sample, double s, double t, int predicted) {}

    SlicePicture(
            String text,
            double[] centre,
            double reach,
            List<UpperEnvelope.Cell> cells,
            List<Mark> marks,
            List<Sample> samples,
            SoftmaxHead head) {
        this.text = text;
        this.centre = centre;
        this.reach = reach;
        this.cells = cells;
        this.marks = marks;
        this.samples = samples;
        this.head = head;
    }

    List<UpperEnvelope.Cell> cells() {
        return cells;
    }

    String finding() {
        return "the plane " + text + " shows " + cells.size() + " of " + head.classes() + " regions within "
                + number(reach) + " of its middle";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    /** Hues that differ for neighbours in number: the golden angle apart. */
    private static String colour(int i, int lightness) {
        return String.format(Locale.ROOT, "hsl(%.0f, 60%%, %d%%)", (i * 137.50776405003785 + 250) % 360, lightness);
    }

    private double x(double s) {
        return (s - centre[0] + reach) / (2 * reach) * SIDE;
    }

    private double y(double t) {
        return (centre[1] + reach - t) / (2 * reach) * SIDE;
    }

    /** Writes the SVG. */
    void writeSvg(OutputStream out) throws IOException {
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" font-family=\"sans-serif\""
                        + " font-size=\"14\">%n<title>Decision regions on the plane %s</title>%n",
                SIDE,
                SIDE,
                text));
        for (UpperEnvelope.Cell cell : cells) {
            StringBuilder corners = new StringBuilder();
            for (double[] corner : cell.corners()) {
                corners.append(String.format(Locale.ROOT, "%.2f,%.2f ", x(corner[0]), y(corner[1])));
            }
            svg.append(String.format(
                    Locale.ROOT,
                    "<polygon points=\"%s\" fill=\"%s\" stroke=\"white\" stroke-width=\"1.5\"><title>class %d</title></polygon>%n",
                    corners.toString().strip(),
                    colour(cell.function(), 78),
                    cell.function()));
        }
        for (Sample sample : samples) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.2f\" cy=\"%.2f\" r=\"2.5\" fill=\"%s\"><title>sample %d, class %d</title></circle>%n",
                    x(sample.s()),
                    y(sample.t()),
                    colour(sample.predicted(), 35),
                    sample.sample(),
                    sample.predicted()));
        }
        for (UpperEnvelope.Cell cell : cells) {
            if (cell.area() >= LABELLED * 4 * reach * reach) {
                double[] at = cell.centroid();
                svg.append(String.format(
                        Locale.ROOT,
                        "<text x=\"%.2f\" y=\"%.2f\" text-anchor=\"middle\" fill=\"#333\">%d</text>%n",
                        x(at[0]),
                        y(at[1]) + 5,
                        cell.function()));
            }
        }
        for (Mark mark : marks) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<path d=\"M%1$.2f %2$.2fm-5 0h10m-5 -5v10\" stroke=\"black\" stroke-width=\"2\"/>"
                            + "<text x=\"%3$.2f\" y=\"%4$.2f\">%5$s</text>%n",
                    x(mark.s()),
                    y(mark.t()),
                    x(mark.s()) + 8,
                    y(mark.t()) - 8,
                    mark.name()));
        }
        svg.append("</svg>\n");
        out.write(svg.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The Vega-Lite figure. */
    Figure figure() {
        List<Map<String, Object>> corners = new ArrayList<>();
        for (UpperEnvelope.Cell cell : cells) {
            for (int k = 0; k < cell.corners().size(); k++) {
                double[] corner = cell.corners().get(k);
                corners.add(Map.of("class", cell.function(), "order", k, "s", corner[0], "t", corner[1]));
            }
        }
        List<Map<String, Object>> dots = new ArrayList<>();
        for (Sample sample : samples) {
            dots.add(Map.of("class", sample.predicted(), "sample", sample.sample(), "s", sample.s(), "t", sample.t()));
        }
        List<Map<String, Object>> names = new ArrayList<>();
        for (Mark mark : marks) {
            names.add(Map.of("name", mark.name(), "s", mark.s(), "t", mark.t()));
        }
        Map<String, Object> s = axis("s", centre[0]);
        Map<String, Object> t = axis("t", centre[1]);
        Map<String, Object> colour = Map.of("field", "class", "type", "nominal");
        Map<String, Object> polygons = Map.of(
                "data",
                Map.of("values", corners),
                "mark",
                Map.of(
                        "type",
                        "line",
                        "filled",
                        true,
                        "interpolate",
                        "linear-closed",
                        "fillOpacity",
                        0.35,
                        "tooltip",
                        true),
                "encoding",
                Map.of(
                        "x",
                        s,
                        "y",
                        t,
                        "fill",
                        colour,
                        "detail",
                        colour,
                        "order",
                        Map.of("field", "order", "type", "quantitative")));
        Map<String, Object> points = Map.of(
                "data",
                Map.of("values", dots),
                "mark",
                Map.of("type", "circle", "tooltip", true),
                "encoding",
                Map.of("x", s, "y", t, "color", colour));
        Map<String, Object> labels = Map.of(
                "data",
                Map.of("values", names),
                "mark",
                Map.of("type", "text", "dy", -8),
                "encoding",
                Map.of("x", s, "y", t, "text", Map.of("field", "name", "type", "nominal")));
        return new Figure(
                "slice",
                "Decision regions on the plane " + text + ", with the samples' projections",
                Map.of(
                        "$schema",
                        "https://vega.github.io/schema/vega-lite/v5.json",
                        "width",
                        400,
                        "height",
                        400,
                        "layer",
                        List.of(polygons, points, labels)));
    }

    private Map<String, Object> axis(String field, double middle) {
        return Map.of(
                "field",
                field,
                "type",
                "quantitative",
                "scale",
                Map.of("domain", List.of(middle - reach, middle + reach), "zero", false),
                "title",
                field + " (hidden space)");
    }
}
