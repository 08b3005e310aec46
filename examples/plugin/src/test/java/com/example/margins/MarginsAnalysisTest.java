package com.example.margins;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Task;
import org.halfspace.testkit.AnalysisContract;
import org.halfspace.testkit.AnalyticHeads;
import org.halfspace.testkit.PluginRules;
import org.halfspace.testkit.Subjects;
import org.junit.jupiter.api.Test;

class MarginsAnalysisTest extends AnalysisContract<MarginsAnalysis.Parameters, MarginsAnalysis.Row> {

    @Override
    protected Analysis<MarginsAnalysis.Parameters, MarginsAnalysis.Row> analysis() {
        return new MarginsAnalysis();
    }

    @Override
    protected Subject subject() {
        return Subjects.gaussian(AnalyticHeads.simplex(4), 20, 1);
    }

    @Override
    protected MarginsAnalysis.Parameters parameters() {
        return new MarginsAnalysis.Parameters(1);
    }

    @Test
    void marginsOfTheSquareAreTwiceTheSmallerCoordinate() throws InterruptedException {
        // The logits of h = (3, 1) are +-3 +-1: the largest is 4, the second largest 2.
        Subject square = Subjects.of(AnalyticHeads.square(), new float[][] {{3, 1}}, 0);
        List<MarginsAnalysis.Row> rows =
                analysis().prepare(square, parameters(), new Context(1, 1)).rows(new Task(0, 1));
        assertThat(rows).containsExactly(new MarginsAnalysis.Row(0, 2.0));
    }

    @Test
    void usesOnlyWhatPluginsArePromised() {
        PluginRules.check("com.example.margins");
    }
}
