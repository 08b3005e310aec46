package org.halfspace.geometry;

import java.util.function.Supplier;

/** A value that is computed at its first use, once, whoever asks. Thread-safe. */
final class Lazy<T> {
    private Supplier<T> source;
    private T value;

    Lazy(Supplier<T> source) {
        this.source = source;
    }

    synchronized T get() {
        if (source != null) {
            value = source.get();
            source = null;
        }
        return value;
    }
}
