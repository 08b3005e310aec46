package org.halfspace.onnx.referee.array;

/** Shapes, axes or indices that do not fit each other. Whoever evaluates a node says which node it was. */
public final class ShapeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String expected;
    private final String found;

    /**
     * @param expected what would have been right
     * @param found what was there instead
     */
    public ShapeException(String expected, String found) {
        super("expected " + expected + ", found " + found);
        this.expected = expected;
        this.found = found;
    }

    /** What would have been right. */
    public String expected() {
        return expected;
    }

    /** What was there instead. */
    public String found() {
        return found;
    }
}
