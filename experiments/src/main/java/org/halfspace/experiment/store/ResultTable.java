package org.halfspace.experiment.store;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Struct;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBStruct;

/**
 * A table out of the database. Immutable.
 *
 * @param columns their names
 * @param types their types in the database
 * @param rows the values: texts, numbers, truth values, lists, maps, and null
 */
public record ResultTable(List<String> columns, List<String> types, List<List<Object>> rows) {

    static ResultTable of(ResultSet lines) throws SQLException {
        ResultSetMetaData about = lines.getMetaData();
        List<String> columns = new ArrayList<>();
        List<String> types = new ArrayList<>();
        for (int k = 1; k <= about.getColumnCount(); k++) {
            columns.add(about.getColumnLabel(k));
            types.add(about.getColumnTypeName(k));
        }
        List<List<Object>> rows = new ArrayList<>();
        while (lines.next()) {
            List<Object> row = new ArrayList<>();
            for (int k = 1; k <= columns.size(); k++) {
                row.add(plain(lines.getObject(k)));
            }
            rows.add(row);
        }
        return new ResultTable(columns, types, rows);
    }

    private static Object plain(Object value) throws SQLException {
        if (value instanceof java.sql.Array array) {
            List<Object> list = new ArrayList<>();
            for (Object one : (Object[]) array.getArray()) {
                list.add(plain(one));
            }
            return list;
        }
        if (value instanceof Struct) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (Map.Entry<String, Object> one : ((DuckDBStruct) value).getMap().entrySet()) {
                map.put(one.getKey(), plain(one.getValue()));
            }
            return map;
        }
        if (value instanceof Map<?, ?> entries) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (Map.Entry<?, ?> one : entries.entrySet()) {
                map.put(String.valueOf(one.getKey()), plain(one.getValue()));
            }
            return map;
        }
        boolean known = value == null || value instanceof Number || value instanceof Boolean;
        return known ? value : value.toString();
    }

    /** Whether a column holds single numbers. */
    public boolean isNumber(int column) {
        return types.get(column).matches("(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL.*)");
    }

    /** Whether a column holds single values, no lists or structures. */
    public boolean isScalar(int column) {
        return !types.get(column).matches(".*(\\[\\d*]|\\(.*\\))")
                || types.get(column).startsWith("DECIMAL");
    }

    /** A row by column names. */
    public Map<String, Object> named(List<Object> row) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int k = 0; k < columns.size(); k++) {
            map.put(columns.get(k), row.get(k));
        }
        return map;
    }
}
