package com.example.margins;

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
import org.pf4j.Extension;

/** How far the winning logit is ahead of the second, sample by sample. */
@Extension
public final class MarginsAnalysis implements Analysis<MarginsAnalysis.Parameters, MarginsAnalysis.Row> {

    /** The options of the command. */
    public record Parameters(
            @Parameter(value = "Count samples whose margin is below this, in logits", defaultValue = "1", min = 0)
                    double below) {}

    /** One sample. */
    public record Row(
            @Column("The sample's place in the data, from 0") int sample,
            @Column(value = "Largest logit minus second largest", unit = "logits") double margin) {}

    /** All samples. */
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
        return new AnalysisRun<>() {
            @Override
            public Plan plan() {
                return new Plan(subject.data().orElseThrow().size(), 64, "samples");
            }

            @Override
            public List<Row> rows(Task task) {
                DMatrixRMaj hidden = subject.hidden(task);
                List<Row> rows = new ArrayList<>();
                for (int i = 0; i < task.size(); i++) {
                    int l = hidden.numCols;
                    double[] h = Arrays.copyOfRange(hidden.data, i * l, (i + 1) * l);
                    double[] logits = subject.head().logits(h);
                    Arrays.sort(logits);
                    double margin = logits[logits.length - 1] - logits[logits.length - 2];
                    rows.add(new Row(task.begin() + i, margin));
                }
                return rows;
            }

            @Override
            public Summary summarise(List<Row> rows) {
                long below = rows.stream().filter(row -> row.margin() < parameters.below()).count();
                double least = rows.stream().mapToDouble(Row::margin).min().orElse(Double.NaN);
                return Summary.of(
                        new Values(rows.size(), below, least),
                        List.of(below + " of " + rows.size() + " samples have a margin below " + parameters.below()));
            }
        };
    }
}
