package org.halfspace.experiment.store;

/** The run's database does not take what it is given: a full disk, a folder that has become read-only. The run ends. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Tells what failed, and why. */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
