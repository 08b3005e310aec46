package org.halfspace.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.Column;
import org.halfspace.spi.Parameter;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Plan;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Task;

/** A small analysis as a stranger would write it: the margin between the two largest logits of every sample. */
public final class MarginAnalysis implements Analysis<MarginAnalysis.Parameters, MarginAnalysis.Row> {

    /** What is small. */
    public record Parameters(
            @Parameter(value = "Margins below this are counted, in logits", defaultValue = "1/2", min = 0, label = "Z")
                    double below,
            @Parameter("Draw a number for every sample") boolean draw) {}

    /** One sample. */
    public record Row(
            @Column("The sample") int sample,
            @Column(value = "Largest minus second largest logit", unit = "logits") double margin,
            @Column("Logits, from the largest to the smallest") double[] logits,
            @Column("A number from the sample's own stream; NaN where none is drawn") double drawn) {}

    /** All samples. */
    public record Values(
            @Column("How many margins are small") int small,
            @Column(value = "The smallest margin", unit = "logits") double least) {}

    @Override
    public Definition<Parameters, Row> definition() {
        return new Definition<>(
                "margins",
                1,
                "Margins between the two largest logits",
                Parameters.class,
                Row.class,
                Set.of(Definition.Need.DATA),
                List.of("margins model.onnx --data images.csv --below 0.1"));
    }

    @Override
    public AnalysisRun<Row> prepare(Subject subject, Parameters parameters, Context context) {
        return new AnalysisRun<>() {
            @Override
            public Plan plan() {
                return new Plan(subject.data().orElseThrow().size(), 8, "samples");
            }

            @Override
            public List<Row> rows(Task task) {
                DMatrixRMaj hidden = subject.hidden(task);
                List<Row> rows = new ArrayList<>();
                for (int i = 0; i < task.size(); i++) {
                    double[] h = new double[hidden.numCols];
                    System.arraycopy(hidden.data, i * h.length, h, 0, h.length);
                    double[] logits = descending(subject.head().logits(h));
                    int sample = task.begin() + i;
                    double drawn = parameters.draw() ? context.random(sample).nextDouble() : Double.NaN;
                    rows.add(new Row(sample, logits[0] - logits[1], logits, drawn));
                }
                return rows;
            }

            @Override
            public Summary summarise(List<Row> rows) {
                int small = (int) rows.stream()
                        .filter(row -> row.margin() < parameters.below())
                        .count();
                double least = rows.stream().mapToDouble(Row::margin).min().orElse(Double.NaN);
                return Summary.of(
                        new Values(small, least), List.of(small + " of " + rows.size() + " margins are small"));
            }
        };
    }

    private static double[] descending(double[] logits) {
        double[] sorted = logits.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < sorted.length / 2; i++) {
            double other = sorted[sorted.length - 1 - i];
            sorted[sorted.length - 1 - i] = sorted[i];
            sorted[i] = other;
        }
        return sorted;
    }
}
