package org.halfspace.experiment.store;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBConnection;
import org.halfspace.spi.InputException;

/** Reads the database of a run. Used by one thread. */
public final class RunReader implements AutoCloseable {
    private final Path folder;
    private final DuckDBConnection connection;
    private final boolean own;

    RunReader(Path folder, DuckDBConnection connection, boolean own) {
        this.folder = folder;
        this.connection = connection;
        this.own = own;
    }

    /**
     * Opens a run for reading; it cannot be changed through this, and nothing beside it can be reached.
     *
     * @throws InputException if it is none, or a process is working on it
     */
    public static RunReader open(Path folder) {
        return new RunReader(folder, Database.open(folder.resolve(RunDatabase.FILE), true), true);
    }

    /** The run's folder. */
    public Path folder() {
        return folder;
    }

    /**
     * Answers a query.
     *
     * @throws InputException if the database cannot
     */
    public ResultTable query(String sql) {
        try (Statement statement = connection.createStatement()) {
            boolean lines = statement.execute(sql);
            if (!lines) {
                throw new InputException("a query has to give rows").where(sql);
            }
            try (ResultSet result = statement.getResultSet()) {
                return ResultTable.of(result);
            }
        } catch (SQLException e) {
            throw new InputException("the query cannot be answered", e)
                    .where(sql)
                    .found(Database.message(e))
                    .hint("SHOW TABLES lists the tables, DESCRIBE NAME a table's columns");
        }
    }

    /** What the run was made from. */
    public RunInfo info() {
        List<Object> run = query(
                        "SELECT name, description, experiment, engine, variables, given, working, exports FROM run")
                .rows()
                .get(0);
        List<String> exports = new ArrayList<>();
        ((List<?>) run.get(7)).forEach(one -> exports.add(one.toString()));
        return new RunInfo(
                run.get(0).toString(),
                run.get(1).toString(),
                run.get(2).toString(),
                run.get(3).toString(),
                texts(run.get(4)),
                texts(run.get(5)),
                run.get(6).toString(),
                exports,
                records("inputs", RunInfo.Input.class));
    }

    private static Map<String, String> texts(Object map) {
        Map<String, String> texts = new LinkedHashMap<>();
        ((Map<?, ?>) map).forEach((name, value) -> texts.put(name.toString(), String.valueOf(value)));
        return texts;
    }

    /** The jobs, in the order of the plan. */
    public List<JobRecord> jobs() {
        ResultTable table =
                query("SELECT job, id, analysis, model, data, seed, point, state, items, tasks, failedTasks, rows,"
                        + " seconds, reason, hiddenDomain, parameters FROM jobs ORDER BY job");
        List<JobRecord> jobs = new ArrayList<>();
        for (List<Object> row : table.rows()) {
            Map<String, String> parameters = texts(row.get(15));
            jobs.add(new JobRecord(
                    (Integer) row.get(0),
                    (String) row.get(1),
                    (String) row.get(2),
                    (String) row.get(3),
                    (String) row.get(4),
                    (Long) row.get(5),
                    (String) row.get(6),
                    (String) row.get(7),
                    (Integer) row.get(8),
                    (Integer) row.get(9),
                    (Integer) row.get(10),
                    (Long) row.get(11),
                    (Double) row.get(12),
                    (String) row.get(13),
                    (String) row.get(14),
                    parameters));
        }
        return jobs;
    }

    /** How the expectations came out. */
    public List<ExpectationRecord> expectations() {
        return records("expectations", ExpectationRecord.class);
    }

    /** The failed tasks, up to a limit. */
    public ResultTable failedTasks(int limit) {
        return query(
                "SELECT job, firstItem, items, reason FROM tasks WHERE state = 'failed' ORDER BY job, firstItem LIMIT "
                        + limit);
    }

    /** The tables, in the order of their names. */
    public List<String> tables() {
        return query("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main' ORDER BY table_name")
                .rows()
                .stream()
                .map(row -> row.get(0).toString())
                .toList();
    }

    /** What each column of a table is, by column. */
    public Map<String, String> comments(String table) {
        Map<String, String> comments = new LinkedHashMap<>();
        for (List<Object> row : query("SELECT column_name, comment FROM duckdb_columns() WHERE schema_name = 'main' AND"
                        + " table_name = " + Sql.text(table) + " ORDER BY column_index")
                .rows()) {
            comments.put(
                    row.get(0).toString(), row.get(1) == null ? "" : row.get(1).toString());
        }
        return comments;
    }

    /** The table of an analysis's rows. */
    public static String rowsTable(String analysis) {
        return Sql.table(analysis);
    }

    /** A name, quoted for SQL. */
    public static String quoted(String name) {
        return Sql.name(name);
    }

    private <T extends Record> List<T> records(String table, Class<T> type) {
        RecordColumns columns = RecordColumns.of(type);
        String names = String.join(
                ", ",
                columns.columns().stream()
                        .map(column -> Sql.name(column.name()))
                        .toList());
        List<T> records = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet lines = statement.executeQuery("SELECT " + names + " FROM " + Sql.name(table))) {
            while (lines.next()) {
                records.add(type.cast(columns.record(lines, 1)));
            }
        } catch (SQLException e) {
            throw new InputException("the run's database cannot be read", e)
                    .where(folder.resolve(RunDatabase.FILE))
                    .found(Database.message(e));
        }
        return records;
    }

    @Override
    public void close() {
        if (own) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new InputException("the run's database cannot be closed", e)
                        .where(folder)
                        .found(Database.message(e));
            }
        }
    }
}
