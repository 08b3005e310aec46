package org.halfspace.cli;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.halfspace.workbench.Progress;

/** Progress as a bar on the terminal, with rate and time left. */
final class ProgressLine implements Progress {
    private static final int UPDATE_MILLIS = 200;

    private final Console console;
    private ProgressBar bar;

    ProgressLine(Console console) {
        this.console = console;
    }

    @Override
    public void begin(String title, long items, String unit) {
        console.err().flush();
        bar = new ProgressBarBuilder()
                .setTaskName(title)
                .setInitialMax(items)
                .setUnit(" " + unit, 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .showSpeed()
                .setConsumer(consumer())
                .clearDisplayOnFinish()
                .build();
    }

    /** Where the width is known, the library must not look for it: it would take hold of the terminal itself. */
    private ProgressBarConsumer consumer() {
        int width = console.width().getAsInt();
        return width > 0
                ? new ConsoleProgressBarConsumer(System.err, width - 1)
                : new ConsoleProgressBarConsumer(System.err);
    }

    @Override
    public void advance(long items) {
        bar.stepBy(items);
    }

    @Override
    public void end() {
        bar.close();
    }
}
