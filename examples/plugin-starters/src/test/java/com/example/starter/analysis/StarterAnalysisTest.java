package com.example.starter.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Task;
import org.halfspace.testkit.AnalysisContract;
import org.halfspace.testkit.AnalyticHeads;
import org.halfspace.testkit.PluginRules;
import org.halfspace.testkit.Subjects;
import org.junit.jupiter.api.Test;

/** Inherits what every analysis has to keep; what it computes is checked where the answer is known on paper. */
class StarterAnalysisTest extends AnalysisContract<StarterAnalysis.Parameters, StarterAnalysis.Row> {

    @Override
    protected Analysis<StarterAnalysis.Parameters, StarterAnalysis.Row> analysis() {
        return new StarterAnalysis();
    }

    @Override
    protected Subject subject() {
        return Subjects.gaussian(AnalyticHeads.gaussian(6, 10, 1), 20, 1);
    }

    @Override
    protected StarterAnalysis.Parameters parameters() {
        return new StarterAnalysis.Parameters(2);
    }

    @Test
    void theCornersOfASquareAreAsFarFromItsMiddle() throws InterruptedException {
        Subject square = Subjects.of(AnalyticHeads.square());
        assertThat(analysis().prepare(square, parameters(), new Context(1, 1)).rows(new Task(0, 4)))
                .extracting(StarterAnalysis.Row::length)
                .containsOnly(Math.sqrt(2));
    }

    @Test
    void usesOnlyWhatPluginsArePromised() {
        PluginRules.check("com.example.starter.analysis");
    }
}
