package com.example.starter.analysis;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.halfspace.spi.Column;
import org.halfspace.spi.Parameter;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Figure;
import org.halfspace.spi.analysis.Plan;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.model.SoftmaxHead;
import org.pf4j.Extension;

/** How long the weight vector of each class is, from the mean of all: how fast its logit can grow against the others. */
@Extension
public final class StarterAnalysis implements Analysis<StarterAnalysis.Parameters, StarterAnalysis.Row> {

    /** The options of the command. */
    public record Parameters(
            @Parameter(value = "Count classes whose weights are shorter than this", defaultValue = "1", min = 0)
                    double limit) {}

    /** One class: a row of the table. */
    public record Row(
            @Column("The class, from 0") int label,
            @Column(value = "Euclidean length of its weights minus the mean of all", unit = "logits per unit of h")
                    double length) {}

    /** All classes: the figures above the table. */
    public record Values(
            @Column("How many classes") int classes,
            @Column("How many have shorter weights than the limit") long shorter,
            @Column("The shortest length") double least) {}

    @Override
    public Definition<Parameters, Row> definition() {
        return new Definition<>(
                "starter",
                1,
                "How long the weight vector of each class is",
                Parameters.class,
                Row.class,
                Set.of(), // needs nothing but the last layer: no data, no network, no gradient
                List.of("starter model.onnx --limit 0.5"));
    }

    @Override
    public AnalysisRun<Row> prepare(Subject subject, Parameters parameters, Context context) {
        SoftmaxHead head = subject.head();
        double[] mean = mean(head);
        return AnalysisRun.of(
                new Plan(head.classes(), 64, "classes"),
                task -> IntStream.range(task.begin(), task.end())
                        .mapToObj(label -> new Row(label, length(head, mean, label)))
                        .toList(),
                rows -> summary(rows, parameters));
    }

    private static Summary summary(List<Row> rows, Parameters parameters) {
        long shorter =
                rows.stream().filter(row -> row.length() < parameters.limit()).count();
        double least = rows.stream().mapToDouble(Row::length).min().orElse(Double.NaN);
        return Summary.of(
                        new Values(rows.size(), shorter, least),
                        List.of(shorter + " of " + rows.size() + " classes have weights shorter than "
                                + parameters.limit()))
                .with(new Figure("lengths", "The length of each class's weights", bars()));
    }

    /** A Vega-Lite specification; the data set "rows" is the table. */
    private static Map<String, Object> bars() {
        return Map.of(
                "data", Map.of("name", "rows"),
                "mark", "bar",
                "encoding",
                        Map.of(
                                "x", Map.of("field", "label", "type", "ordinal", "title", "class"),
                                "y", Map.of("field", "length", "type", "quantitative")));
    }

    /** The mean of the columns of W, l numbers. */
    private static double[] mean(SoftmaxHead head) {
        double[] mean = new double[head.hiddenSize()];
        for (int k = 0; k < mean.length; k++) {
            for (int i = 0; i < head.classes(); i++) {
                mean[k] += head.weights().get(k, i) / head.classes();
            }
        }
        return mean;
    }

    private static double length(SoftmaxHead head, double[] mean, int label) {
        double squares = 0;
        for (int k = 0; k < mean.length; k++) {
            double difference = head.weights().get(k, label) - mean[k];
            squares += difference * difference;
        }
        return Math.sqrt(squares);
    }
}
