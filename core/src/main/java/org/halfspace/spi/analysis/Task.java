package org.halfspace.spi.analysis;

/**
 * Some consecutive items of a plan. Immutable.
 *
 * @param begin the first item
 * @param end the item after the last
 */
public record Task(int begin, int end) {

    public Task {
        if (begin < 0 || end <= begin) {
            throw new IllegalArgumentException("expected 0 <= begin < end, found " + begin + " and " + end);
        }
    }

    /** How many items. */
    public int size() {
        return end - begin;
    }
}
