package org.halfspace.testkit.verify;

import java.util.List;
import org.halfspace.engine.LocalEngine;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Task;
import org.halfspace.spi.engine.Engine;

/** The host's own engine, under a name of its own. */
public final class OtherEngine implements Engine {
    private final LocalEngine local = new LocalEngine();

    @Override
    public String name() {
        return "of-another";
    }

    @Override
    public <R extends Record> void execute(AnalysisRun<R> run, List<Task> tasks, int threads, Listener<R> listener)
            throws InterruptedException {
        local.execute(run, tasks, threads, listener);
    }
}
