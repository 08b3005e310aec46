package org.halfspace.cli;

/** The exit statuses of the command line, as the manual lists them. */
public final class ExitStatus {
    /** Done, whatever was found. */
    public static final int DONE = 0;

    /** The run failed. */
    public static final int FAILED = 1;

    /** Bad usage or bad input. */
    public static final int BAD_INPUT = 2;

    /** A plugin could not be loaded. */
    public static final int PLUGIN = 3;

    /** Stopped by Ctrl-C, as shells count it: 128 + SIGINT. */
    public static final int INTERRUPTED = 130;

    private ExitStatus() {}
}
