package org.halfspace.testkit;

import java.util.List;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Plan;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Task;

/** The same analysis with its work cut in another way. */
record RegroupedAnalysis<P extends Record, R extends Record>(Analysis<P, R> analysis, int itemsPerTask)
        implements Analysis<P, R> {

    @Override
    public Definition<P, R> definition() {
        return analysis.definition();
    }

    @Override
    public AnalysisRun<R> prepare(Subject subject, P parameters, Context context) throws InterruptedException {
        AnalysisRun<R> run = analysis.prepare(subject, parameters, context);
        return new AnalysisRun<>() {
            @Override
            public Plan plan() {
                Plan plan = run.plan();
                return new Plan(plan.items(), itemsPerTask, plan.unit());
            }

            @Override
            public List<R> rows(Task task) throws InterruptedException {
                return run.rows(task);
            }

            @Override
            public Summary summarise(List<R> rows) throws InterruptedException {
                return run.summarise(rows);
            }
        };
    }
}
