package org.halfspace.experiment.store;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.halfspace.parameters.ColumnSchema;
import org.halfspace.parameters.ColumnSchema.ColumnSpec;

/** A record type as columns of a table, and its values there and back. Immutable. */
final class RecordColumns {
    private final Class<? extends Record> type;
    private final List<Column> columns;
    private final Constructor<? extends Record> constructor;

    /**
     * A column.
     *
     * @param spec what the record says of it
     * @param type its type in the database
     */
    record Column(ColumnSpec spec, ColumnType type) {
        String name() {
            return spec.name();
        }

        Object of(Record row) {
            return spec.of(row);
        }

        /** Its description, with the unit, as a comment of the database. */
        String comment() {
            return spec.unit().isEmpty() ? spec.description() : spec.description() + " [" + spec.unit() + "]";
        }
    }

    private RecordColumns(Class<? extends Record> type, List<Column> columns) {
        this.type = type;
        this.columns = columns;
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            this.constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has its canonical constructor", e);
        }
    }

    /**
     * The columns of a record type.
     *
     * @throws IllegalArgumentException if a component is of a type that a column cannot have
     */
    static RecordColumns of(Class<? extends Record> type) {
        RecordComponent[] components = type.getRecordComponents();
        List<ColumnSpec> specs = new ColumnSchema(type).columns();
        Column[] columns = new Column[components.length];
        for (int k = 0; k < columns.length; k++) {
            columns[k] = new Column(specs.get(k), ColumnType.of(components[k].getGenericType()));
        }
        return new RecordColumns(type, List.of(columns));
    }

    List<Column> columns() {
        return columns;
    }

    /** Appends a record's values as the next columns. */
    void append(Record row, DuckDBAppender appender) throws SQLException {
        for (Column column : columns) {
            Object value = column.of(row);
            if (value == null) {
                appender.appendNull();
            } else {
                column.type().append(value, appender);
            }
        }
    }

    /** The record of a line of a table, its columns from the given one on. */
    Record record(ResultSet line, int first) throws SQLException {
        Object[] stored = new Object[columns.size()];
        for (int k = 0; k < stored.length; k++) {
            stored[k] = line.getObject(first + k);
        }
        return record(stored);
    }

    /** The record of stored values. */
    Record record(Object[] stored) throws SQLException {
        Object[] values = new Object[columns.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = columns.get(k).type().inward(stored[k]);
        }
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("a stored row is none that " + type.getName() + " accepts", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the record " + type.getName() + " cannot be built", e);
        }
    }
}
