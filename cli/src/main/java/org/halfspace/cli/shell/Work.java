package org.halfspace.cli.shell;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Runs commands, one at a time, each in a thread of its own, so that one which does not react to an interruption can be left
 * behind. {@link #interrupt} may be called from any thread; all else by one.
 */
final class Work {
    private final Duration grace;
    private final Runnable onInterrupt;
    private volatile BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /** What happens while a command runs. */
    private enum Event {
        DONE,
        INTERRUPT
    }

    /**
     * How a command ended.
     *
     * @param status its exit status
     * @param stopped whether it ended at all; if not, its thread goes on
     * @param thread the name of its thread
     */
    record End(int status, boolean stopped, String thread) {}

    /**
     * @param grace how long an interrupted command may take to stop
     * @param onInterrupt told at the first interruption of a command
     */
    Work(Duration grace, Runnable onInterrupt) {
        this.grace = grace;
        this.onInterrupt = onInterrupt;
    }

    /** Interrupts the command that runs; the second time, leaves it behind at once. */
    void interrupt() {
        events.add(Event.INTERRUPT);
    }

    /**
     * Runs a command and waits for it. An interruption of the calling thread counts as one of the command, and is passed on
     * afterwards.
     *
     * @param name for the thread
     * @param command gives the exit status
     * @param ifLeft the exit status when it does not stop
     */
    End run(String name, IntSupplier command, int ifLeft) {
        BlockingQueue<Event> mine = new LinkedBlockingQueue<>();
        events = mine;
        int[] status = {ifLeft};
        Thread thread = new Thread(
                () -> {
                    try {
                        status[0] = command.getAsInt();
                    } finally {
                        mine.add(Event.DONE);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        boolean callerInterrupted = false;
        boolean interrupted = false;
        long end = 0;
        while (true) {
            Event event;
            try {
                event = interrupted ? mine.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS) : mine.take();
            } catch (InterruptedException e) {
                callerInterrupted = true;
                event = Event.INTERRUPT;
            }
            boolean over = event == Event.DONE;
            if (over || event == null || interrupted) {
                if (callerInterrupted) {
                    Thread.currentThread().interrupt();
                }
                return new End(over ? status[0] : ifLeft, over, name);
            }
            interrupted = true;
            end = System.nanoTime() + grace.toNanos();
            onInterrupt.run();
            thread.interrupt();
        }
    }
}
