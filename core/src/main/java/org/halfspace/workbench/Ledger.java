package org.halfspace.workbench;

import java.util.List;
import org.halfspace.spi.analysis.Plan;
import org.halfspace.spi.analysis.Task;
import org.halfspace.spi.engine.Engine;

/**
 * Keeps what the tasks of one run gave, so that the run can stop and go on later. Told of tasks by one thread at a time.
 *
 * @param <R> the row record
 */
public interface Ledger<R extends Record> extends Engine.Listener<R> {

    /**
     * The tasks that are still to be done: all of the plan when nothing is recorded. Called once, before any task runs.
     *
     * @param plan how the work is cut now; earlier work may have been cut otherwise
     */
    List<Task> remaining(Plan plan);

    /**
     * All recorded rows, in the order of their items. Called when no task runs any more.
     *
     * @throws InterruptedException if the thread was interrupted while the last records were written
     */
    List<R> rows() throws InterruptedException;
}
