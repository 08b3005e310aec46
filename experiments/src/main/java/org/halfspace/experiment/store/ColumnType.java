package org.halfspace.experiment.store;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.sql.SQLException;
import java.sql.Struct;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.halfspace.parameters.Names;

/** A Java type of a record's component as a type of the database, and its values there and back. Immutable. */
sealed interface ColumnType {

    /** The type in SQL. */
    String sql();

    /** A value as the database takes it inside a list or a structure. */
    Object outward(Object value);

    /** Appends a value as the next column. */
    void append(Object value, DuckDBAppender appender) throws SQLException;

    /** A value as it was before {@link #append}. */
    Object inward(Object stored) throws SQLException;

    /**
     * The type of a component.
     *
     * @throws IllegalArgumentException if it is none that a column can have
     */
    static ColumnType of(Type type) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            return new ListOf(of(generic.getActualTypeArguments()[0]), null);
        }
        if (type instanceof GenericArrayType array
                && array.getGenericComponentType() instanceof ParameterizedType element) {
            return new ListOf(of(element), List.class);
        }
        if (type instanceof Class<?> plain) {
            if (plain.isArray()) {
                return new ListOf(of(plain.getComponentType()), plain.getComponentType());
            }
            if (plain.isRecord()) {
                return new StructOf(RecordColumns.of(plain.asSubclass(Record.class)));
            }
            if (plain.isEnum()) {
                return new Choice(plain);
            }
            String sql = Plain.TYPES.get(plain);
            if (sql != null) {
                return new Plain(plain, sql);
            }
        }
        throw new IllegalArgumentException("a column cannot be of type " + type.getTypeName());
    }

    /** Numbers, texts and truth values. */
    record Plain(Class<?> type, String sql) implements ColumnType {
        static final Map<Class<?>, String> TYPES = Map.of(
                int.class, "INTEGER",
                Integer.class, "INTEGER",
                long.class, "BIGINT",
                Long.class, "BIGINT",
                double.class, "DOUBLE",
                Double.class, "DOUBLE",
                boolean.class, "BOOLEAN",
                Boolean.class, "BOOLEAN",
                String.class, "VARCHAR");

        @Override
        public Object outward(Object value) {
            return value;
        }

        @Override
        public void append(Object value, DuckDBAppender appender) throws SQLException {
            if (value instanceof Integer number) {
                appender.append(number);
            } else if (value instanceof Long number) {
                appender.append(number);
            } else if (value instanceof Double number) {
                appender.append(number);
            } else if (value instanceof Boolean flag) {
                appender.append(flag);
            } else {
                appender.append((String) value);
            }
        }

        @Override
        public Object inward(Object stored) {
            return stored;
        }
    }

    /** One of the constants of an enum, by its name in options and JSON. */
    record Choice(Class<?> type) implements ColumnType {
        @Override
        public String sql() {
            return "VARCHAR";
        }

        @Override
        public Object outward(Object value) {
            return value == null ? null : Names.kebab(((Enum<?>) value).name());
        }

        @Override
        public void append(Object value, DuckDBAppender appender) throws SQLException {
            appender.append((String) outward(value));
        }

        @Override
        public Object inward(Object stored) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> outward(constant).equals(stored))
                    .findFirst()
                    .orElse(null);
        }
    }

    /**
     * A list or an array.
     *
     * @param array the component type of an array; null for a list
     */
    record ListOf(ColumnType element, Class<?> array) implements ColumnType {
        @Override
        public String sql() {
            return element.sql() + "[]";
        }

        @Override
        public Object outward(Object value) {
            if (value == null) {
                return null;
            }
            List<Object> elements = new ArrayList<>();
            if (value instanceof Collection<?> list) {
                list.forEach(one -> elements.add(element.outward(one)));
            } else {
                for (int k = 0; k < Array.getLength(value); k++) {
                    elements.add(element.outward(Array.get(value, k)));
                }
            }
            return elements;
        }

        @Override
        public void append(Object value, DuckDBAppender appender) throws SQLException {
            appender.append((Collection<?>) outward(value));
        }

        @Override
        public Object inward(Object stored) throws SQLException {
            if (stored == null) {
                return null;
            }
            Object[] elements = (Object[]) ((java.sql.Array) stored).getArray();
            if (array == null) {
                List<Object> list = new ArrayList<>();
                for (Object one : elements) {
                    list.add(element.inward(one));
                }
                return list;
            }
            Object values = Array.newInstance(array, elements.length);
            for (int k = 0; k < elements.length; k++) {
                Array.set(values, k, element.inward(elements[k]));
            }
            return values;
        }
    }

    /** A record. */
    record StructOf(RecordColumns columns) implements ColumnType {
        @Override
        public String sql() {
            return columns.columns().stream()
                    .map(column -> Sql.name(column.name()) + " " + column.type().sql())
                    .collect(Collectors.joining(", ", "STRUCT(", ")"));
        }

        @Override
        public Object outward(Object value) {
            if (value == null) {
                return null;
            }
            List<Object> values = new ArrayList<>();
            columns.columns().forEach(column -> values.add(column.type().outward(column.of((Record) value))));
            return values;
        }

        @Override
        public void append(Object value, DuckDBAppender appender) throws SQLException {
            if (value == null) {
                appender.appendNull();
                return;
            }
            appender.beginStruct();
            columns.append((Record) value, appender);
            appender.endStruct();
        }

        @Override
        public Object inward(Object stored) throws SQLException {
            return stored == null ? null : columns.record(((Struct) stored).getAttributes());
        }
    }
}
