package org.halfspace.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.Column;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Plan;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Task;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.model.SoftmaxHead;

/** What the classifier says of every sample, and how often it is right. */
public final class PredictAnalysis implements Analysis<PredictAnalysis.Parameters, PredictAnalysis.Row> {
    /** Enough rows to keep the runtime busy, few enough for the largest images. */
    private static final int SAMPLES_PER_TASK = 64;

    /** No parameters. */
    public record Parameters() {}

    /** One sample. */
    public record Row(
            @Column("The sample's place in the data, from 0") int sample,
            @Column("The label, from 0; empty where the data have none") Integer label,
            @Column("The predicted class, from 0") int predicted,
            @Column(value = "Its softmax output", unit = "probability") double probability,
            @Column("Whether prediction and label agree; empty where there is no label") Boolean correct) {}

    /** All samples. */
    public record Values(
            @Column("How many samples") int samples,
            @Column("How many of them have a label") int labelled,
            @Column("How many labelled samples were predicted rightly") int correct,
            @Column("The share of labelled samples that were predicted rightly") Double accuracy,
            @Column("How many classes the model has") int classes) {}

    @Override
    public Definition<Parameters, Row> definition() {
        return new Definition<>(
                "predict",
                1,
                "Predictions of a model on data, and its accuracy",
                Parameters.class,
                Row.class,
                Set.of(Definition.Need.FEATURES, Definition.Need.DATA),
                List.of(
                        "predict model.onnx --data images.csv",
                        "predict model.onnx --data images-idx3-ubyte.gz,labels-idx1-ubyte.gz --json"));
    }

    @Override
    public AnalysisRun<Row> prepare(Subject subject, Parameters parameters, Context context) {
        return new Run(subject);
    }

    private static final class Run implements AnalysisRun<Row> {
        private final Subject subject;
        private final Dataset data;

        Run(Subject subject) {
            this.subject = subject;
            this.data = subject.data().orElseThrow();
        }

        @Override
        public Plan plan() {
            return new Plan(data.size(), SAMPLES_PER_TASK, "samples");
        }

        @Override
        public List<Row> rows(Task task) {
            DMatrixRMaj hidden = subject.hidden(task);
            List<Row> rows = new ArrayList<>(task.size());
            double[] h = new double[hidden.numCols];
            for (int i = 0; i < task.size(); i++) {
                System.arraycopy(hidden.data, i * h.length, h, 0, h.length);
                double[] logits = subject.head().logits(h);
                int predicted = SoftmaxHead.argmax(logits);
                int sample = task.begin() + i;
                int label = data.label(sample);
                rows.add(new Row(
                        sample,
                        label < 0 ? null : label,
                        predicted,
                        SoftmaxHead.softmax(logits)[predicted],
                        label < 0 ? null : label == predicted));
            }
            return rows;
        }

        @Override
        public Summary summarise(List<Row> rows) {
            int labelled =
                    (int) rows.stream().filter(row -> row.label() != null).count();
            int correct = (int) rows.stream()
                    .filter(row -> Boolean.TRUE.equals(row.correct()))
                    .count();
            Double accuracy = labelled == 0 ? null : (double) correct / labelled;
            String finding = labelled == 0
                    ? rows.size() + " samples predicted; the data have no labels"
                    : correct + " of " + labelled + " labelled samples are predicted rightly";
            return Summary.of(
                    new Values(
                            rows.size(),
                            labelled,
                            correct,
                            accuracy,
                            subject.head().classes()),
                    List.of(finding));
        }
    }
}
