package org.halfspace.experiment.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.halfspace.spi.InputException;

/** The tables that every run has. */
final class Tables {
    private static final String TASKS =
            "CREATE TABLE tasks (job INTEGER, firstItem INTEGER, items INTEGER, state VARCHAR,"
                    + " rows INTEGER, reason VARCHAR)";
    private static final Map<String, String> COMMENTS = Map.of(
            "tasks.job", "The job",
            "tasks.firstItem", "The first of its items, from 0",
            "tasks.items", "How many items",
            "tasks.state", "done or failed",
            "tasks.rows", "How many rows it gave",
            "tasks.reason", "Why it failed");

    private Tables() {}

    static void create(DuckDBConnection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE run (name VARCHAR, description VARCHAR, experiment VARCHAR, engine VARCHAR,"
                            + " variables MAP(VARCHAR, VARCHAR), given MAP(VARCHAR, VARCHAR), working VARCHAR, exports VARCHAR[])");
            statement.execute("CREATE TABLE sessions (session INTEGER, started TIMESTAMP, ended TIMESTAMP,"
                    + " machine MAP(VARCHAR, VARCHAR))");
            statement.execute(
                    "CREATE TABLE jobs (job INTEGER, id VARCHAR, analysis VARCHAR, model VARCHAR, data VARCHAR,"
                            + " seed BIGINT, point VARCHAR, state VARCHAR, items INTEGER, tasks INTEGER, failedTasks INTEGER,"
                            + " rows BIGINT, seconds DOUBLE, reason VARCHAR, hiddenDomain VARCHAR, parameters MAP(VARCHAR, VARCHAR))");
            statement.execute(TASKS);
            statement.execute("CREATE TABLE findings (job INTEGER, number INTEGER, finding VARCHAR)");
            statement.execute("CREATE TABLE checks (job INTEGER, number INTEGER, claim VARCHAR, holds BOOLEAN,"
                    + " measured DOUBLE, bound DOUBLE)");
            statement.execute(
                    "CREATE TABLE figures (job INTEGER, number INTEGER, name VARCHAR, caption VARCHAR, specification VARCHAR)");
            statement.execute("CREATE TABLE artifacts (job INTEGER, number INTEGER, file VARCHAR, bytes BIGINT)");
            for (Map.Entry<String, String> comment : COMMENTS.entrySet()) {
                comment(statement, comment.getKey(), comment.getValue());
            }
        }
        createTable(connection, "inputs", "", RecordColumns.of(RunInfo.Input.class));
        createTable(connection, "expectations", "", RecordColumns.of(ExpectationRecord.class));
    }

    private static void comment(Statement statement, String column, String text) throws SQLException {
        statement.execute("COMMENT ON COLUMN " + column + " IS " + Sql.text(text));
    }

    static boolean exists(DuckDBConnection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet known = statement.executeQuery("SELECT 1 FROM duckdb_tables() WHERE schema_name = 'main'"
                        + " AND lower(table_name) = lower(" + Sql.text(table) + ")")) {
            return known.next();
        }
    }

    /** A table of rows or of answers, if it is not there yet. */
    static void createRows(DuckDBConnection connection, String table, RecordColumns columns, boolean numbered)
            throws SQLException {
        requireFree(columns);
        createTable(connection, table, numbered ? "job INTEGER, rowNumber INTEGER, " : "job INTEGER, ", columns);
        requireSame(connection, table, numbered ? 2 : 1, columns);
    }

    /** @throws InputException if a column has the name of one that every such table has, or two differ in case alone */
    static void requireFree(RecordColumns columns) {
        Set<String> taken = new HashSet<>(List.of("job", "rownumber"));
        for (RecordColumns.Column column : columns.columns()) {
            if (!taken.add(column.name().toLowerCase(Locale.ROOT))) {
                throw new InputException("a column's name is taken")
                        .where(column.name())
                        .expected(
                                "another name than job and rowNumber, and than the other columns whatever their case");
            }
        }
    }

    /** Two jobs of one analysis share a table, and so the columns. */
    private static void requireSame(DuckDBConnection connection, String table, int own, RecordColumns columns)
            throws SQLException {
        List<String> expected =
                columns.columns().stream().map(RecordColumns.Column::name).toList();
        List<String> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet names =
                        statement.executeQuery("SELECT column_name FROM duckdb_columns() WHERE schema_name = 'main'"
                                + " AND table_name = " + Sql.text(table) + " ORDER BY column_index")) {
            while (names.next()) {
                found.add(names.getString(1));
            }
        }
        if (!found.subList(own, found.size()).equals(expected)) {
            throw new InputException("two jobs of one analysis gave different columns")
                    .where(table)
                    .expected(found.subList(own, found.size()))
                    .found(expected);
        }
    }

    static void createTable(DuckDBConnection connection, String table, String first, RecordColumns columns)
            throws SQLException {
        String declared = columns.columns().stream()
                .map(column -> Sql.name(column.name()) + " " + column.type().sql())
                .collect(Collectors.joining(", "));
        if (exists(connection, table)) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + Sql.name(table) + " (" + first + declared + ")");
            for (RecordColumns.Column column : columns.columns()) {
                comment(statement, Sql.name(table) + "." + Sql.name(column.name()), column.comment());
            }
        }
    }

    static void insert(DuckDBConnection connection, RunInfo info) throws SQLException {
        try (PreparedStatement run = connection.prepareStatement(
                "INSERT INTO run VALUES (?, ?, ?, ?, MAP(?::VARCHAR[], ?::VARCHAR[]), MAP(?::VARCHAR[], ?::VARCHAR[]), ?, ?)")) {
            run.setString(1, info.name());
            run.setString(2, info.description());
            run.setString(3, info.experiment());
            run.setString(4, info.engine());
            setMap(run, 5, info.variables(), connection);
            setMap(run, 7, info.given(), connection);
            run.setString(9, info.working());
            run.setObject(10, texts(connection, info.exports()));
            run.execute();
        }
        RecordColumns columns = RecordColumns.of(RunInfo.Input.class);
        try (DuckDBAppender appender = connection.createAppender("main", "inputs")) {
            for (RunInfo.Input input : info.inputs()) {
                appender.beginRow();
                columns.append(input, appender);
                appender.endRow();
            }
            appender.flush();
        }
    }

    static void insert(DuckDBConnection connection, JobRecord job) throws SQLException {
        try (PreparedStatement line = connection.prepareStatement(
                "INSERT INTO jobs (job, id, analysis, model, data, seed, point, state, parameters)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', MAP(?::VARCHAR[], ?::VARCHAR[]))")) {
            line.setInt(1, job.job());
            line.setString(2, job.id());
            line.setString(3, job.analysis());
            line.setString(4, job.model());
            line.setString(5, job.data());
            line.setLong(6, job.seed());
            line.setString(7, job.point());
            setMap(line, 8, job.parameters(), connection);
            line.execute();
        }
    }

    static void beginSession(DuckDBConnection connection, Map<String, String> machine) throws SQLException {
        try (PreparedStatement line =
                connection.prepareStatement("INSERT INTO sessions SELECT coalesce(max(session) + 1, 0), " + now()
                        + ", NULL," + " MAP(?::VARCHAR[], ?::VARCHAR[]) FROM sessions")) {
            setMap(line, 1, machine, connection);
            line.execute();
        }
    }

    /** The time, UTC, to the second. */
    static String now() {
        return "TIMESTAMP "
                + Sql.text(LocalDateTime.now(ZoneOffset.UTC)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString()
                        .replace('T', ' '));
    }

    private static void setMap(
            PreparedStatement statement, int index, Map<String, String> map, DuckDBConnection connection)
            throws SQLException {
        List<String> keys = List.copyOf(map.keySet());
        statement.setObject(index, texts(connection, keys));
        statement.setObject(
                index + 1, texts(connection, keys.stream().map(map::get).toList()));
    }

    private static java.sql.Array texts(DuckDBConnection connection, List<String> texts) throws SQLException {
        return connection.createArrayOf("VARCHAR", texts.toArray());
    }
}
