package org.halfspace.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.halfspace.parameters.ColumnSchema;
import org.halfspace.spi.analysis.Figure;

/**
 * What {@link Figure} says of specifications, as a check: a browser draws an empty picture where a field has no such column, and says
 * nothing.
 */
final class FigureRules {
    private static final String ROWS = "rows";

    /** Where these occur, fields need not be columns: they may be made of them. */
    private static final Set<String> MAKERS = Set.of("transform", "datasets", "repeat");

    private final Set<String> columns;

    /** @param rows the row record */
    FigureRules(Class<? extends Record> rows) {
        columns = new HashSet<>();
        new ColumnSchema(rows).columns().forEach(column -> columns.add(column.name()));
    }

    /** What is wrong with the figures of one answer. */
    List<Finding> problems(List<Figure> figures) {
        List<Finding> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Figure figure : figures) {
            String where = "figure " + figure.name();
            if (!names.add(figure.name())) {
                problems.add(
                        Finding.of("two figures have one name").where(where).hint("rename one of them"));
            }
            if (figure.caption() == null || figure.caption().isBlank()) {
                problems.add(Finding.of("a figure has no caption").where(where).hint("say what one sees"));
            }
            requireJson(figure.specification(), where, problems);
            boolean ofRows =
                    figure.specification().get("data") instanceof Map<?, ?> data && ROWS.equals(data.get("name"));
            if (ofRows && problems.isEmpty() && !makesFields(figure.specification())) {
                requireColumns(figure.specification(), where, problems);
            }
        }
        return problems;
    }

    private static void requireJson(Object value, String where, List<Finding> problems) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> requireJson(element, where + "." + key, problems));
        } else if (value instanceof List<?> list) {
            list.forEach(element -> requireJson(element, where + "[]", problems));
        } else {
            boolean json = value instanceof String
                    || value instanceof Boolean
                    || (value instanceof Number number && Double.isFinite(number.doubleValue()));
            if (!json) {
                problems.add(Finding.of("a figure's specification has a value that JSON does not have")
                        .where(where)
                        .expected("maps, lists, texts, finite numbers, booleans", value));
            }
        }
    }

    private static boolean makesFields(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.keySet().stream().anyMatch(MAKERS::contains)
                    || map.values().stream().anyMatch(FigureRules::makesFields);
        }
        return value instanceof List<?> list && list.stream().anyMatch(FigureRules::makesFields);
    }

    private void requireColumns(Object value, String where, List<Finding> problems) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> {
                boolean unknown = key.equals("field")
                        && element instanceof String field
                        && !columns.contains(field.replaceFirst("[.\\[].*", ""));
                if (unknown) {
                    problems.add(Finding.of("a figure speaks of a column that the rows do not have")
                            .where(where)
                            .expected(
                                    "one of "
                                            + String.join(
                                                    ", ",
                                                    columns.stream().sorted().toList()),
                                    element)
                            .hint("fields have the names of the row record's components"));
                }
                requireColumns(element, where + "." + key, problems);
            });
        } else if (value instanceof List<?> list) {
            list.forEach(element -> requireColumns(element, where + "[]", problems));
        }
    }
}
