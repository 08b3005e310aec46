package org.halfspace.regions;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.halfspace.spi.analysis.Figure;
import org.halfspace.spi.model.SoftmaxHead;

/** The regions on a plane, as SVG and as a Vega-Lite figure. Immutable. */
final class SlicePicture {

    /** The side of the picture in pixels. */
    private static final double SIDE = 640;

    /** The strip below it that says what is seen. */
    private static final double CAPTION = 28;

    /** Text that stays readable on dots and edges. */
    private static final String HALO =
            "stroke=\"white\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\"";

    /** What no region covers is outside the domain. */
    private static final String OUTSIDE = "#e4e4e4";

    /** How light regions and samples are, in per cent. */
    private static final int LIGHT = 78;

    private static final int DARK = 35;

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

    private String caption() {
        return text + ", " + number(2 * reach) + " wide"
                + (samples.isEmpty() ? "" : "; dots: samples, projected")
                + (covered() ? "" : "; grey: outside the domain " + head.domain());
    }

    /** Whether the regions fill the picture, to its pixels. */
    private boolean covered() {
        double area = cells.stream().mapToDouble(UpperEnvelope.Cell::area).sum();
        return area > (1 - 1 / (SIDE * SIDE)) * 4 * reach * reach;
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
                SIDE + CAPTION,
                text));
        svg.append(String.format(
                Locale.ROOT,
                "<rect width=\"%1$.0f\" height=\"%2$.0f\" fill=\"white\"/><rect width=\"%1$.0f\" height=\"%1$.0f\" fill=\"%3$s\"/>%n",
                SIDE,
                SIDE + CAPTION,
                OUTSIDE));
        for (UpperEnvelope.Cell cell : cells) {
            StringBuilder corners = new StringBuilder();
            for (double[] corner : cell.corners()) {
                corners.append(String.format(Locale.ROOT, "%.2f,%.2f ", x(corner[0]), y(corner[1])));
            }
            svg.append(String.format(
                    Locale.ROOT,
                    "<polygon points=\"%s\" fill=\"%s\" stroke=\"white\" stroke-width=\"1.5\"><title>class %d</title></polygon>%n",
                    corners.toString().strip(),
                    colour(cell.function(), LIGHT),
                    cell.function()));
        }
        for (Sample sample : samples) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.2f\" cy=\"%.2f\" r=\"2.5\" fill=\"%s\"><title>sample %d, class %d</title></circle>%n",
                    x(sample.s()),
                    y(sample.t()),
                    colour(sample.predicted(), DARK),
                    sample.sample(),
                    sample.predicted()));
        }
        for (UpperEnvelope.Cell cell : cells) {
            if (cell.area() >= LABELLED * 4 * reach * reach) {
                double[] at = cell.centroid();
                svg.append(String.format(
                        Locale.ROOT,
                        "<text x=\"%.2f\" y=\"%.2f\" text-anchor=\"middle\" fill=\"#333\" %s>%d</text>%n",
                        x(at[0]),
                        y(at[1]) + 5,
                        HALO,
                        cell.function()));
            }
        }
        for (Mark mark : marks) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<path d=\"M%1$.2f %2$.2fm-5 0h10m-5 -5v10\" stroke=\"black\" stroke-width=\"2\"/>"
                            + "<text x=\"%3$.2f\" y=\"%4$.2f\" %6$s>%5$s</text>%n",
                    x(mark.s()),
                    y(mark.t()),
                    x(mark.s()) + 8,
                    y(mark.t()) - 8,
                    mark.name(),
                    HALO));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"6\" y=\"%.0f\" font-size=\"13\" fill=\"#333\">%s</text>%n",
                SIDE + CAPTION - 9,
                caption()));
        svg.append("</svg>\n");
        out.write(svg.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The Vega-Lite figure: the same picture, with tooltips. */
    Figure figure() {
        List<Map<String, Object>> corners = new ArrayList<>();
        List<Map<String, Object>> numbers = new ArrayList<>();
        for (UpperEnvelope.Cell cell : cells) {
            for (int k = 0; k < cell.corners().size(); k++) {
                double[] corner = cell.corners().get(k);
                corners.add(Map.of("class", cell.function(), "order", k, "s", corner[0], "t", corner[1]));
            }
            if (cell.area() >= LABELLED * 4 * reach * reach) {
                double[] at = cell.centroid();
                numbers.add(Map.of("name", Integer.toString(cell.function()), "s", at[0], "t", at[1]));
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
                        "view",
                        Map.of("fill", OUTSIDE),
                        "config",
                        Map.of("axis", Map.of("grid", false), "legend", Map.of("disable", true)),
                        "layer",
                        List.of(polygons(corners), points(dots), texts(numbers, 0), texts(names, -9))));
    }

    private Map<String, Object> polygons(List<Map<String, Object>> corners) {
        Map<String, Object> mark = Map.of(
                "type", "line", "filled", true, "interpolate", "linear-closed", "tooltip", true, "stroke", "white");
        Map<String, Object> encoding = Map.of(
                "x",
                axis("s", centre[0]),
                "y",
                axis("t", centre[1]),
                "fill",
                colours(LIGHT),
                "detail",
                Map.of("field", "class", "type", "nominal"),
                "order",
                Map.of("field", "order", "type", "quantitative"));
        return Map.of("data", Map.of("values", corners), "mark", mark, "encoding", encoding);
    }

    private Map<String, Object> points(List<Map<String, Object>> dots) {
        Map<String, Object> mark = Map.of(
                "type", "circle", "tooltip", true, "opacity", 1, "stroke", "white", "strokeWidth", 0.5, "clip", true);
        Map<String, Object> encoding =
                Map.of("x", axis("s", centre[0]), "y", axis("t", centre[1]), "color", colours(DARK));
        return Map.of("data", Map.of("values", dots), "mark", mark, "encoding", encoding);
    }

    private Map<String, Object> texts(List<Map<String, Object>> names, int above) {
        Map<String, Object> encoding = Map.of(
                "x",
                axis("s", centre[0]),
                "y",
                axis("t", centre[1]),
                "text",
                Map.of("field", "name", "type", "nominal"));
        return Map.of(
                "data",
                Map.of("values", names),
                "mark",
                Map.of("type", "text", "dy", above, "color", "#333"),
                "encoding",
                encoding);
    }

    /** A class has one hue, for its region and, darker, for its samples; the numbers on the regions are the legend. */
    private Map<String, Object> colours(int lightness) {
        int[] classes = IntStream.concat(
                        cells.stream().mapToInt(UpperEnvelope.Cell::function),
                        samples.stream().mapToInt(Sample::predicted))
                .distinct()
                .sorted()
                .toArray();
        Map<String, Object> scale = Map.of(
                "domain",
                Arrays.stream(classes).boxed().toList(),
                "range",
                Arrays.stream(classes).mapToObj(i -> colour(i, lightness)).toList());
        return Map.of("field", "class", "type", "nominal", "scale", scale);
    }

    private Map<String, Object> axis(String field, double middle) {
        return Map.of(
                "field",
                field,
                "type",
                "quantitative",
                "scale",
                Map.of("domain", List.of(middle - reach, middle + reach), "zero", false, "nice", false),
                "title",
                field + " (hidden space)");
    }
}
