package org.halfspace.workbench;

/** A run that could not give its answer: a defect of an analysis, or a claim that did not stand its check. */
public final class RunFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Tells what failed, and why. */
    public RunFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
