package org.halfspace.report;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.halfspace.parameters.ColumnSchema;
import org.halfspace.parameters.ColumnSchema.ColumnSpec;
import org.halfspace.parameters.Names;

/** Values as a person reads them. */
final class Values {
    /** Of a long list, so many elements are shown at its head; the rest is counted. */
    private static final int SHOWN_ELEMENTS = 8;

    private Values() {}

    /** A record's components by name, those of nested records as {@code outer.inner}. */
    static Map<String, Object> flatten(Record values) {
        Map<String, Object> flat = new LinkedHashMap<>();
        for (ColumnSpec column : new ColumnSchema(values.getClass()).columns()) {
            Object value = column.of(values);
            if (value instanceof Record nested) {
                flatten(nested).forEach((name, inner) -> flat.put(column.name() + "." + name, inner));
            } else {
                flat.put(column.name(), value);
            }
        }
        return flat;
    }

    /** A value in few characters: six digits of a number, the head of a long list. */
    static String brief(Object value) {
        if (value == null) {
            return "-";
        }
        if (value instanceof Double || value instanceof Float) {
            return number(((Number) value).doubleValue());
        }
        if (value instanceof Boolean flag) {
            return flag ? "yes" : "no";
        }
        if (value instanceof Enum<?> constant) {
            return Names.kebab(constant.name());
        }
        List<Object> elements = elements(value);
        if (elements == null) {
            return String.valueOf(value);
        }
        StringJoiner text = new StringJoiner(", ");
        elements.stream().limit(SHOWN_ELEMENTS).forEach(element -> text.add(brief(element)));
        int more = elements.size() - SHOWN_ELEMENTS;
        return elements.isEmpty() ? "none" : more > 0 ? text + ", ... (" + more + " more)" : text.toString();
    }

    /** The elements of a list or array; null for anything else. */
    static List<Object> elements(Object value) {
        List<Object> elements = new ArrayList<>();
        if (value instanceof Iterable<?> list) {
            list.forEach(elements::add);
            return elements;
        }
        if (value != null && value.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                elements.add(Array.get(value, i));
            }
            return elements;
        }
        return null;
    }

    private static String number(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "NaN" : value > 0 ? "inf" : "-inf";
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return Long.toString((long) value);
        }
        String text = String.format(Locale.ROOT, "%.6g", value);
        int exponent = text.indexOf('e');
        String mantissa = exponent < 0 ? text : text.substring(0, exponent);
        if (mantissa.indexOf('.') >= 0) {
            mantissa = mantissa.replaceAll("0+$", "").replaceAll("\\.$", "");
        }
        return exponent < 0 ? mantissa : mantissa + text.substring(exponent);
    }
}
