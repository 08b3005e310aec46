package org.halfspace.plot;

import java.util.List;
import java.util.Map;

/**
 * What a mark's property is told by: one entry of an encoding. Immutable.
 *
 * @param field a column; null where the channel counts, or has a value of its own
 * @param definition the whole entry
 */
record Channel(String field, Map<?, ?> definition) {

    /** A channel of an encoding; null where there is none. */
    static Channel of(Map<?, ?> encoding, String name) {
        if (!(encoding.get(name) instanceof Map<?, ?> definition)) {
            return null;
        }
        Object field = definition.get("field");
        return new Channel(field == null ? null : field.toString(), definition);
    }

    boolean isCategorical() {
        Object type = definition.get("type");
        return "nominal".equals(type) || "ordinal".equals(type);
    }

    /** Whether it is a number for each group of rows instead of one for each row. */
    boolean isAggregated() {
        return definition.containsKey("aggregate");
    }

    /** How the rows of a group become a number. */
    String aggregate() {
        return String.valueOf(definition.get("aggregate"));
    }

    boolean isBinned() {
        Object bin = definition.get("bin");
        return Boolean.TRUE.equals(bin) || (bin instanceof Map<?, ?> options && !isBinnedAlready(options));
    }

    private static boolean isBinnedAlready(Map<?, ?> options) {
        return Boolean.TRUE.equals(options.get("binned"));
    }

    /** How many bins there may be. */
    int bins(int usual) {
        return definition.get("bin") instanceof Map<?, ?> options && options.get("maxbins") instanceof Number count
                ? count.intValue()
                : usual;
    }

    /** The name of the axis. */
    String title() {
        Object title = definition.get("title");
        if (title != null) {
            return title.toString();
        }
        return field == null ? aggregate() : field;
    }

    Axis.Scale scale() {
        return switch (String.valueOf(option("type"))) {
            case "log" -> Axis.Scale.LOG;
            case "symlog" -> Axis.Scale.SYMLOG;
            default -> Axis.Scale.LINEAR;
        };
    }

    /** Whether bars of several series stand on each other. */
    boolean isStacked() {
        Object stack = definition.get("stack");
        return definition.containsKey("stack")
                ? stack != null && !Boolean.FALSE.equals(stack)
                : scale() == Axis.Scale.LINEAR;
    }

    /** The ends that the axis is told to have; empty where it follows the data. */
    List<?> domain() {
        return option("domain") instanceof List<?> ends ? ends : List.of();
    }

    /** Whether the axis is told to include zero. */
    boolean hasZero() {
        return Boolean.TRUE.equals(option("zero"));
    }

    /** Whether values stand along the axis. */
    boolean isLabelled() {
        return !(definition.get("axis") instanceof Map<?, ?> axis && Boolean.FALSE.equals(axis.get("labels")));
    }

    private Object option(String name) {
        return definition.get("scale") instanceof Map<?, ?> scale ? scale.get(name) : null;
    }

    /** A row's value; null where it has none. */
    Object of(Map<?, ?> row) {
        if (field == null) {
            return definition.containsKey("datum") ? definition.get("datum") : definition.get("value");
        }
        if (row.containsKey(field)) {
            return row.get(field);
        }
        Object value = row;
        for (String part : field.split("\\.", -1)) {
            value = value instanceof Map<?, ?> map ? map.get(part) : null;
        }
        return value;
    }

    /** A value as a number: its place among the categories, where there are any; NaN where it is none. */
    static double number(Object value, List<String> categories) {
        if (!categories.isEmpty()) {
            int index = categories.indexOf(
                    value instanceof Number number ? Axis.number(number.doubleValue()) : String.valueOf(value));
            return index < 0 ? Double.NaN : index;
        }
        if (value instanceof Boolean truth) {
            return truth ? 1 : 0;
        }
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }
}
