package org.halfspace.cli.shell;

import java.util.List;
import java.util.Set;
import org.halfspace.spi.Column;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Plan;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Task;

/** An analysis that says nothing, under another name than the one that it takes the place of. */
public final class RenamedAnalysis implements Analysis<RenamedAnalysis.Parameters, RenamedAnalysis.Row> {

    /** None. */
    public record Parameters() {}

    /** A row. */
    public record Row(@Column("A number") int number) {}

    @Override
    public Definition<Parameters, Row> definition() {
        return new Definition<>("renamed", 1, "Says nothing", Parameters.class, Row.class, Set.of(), List.of());
    }

    @Override
    public AnalysisRun<Row> prepare(Subject subject, Parameters parameters, Context context) {
        return new AnalysisRun<>() {
            @Override
            public Plan plan() {
                return Plan.summaryOnly();
            }

            @Override
            public List<Row> rows(Task task) {
                return List.of();
            }

            @Override
            public Summary summarise(List<Row> rows) {
                return Summary.of(new Row(0), List.of());
            }
        };
    }
}
