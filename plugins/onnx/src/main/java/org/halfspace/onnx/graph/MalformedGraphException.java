package org.halfspace.onnx.graph;

/** A graph that is none: a tensor that nobody makes, one that two nodes make, a circle. */
public final class MalformedGraphException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, in one line */
    public MalformedGraphException(String message) {
        super(message);
    }
}
