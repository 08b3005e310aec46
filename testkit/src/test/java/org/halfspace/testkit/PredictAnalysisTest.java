package org.halfspace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.halfspace.predict.PredictAnalysis;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Task;
import org.junit.jupiter.api.Test;

class PredictAnalysisTest extends AnalysisContract<PredictAnalysis.Parameters, PredictAnalysis.Row> {
    private static final float[][] CORNERS = {{2, 1}, {-1, 3}, {-1, -1}, {1, -2}};

    @Override
    protected PredictAnalysis analysis() {
        return new PredictAnalysis();
    }

    @Override
    protected Subject subject() {
        return Subjects.gaussian(AnalyticHeads.gaussian(5, 7, 3), 70, 2);
    }

    @Override
    protected PredictAnalysis.Parameters parameters() {
        return new PredictAnalysis.Parameters();
    }

    @Test
    void predictsTheQuadrantOfEverySample() throws InterruptedException {
        Subject subject = Subjects.of(AnalyticHeads.square(), CORNERS, 0, 1, 2, 0);
        AnalysisRun<PredictAnalysis.Row> run = analysis().prepare(subject, parameters(), new Context(1, 1));
        List<PredictAnalysis.Row> rows = run.rows(new Task(0, 4));
        assertThat(rows).extracting(PredictAnalysis.Row::predicted).containsExactly(0, 1, 2, 3);
        assertThat(rows).extracting(PredictAnalysis.Row::correct).containsExactly(true, true, true, false);
        PredictAnalysis.Values values =
                (PredictAnalysis.Values) run.summarise(rows).values();
        assertThat(values).isEqualTo(new PredictAnalysis.Values(4, 4, 3, 0.75, 4));
    }

    @Test
    void saysNothingOfAccuracyWhereThereAreNoLabels() throws InterruptedException {
        Subject subject = Subjects.of(AnalyticHeads.square(), CORNERS);
        AnalysisRun<PredictAnalysis.Row> run = analysis().prepare(subject, parameters(), new Context(1, 1));
        List<PredictAnalysis.Row> rows = run.rows(new Task(0, 4));
        assertThat(rows).extracting(PredictAnalysis.Row::label).containsOnlyNulls();
        PredictAnalysis.Values values =
                (PredictAnalysis.Values) run.summarise(rows).values();
        assertThat(values).isEqualTo(new PredictAnalysis.Values(4, 0, 0, null, 4));
    }
}
