package org.halfspace.workbench;

import java.util.List;
import org.halfspace.parameters.ColumnSchema;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Task;

/**
 * Whether rows and an answer are what their analysis has promised. What the compiler cannot see is looked at here, where it is
 * known whose fault it is: later, it would be a report that cannot be printed.
 */
final class RowCheck {
    private RowCheck() {}

    /**
     * Looks at the rows of a task.
     *
     * @throws RunFailedException if there is no list of them, or one of them is no row of the analysis
     */
    static void require(Definition<?, ?> definition, Task task, List<?> rows) {
        if (rows == null) {
            throw failure(definition, "gave no list of rows for items " + task.begin() + " to " + (task.end() - 1));
        }
        for (Object row : rows) {
            if (!definition.rows().isInstance(row)) {
                throw failure(
                        definition,
                        "gave a row that is none of its own on items " + task.begin() + " to " + (task.end() - 1)
                                + ": expected a " + definition.rows().getSimpleName() + ", found "
                                + (row == null ? "null" : row));
            }
        }
    }

    /**
     * Looks at an answer.
     *
     * @throws RunFailedException if there is none, or its figures cannot be shown
     */
    static void require(Definition<?, ?> definition, Summary summary) {
        if (summary == null) {
            throw failure(definition, "gave no summary");
        }
        try {
            new ColumnSchema(summary.values().getClass()).columns();
        } catch (IllegalArgumentException e) {
            throw new RunFailedException(
                    definition.name() + " gave a summary that cannot be shown: " + e.getMessage(), e);
        }
    }

    private static RunFailedException failure(Definition<?, ?> definition, String what) {
        return new RunFailedException(definition.name() + " " + what, null);
    }
}
