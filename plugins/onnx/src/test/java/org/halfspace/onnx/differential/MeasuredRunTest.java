package org.halfspace.onnx.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MeasuredRunTest {
    private static final long RUN_NANOS = 1_000_000;

    @Test
    void theFasterWayIsKeptForCallsOfItsKind() {
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
        MeasuredRun run = new MeasuredRun(List.of(takesLong, isShort), 2, clock::get);

        run.run(2, List.of(), List.of());
        int measured = slow.get();
        int before = fast.get();
        run.run(2, List.of(), List.of());
        run.run(9, List.of(), List.of());

        assertThat(measured).isPositive();
        assertThat(slow.get()).as("not run again").isEqualTo(measured);
        assertThat(fast.get()).isEqualTo(before + 2);

        run.run(1, List.of(), List.of());
        assertThat(slow.get())
                .as("fewer rows than threads are measured on their own")
                .isGreaterThan(measured);
    }
}
