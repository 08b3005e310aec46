package org.halfspace.workbench;

import java.util.List;
import java.util.Optional;
import org.halfspace.parameters.ColumnSchema;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Plan;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Task;
import org.halfspace.spi.model.HiddenDomain;

/**
 * A run whose answers are held against its analysis's definition where they come in: generics are erased, so that a row of another record
 * would otherwise be noticed only by whoever prints or stores it, far from its author.
 *
 * @param definition what was promised
 * @param run what is asked
 * @param <R> the row record
 */
record CheckedRun<R extends Record>(Definition<?, R> definition, AnalysisRun<R> run) implements AnalysisRun<R> {

    /** @throws IllegalStateException if there is no run */
    CheckedRun {
        if (run == null) {
            throw new IllegalStateException("prepare returned null, expected a run");
        }
    }

    @Override
    public Plan plan() {
        Plan plan = run.plan();
        if (plan == null) {
            throw new IllegalStateException("plan returned null, expected a plan");
        }
        return plan;
    }

    /** @throws IllegalStateException if there are no rows, or one is not of the record that the definition names */
    @Override
    public List<R> rows(Task task) throws InterruptedException {
        List<R> rows = run.rows(task);
        if (rows == null) {
            throw new IllegalStateException("rows returned null, expected a list, empty where there is nothing to say");
        }
        // As objects: of another class, a row could not even be called a record of this one.
        List<?> objects = rows;
        for (Object row : objects) {
            if (!definition.rows().isInstance(row)) {
                throw new IllegalStateException("expected rows of the record "
                        + definition.rows().getName() + ", found "
                        + (row == null ? "null" : "one of " + row.getClass().getName()));
            }
        }
        return rows;
    }

    /** @throws IllegalStateException if there is no summary, or a figure in it has no column */
    @Override
    public Summary summarise(List<R> rows) throws InterruptedException {
        Summary summary = run.summarise(rows);
        if (summary == null) {
            throw new IllegalStateException("summarise returned null, expected a summary");
        }
        try {
            new ColumnSchema(summary.values().getClass()).leaves();
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("the figures of the summary cannot be shown: " + e.getMessage(), e);
        }
        return summary;
    }

    @Override
    public Optional<HiddenDomain> hiddenDomain() {
        return run.hiddenDomain();
    }
}
