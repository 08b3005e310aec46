package com.example.margins;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.geometry.HeadGeometry;
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
import org.halfspace.spi.analysis.Task;
import org.pf4j.Extension;

/** How far the winning logit is ahead of the second, sample by sample. */
@Extension
public final class MarginsAnalysis implements Analysis<MarginsAnalysis.Parameters, MarginsAnalysis.Row> {

    /** The options of the command. */
    public record Parameters(
            @Parameter(value = "Count samples whose margin is below this, in logits", defaultValue = "1", min = 0)
                    double below) {}

    /** One sample: a row of the table. */
    public record Row(
            @Column("The sample's place in the data, from 0") int sample,
            @Column(value = "Largest logit minus second largest", unit = "logits") double margin) {}

    /** All samples: the figures above the table. */
    public record Values(
            @Column("How many samples") int samples,
            @Column("How many have a margin below the limit") long below,
            @Column(value = "The smallest margin", unit = "logits") double least) {}

    @Override
    public Definition<Parameters, Row> definition() {
        return new Definition<>(
                "margins",
                1,
                "How far the winning logit is ahead of the second",
                Parameters.class,
                Row.class,
                Set.of(Definition.Need.DATA),
                List.of("margins model.onnx --data images.csv --below 0.5"));
    }

    @Override
    public AnalysisRun<Row> prepare(Subject subject, Parameters parameters, Context context) {
        int samples = subject.data().orElseThrow().size();
        return AnalysisRun.of(
                new Plan(samples, 64, "samples"), task -> rows(subject, task), rows -> summary(rows, parameters));
    }

    private static List<Row> rows(Subject subject, Task task) {
        DMatrixRMaj logits = HeadGeometry.of(subject).logits(subject.hidden(task));
        int m = logits.numCols;
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < task.size(); i++) {
            double[] z = Arrays.copyOfRange(logits.data, i * m, (i + 1) * m);
            Arrays.sort(z);
            rows.add(new Row(task.begin() + i, z[m - 1] - z[m - 2]));
        }
        return rows;
    }

    private static Summary summary(List<Row> rows, Parameters parameters) {
        long below =
                rows.stream().filter(row -> row.margin() < parameters.below()).count();
        double least = rows.stream().mapToDouble(Row::margin).min().orElse(Double.NaN);
        return Summary.of(
                        new Values(rows.size(), below, least),
                        List.of(below + " of " + rows.size() + " samples have a margin below " + parameters.below()))
                .with(new Figure("margins", "How many samples have which margin", histogram()));
    }

    /** A Vega-Lite specification; the data set "rows" is the table. */
    private static Map<String, Object> histogram() {
        return Map.of(
                "data", Map.of("name", "rows"),
                "mark", "bar",
                "encoding",
                        Map.of(
                                "x",
                                        Map.of(
                                                "field", "margin",
                                                "type", "quantitative",
                                                "bin", Map.of("maxbins", 40),
                                                "title", "margin in logits"),
                                "y", Map.of("aggregate", "count", "title", "samples")));
    }
}
