package org.halfspace.cli;

import java.time.Duration;
import org.halfspace.workbench.Progress;

/** Progress as plain lines, one every so often, for logs. */
final class ProgressLog implements Progress {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Console console;
    private String title;
    private String unit;
    private long items;
    private long done;
    private long started;
    private long spoken;

    ProgressLog(Console console) {
        this.console = console;
    }

    @Override
    public void begin(String newTitle, long newItems, String newUnit) {
        title = newTitle;
        items = newItems;
        unit = newUnit;
        done = 0;
        started = System.nanoTime();
        spoken = started;
    }

    @Override
    public void advance(long more) {
        done += more;
        long now = System.nanoTime();
        if (now - spoken >= INTERVAL.toNanos() && done < items) {
            spoken = now;
            double rate = done / ((now - started) / 1e9);
            console.err()
                    .printf(
                            "%s: %d of %d %s, %.3g per second, %.0f s left%n",
                            title, done, items, unit, rate, (items - done) / rate);
            console.err().flush();
        }
    }

    @Override
    public void end() {}
}
