package org.halfspace.testkit;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.halfspace.spi.Column;

/** What {@link Column} says of a record's components, as a check. */
final class ColumnRules {
    private static final Set<Class<?>> SCALARS = Set.of(
            int.class,
            long.class,
            double.class,
            boolean.class,
            Integer.class,
            Long.class,
            Double.class,
            Boolean.class,
            String.class);

    private ColumnRules() {}

    /** What is wrong with a record as a row or as figures, nested records included. */
    static List<String> problems(Class<?> type) {
        List<String> problems = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = type.getSimpleName() + "." + component.getName();
            Column column = component.getAnnotation(Column.class);
            if (column == null) {
                problems.add(name + " has no @Column");
            } else if (column.value().isBlank()) {
                problems.add(name + " has a @Column that says nothing");
            }
            problems.addAll(typeProblems(name, component.getGenericType()));
        }
        return problems;
    }

    private static List<String> typeProblems(String name, Type type) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            return typeProblems(name, generic.getActualTypeArguments()[0]);
        }
        if (type instanceof GenericArrayType array) {
            return typeProblems(name, array.getGenericComponentType());
        }
        if (type instanceof Class<?> plain) {
            if (plain.isArray()) {
                return typeProblems(name, plain.getComponentType());
            }
            if (plain.isRecord()) {
                return problems(plain);
            }
            if (plain.isEnum() || SCALARS.contains(plain)) {
                return List.of();
            }
        }
        return List.of(name + " is of a type that a column cannot have: " + type.getTypeName());
    }
}
