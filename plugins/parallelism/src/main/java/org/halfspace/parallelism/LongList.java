package org.halfspace.parallelism;

import java.util.Arrays;

/** A growing list of longs, without boxes. Not thread-safe. */
final class LongList {
    private long[] values;
    private int size;

    /** @param capacity how many numbers fit before memory is taken again */
    LongList(int capacity) {
        values = new long[Math.max(1, capacity)];
    }

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

    /** Sorts them, ascending. */
    void sort(boolean parallel) {
        if (parallel) {
            Arrays.parallelSort(values, 0, size);
        } else {
            Arrays.sort(values, 0, size);
        }
    }

    long[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
