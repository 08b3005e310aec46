package org.halfspace.cli;

/** The exit statuses of the command line, as the manual lists them. */
final class ExitStatus {
    /** Done, whatever was found. */
    static final int DONE = 0;

    /** The run failed. */
    static final int FAILED = 1;

    /** Bad usage or bad input. */
    static final int BAD_INPUT = 2;

    /** A plugin could not be loaded. */
    static final int PLUGIN = 3;

    /** Stopped by Ctrl-C, as shells count it: 128 + SIGINT. */
    static final int INTERRUPTED = 130;

    private ExitStatus() {}
}
