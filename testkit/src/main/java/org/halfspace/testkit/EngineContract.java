package org.halfspace.testkit;

import org.halfspace.spi.engine.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What every engine that runs in this process has to keep ({@link EngineLaws}), as tests. A subclass gives the engine. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class EngineContract {

    /** The engine. */
    protected abstract Engine engine();

    @Test
    void hasAName() {
        Finding.requireNone(FormatLaws.name(engine().name()));
    }

    @Test
    void runsEveryTaskOnceAndReportsItsRows() throws InterruptedException {
        Finding.requireNone(laws().everyTask());
    }

    @Test
    void runsNothingWhenThereIsNothingToRun() throws InterruptedException {
        Finding.requireNone(laws().nothing());
    }

    @Test
    void reportsATaskThatThrowsAndRunsTheOthers() throws InterruptedException {
        Finding.requireNone(laws().failures());
    }

    @Test
    void tellsTheListenerOneThingAtATime() throws InterruptedException {
        Finding.requireNone(laws().listener());
    }

    @Test
    void anInterruptionStopsTheRunAndKeepsWhatIsDone() throws InterruptedException {
        Finding.requireNone(laws().interruption());
    }

    @Test
    void aSecondRunStartsAfresh() throws InterruptedException {
        Finding.requireNone(laws().secondRun());
    }

    private EngineLaws laws() {
        return new EngineLaws(this::engine);
    }
}
