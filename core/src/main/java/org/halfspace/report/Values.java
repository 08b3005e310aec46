package org.halfspace.report;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.halfspace.parameters.ColumnSchema;
import org.halfspace.parameters.Names;

/** Values as a person reads them. */
public final class Values {
    /** Of a long list, so many elements are shown at its head; the rest is counted. */
    private static final int SHOWN_ELEMENTS = 8;

    private Values() {}

    /** A value in few characters: six digits of a number, the head of a long list. */
    public static String brief(Object value) {
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
        if (value instanceof Record one) {
            return named(one, Values::brief);
        }
        List<Object> elements = elements(value);
        if (elements == null) {
            return printable(String.valueOf(value));
        }
        StringJoiner text = new StringJoiner(", ");
        elements.stream().limit(SHOWN_ELEMENTS).forEach(element -> text.add(brief(element)));
        int more = elements.size() - SHOWN_ELEMENTS;
        return elements.isEmpty() ? "none" : more > 0 ? text + ", ... (" + more + " more)" : text.toString();
    }

    /** Text from files without what would move a terminal's cursor, or break a line of a table. */
    static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }

    /** A record inside a cell: {@code eps=0.1 found=3}. */
    static String named(Record value, Function<Object, String> text) {
        return new ColumnSchema(value.getClass())
                .leaves().stream()
                        .map(leaf -> leaf.name() + "=" + text.apply(leaf.value().apply(value)))
                        .collect(Collectors.joining(" "));
    }

    /** The elements of a list or array; null for anything else. */
    static List<Object> elements(Object value) {
        if (value instanceof List<?> list) {
            return new ArrayList<>(list);
        }
        List<Object> elements = new ArrayList<>();
        if (value != null && value.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                elements.add(Array.get(value, i));
            }
            return elements;
        }
        return null;
    }

    /** A number with six digits. */
    public static String number(double value) {
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
