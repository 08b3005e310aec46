package org.halfspace.plot;

/** A figure that a terminal cannot show. The message says what in it. */
public final class UnsupportedFigureException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnsupportedFigureException(String what) {
        super(what);
    }
}
