package org.halfspace.onnx.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MeasuredRunTest {
    private static final long RUN_NANOS = 1_000_000;

    @Test
    void theFasterWayIsKeptForBatchesOfAboutTheSameSize() {
        AtomicInteger slow = new AtomicInteger();
        AtomicInteger fast = new AtomicInteger();
        AtomicLong clock = new AtomicLong();
        Run takesLong = (count, inputs, outputs) -> {
            slow.incrementAndGet();
            clock.addAndGet(2 * RUN_NANOS);
        };
        Run isShort = (count, inputs, outputs) -> {
            fast.incrementAndGet();
            clock.addAndGet(RUN_NANOS);
        };
        MeasuredRun run = new MeasuredRun(List.of(takesLong, isShort), clock::get);

        run.run(5, List.of(), List.of());
        int measured = slow.get();
        int before = fast.get();
        run.run(7, List.of(), List.of());
        run.run(8, List.of(), List.of());

        assertThat(measured).isPositive();
        assertThat(slow.get()).as("not run again").isEqualTo(measured);
        assertThat(fast.get()).isEqualTo(before + 2);

        run.run(4, List.of(), List.of());
        assertThat(slow.get()).as("a smaller batch is measured on its own").isGreaterThan(measured);
    }
}
