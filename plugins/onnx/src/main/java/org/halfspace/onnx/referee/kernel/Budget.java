package org.halfspace.onnx.referee.kernel;

import org.halfspace.spi.InputException;

/** What is left of the {@link Limits} of one run. Not thread-safe. */
public final class Budget {
    private final Limits limits;
    private long held;
    private long worked;

    /** Nothing spent yet. */
    public Budget(Limits limits) {
        this.limits = limits;
    }

    /** Notes that so many numbers more are held. */
    public void hold(long elements) {
        held += elements;
    }

    /** Notes that so many numbers are held no longer. */
    public void release(long elements) {
        held -= elements;
    }

    /** Refuses an array that does not fit beside what is held. */
    void requireRoom(long elements, Object where) {
        if (elements > limits.elements() - held) {
            throw new InputException("the model needs more memory than there is")
                    .where(where)
                    .expected("at most " + limits.elements() + " numbers at a time")
                    .found(held + " in use and " + elements + " more to come")
                    .hint("use smaller batches or a larger heap (-Xmx); if the size is absurd, the file is damaged");
        }
    }

    /** Refuses work that would never end, before it begins. */
    void requireTime(double multiplyAdds, Object where) {
        if (multiplyAdds > limits.work() - worked) {
            throw new InputException("the model takes more time than is sensible in double precision")
                    .where(where)
                    .expected("at most " + limits.work() + " multiply-adds in a run")
                    .found(String.format("%d done and %.3g more to come", worked, multiplyAdds))
                    .hint("use smaller batches; if the size is absurd, the file is damaged");
        }
        worked += (long) multiplyAdds;
    }
}
