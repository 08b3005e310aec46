package org.halfspace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Task;
import org.junit.jupiter.api.Test;

class MarginAnalysisTest extends AnalysisContract<MarginAnalysis.Parameters, MarginAnalysis.Row> {

    @Override
    protected MarginAnalysis analysis() {
        return new MarginAnalysis();
    }

    @Override
    protected Subject subject() {
        return Subjects.gaussian(AnalyticHeads.simplex(4), 20, 1);
    }

    @Override
    protected MarginAnalysis.Parameters parameters() {
        return new MarginAnalysis.Parameters(0.5, true);
    }

    @Test
    void theMarginAtAVertexOfTheSimplexIsThatOfItsCosines() {
        // Weight vectors of length 1 with cosines -1/3: the logits of the first are 1 and three times -1/3.
        float[] vertex = new float[4];
        for (int k = 0; k < 4; k++) {
            vertex[k] = (float) AnalyticHeads.simplex(4).weights().get(k, 0);
        }
        Subject subject = Subjects.of(AnalyticHeads.simplex(4), new float[][] {vertex}, 0);
        List<MarginAnalysis.Row> rows = rows(subject);
        assertThat(rows.get(0).margin()).isCloseTo(4.0 / 3, within(1e-6));
    }

    private List<MarginAnalysis.Row> rows(Subject subject) {
        var run = analysis().prepare(subject, parameters(), new Context(1, 1));
        try {
            return run.rows(new Task(0, 1));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
