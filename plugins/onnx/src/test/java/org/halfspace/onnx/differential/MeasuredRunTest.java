package org.halfspace.onnx.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
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
        MeasuredRun run = new MeasuredRun(takesLong, isShort, 2, clock::get);

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

    @Test
    void aWayThatHasBecomeFasterIsTakenInTime() {
        AtomicLong clock = new AtomicLong();
        AtomicLong nanos = new AtomicLong(2 * RUN_NANOS);
        AtomicInteger runs = new AtomicInteger();
        Run steady = (count, inputs, outputs) -> clock.addAndGet(RUN_NANOS);
        Run changing = (count, inputs, outputs) -> {
            runs.incrementAndGet();
            clock.addAndGet(nanos.get());
        };
        MeasuredRun run = new MeasuredRun(steady, changing, 2, clock::get);
        run.run(8, List.of(), List.of());
        int measured = runs.get();

        nanos.set(RUN_NANOS / 2);
        run.run(8, List.of(), List.of());
        assertThat(runs.get()).as("not measured again at once").isEqualTo(measured);
        for (int i = 0; i < 5000; i++) {
            run.run(8, List.of(), List.of());
        }

        assertThat(runs.get()).isGreaterThan(2500);
    }

    @Test
    void aSmallLeadIsNotEnough() {
        AtomicLong clock = new AtomicLong();
        List<String> last = new ArrayList<>(List.of(""));
        Run rows = (count, inputs, outputs) -> {
            last.set(0, "rows");
            clock.addAndGet(count == 1 ? RUN_NANOS * 95 / 100 : RUN_NANOS);
        };
        Run operators = (count, inputs, outputs) -> {
            last.set(0, "operators");
            clock.addAndGet(count == 1 ? RUN_NANOS : RUN_NANOS * 85 / 100);
        };
        MeasuredRun run = new MeasuredRun(rows, operators, 2, clock::get);

        run.run(8, List.of(), List.of());
        assertThat(last).containsExactly("rows");
        run.run(1, List.of(), List.of());
        assertThat(last).containsExactly("operators");
    }
}
