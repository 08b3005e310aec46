package org.halfspace.parallelism;

import java.util.Arrays;

/** A growing list of longs, without boxes. Not thread-safe. */
final class LongList {
    private long[] values = new long[16];
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.addExact(size, size / 2 + 1));
        }
        values[size++] = value;
    }

    void addAll(long[] source, int count) {
        if (size + count > values.length) {
            values = Arrays.copyOf(values, Math.addExact(size + count, (size + count) / 2));
        }
        System.arraycopy(source, 0, values, size, count);
        size += count;
    }

    long get(int index) {
        return values[index];
    }

    int size() {
        return size;
    }

    /** Gives the memory back. */
    void clear() {
        values = new long[16];
        size = 0;
    }

    long[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
