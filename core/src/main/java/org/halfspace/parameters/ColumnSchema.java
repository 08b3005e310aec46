package org.halfspace.parameters;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.halfspace.spi.Column;

/**
 * The columns that a row or summary record is. Immutable.
 */
public final class ColumnSchema {
    private final List<ColumnSpec> columns;

    /**
     * A column.
     *
     * @param name its name, as in the record
     * @param description what it says
     * @param unit its unit; empty for counts and names
     * @param type the component's Java type
     * @param accessor reads it
     */
    public record ColumnSpec(String name, String description, String unit, Class<?> type, Method accessor) {

        /** The value in a row; null where it does not apply. */
        public Object of(Record row) {
            try {
                return accessor.invoke(row);
            } catch (InvocationTargetException e) {
                throw new IllegalStateException("column " + name + " cannot be read", e.getCause());
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("column " + name + " cannot be read", e);
            }
        }
    }

    /**
     * A column of a flat table.
     *
     * @param name {@code name}, or {@code outer.inner}
     * @param type the component's Java type
     * @param value reads it; null where it does not apply
     */
    public record Leaf(String name, Class<?> type, Function<Record, Object> value) {}

    /**
     * Reads a record's components.
     *
     * @throws IllegalArgumentException if a component lacks {@link Column}
     */
    public ColumnSchema(Class<? extends Record> type) {
        this.columns = Arrays.stream(type.getRecordComponents())
                .map(component -> column(type, component))
                .toList();
    }

    private static ColumnSpec column(Class<? extends Record> type, RecordComponent component) {
        Column annotation = component.getAnnotation(Column.class);
        if (annotation == null) {
            throw new IllegalArgumentException(type.getName() + "." + component.getName() + " needs @Column");
        }
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        return new ColumnSpec(
                component.getName(), annotation.value(), annotation.unit(), component.getType(), accessor);
    }

    /** The columns, in the order of the record's components. */
    public List<ColumnSpec> columns() {
        return columns;
    }

    /** The columns with those of nested records in the place of these, named {@code outer.inner}: a flat table's. */
    public List<Leaf> leaves() {
        List<Leaf> leaves = new ArrayList<>();
        for (ColumnSpec column : columns) {
            if (column.type().isRecord()) {
                for (Leaf inner : new ColumnSchema(column.type().asSubclass(Record.class)).leaves()) {
                    leaves.add(new Leaf(column.name() + "." + inner.name(), inner.type(), row -> {
                        Record nested = (Record) column.of(row);
                        return nested == null ? null : inner.value().apply(nested);
                    }));
                }
            } else {
                leaves.add(new Leaf(column.name(), column.type(), column::of));
            }
        }
        return leaves;
    }
}
