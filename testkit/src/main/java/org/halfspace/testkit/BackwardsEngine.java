package org.halfspace.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Task;
import org.halfspace.spi.engine.Engine;

/** Runs tasks in this thread, from the last to the first. */
final class BackwardsEngine implements Engine {
    @Override
    public String name() {
        return "backwards";
    }

    @Override
    public <R extends Record> void execute(AnalysisRun<R> run, List<Task> tasks, int threads, Listener<R> listener)
            throws InterruptedException {
        List<Task> reversed = new ArrayList<>(tasks);
        Collections.reverse(reversed);
        for (Task task : reversed) {
            listener.completed(task, run.rows(task));
        }
    }
}
