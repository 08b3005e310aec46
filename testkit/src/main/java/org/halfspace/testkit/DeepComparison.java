package org.halfspace.testkit;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.halfspace.parameters.ColumnSchema;
import org.halfspace.parameters.ColumnSchema.ColumnSpec;

/**
 * Compares rows and figures to the bottom: records by component, lists and arrays by element, NaN equal to NaN, numbers to a
 * relative tolerance. Says where the first difference is.
 */
final class DeepComparison {
    private final double tolerance;

    /** @param tolerance how far two numbers may be apart, relative to the larger one (or 1, if that is larger); 0 for equal bits */
    DeepComparison(double tolerance) {
        this.tolerance = tolerance;
    }

    /**
     * The first difference of two values.
     *
     * @param place where the values are, for the message
     */
    Optional<Finding> difference(String place, Object expected, Object found) {
        if (expected instanceof Record a && found instanceof Record b && a.getClass() == b.getClass()) {
            return records(place, a, b);
        }
        List<Object> a = elements(expected);
        List<Object> b = elements(found);
        if (a != null && b != null) {
            return lists(place, a, b);
        }
        if (expected instanceof Number x && found instanceof Number y && x.getClass() == y.getClass()) {
            return near(x.doubleValue(), y.doubleValue()) ? Optional.empty() : different(place, expected, found);
        }
        return Objects.equals(expected, found) ? Optional.empty() : different(place, expected, found);
    }

    private Optional<Finding> records(String place, Record a, Record b) {
        for (ColumnSpec column : new ColumnSchema(a.getClass()).columns()) {
            Optional<Finding> difference = difference(place + "." + column.name(), column.of(a), column.of(b));
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private Optional<Finding> lists(String place, List<Object> a, List<Object> b) {
        if (a.size() != b.size()) {
            return different(place, a.size() + " elements", b.size() + " elements");
        }
        for (int i = 0; i < a.size(); i++) {
            Optional<Finding> difference = difference(place + "[" + i + "]", a.get(i), b.get(i));
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private boolean near(double a, double b) {
        boolean equal = Double.compare(a, b) == 0;
        return equal || Math.abs(a - b) <= tolerance * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
    }

    private static Optional<Finding> different(String place, Object expected, Object found) {
        return Optional.of(Finding.of("two answers that ought to be equal differ")
                .where(place)
                .expected(expected, found));
    }

    private static List<Object> elements(Object value) {
        if (value instanceof List<?> list) {
            return new ArrayList<>(list);
        }
        if (value == null || !value.getClass().isArray()) {
            return null;
        }
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < Array.getLength(value); i++) {
            elements.add(Array.get(value, i));
        }
        return elements;
    }
}
