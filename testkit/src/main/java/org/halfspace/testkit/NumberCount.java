package org.halfspace.testkit;

import java.lang.reflect.Array;
import java.util.Collection;
import org.halfspace.parameters.ColumnSchema;
import org.halfspace.parameters.ColumnSchema.ColumnSpec;

/** Counts the real numbers of an answer, to the bottom, and those of them that are not numbers. For one thread. */
final class NumberCount {
    private int total;
    private int notNumbers;

    void add(Object value) {
        if (value instanceof Record values) {
            for (ColumnSpec column : new ColumnSchema(values.getClass()).columns()) {
                add(column.of(values));
            }
        } else if (value instanceof Collection<?> list) {
            list.forEach(this::add);
        } else if (value != null && value.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                add(Array.get(value, i));
            }
        } else if (value instanceof Double number) {
            total++;
            notNumbers += number.isNaN() ? 1 : 0;
        }
    }

    int total() {
        return total;
    }

    /** Whether there are real numbers, and each of them is NaN. */
    boolean allNotNumbers() {
        return total > 0 && notNumbers == total;
    }
}
