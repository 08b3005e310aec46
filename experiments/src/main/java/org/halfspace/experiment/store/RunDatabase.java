package org.halfspace.experiment.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Figure;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.verify.Check;

/**
 * The database of a run that is being made. It belongs to one process. Used by one thread; only the {@link TaskLedger} of the job at
 * hand writes beside it.
 */
public final class RunDatabase implements AutoCloseable {
    /** The database's file in a run's folder. */
    public static final String FILE = "results.duckdb";

    /** What it is called while it is made; its own log beside it begins with the same name. */
    public static final String BEGINNING = "beginning.duckdb";

    private final Path file;
    private final DuckDBConnection connection;

    private RunDatabase(Path file, DuckDBConnection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * Begins a run: all of its jobs are waiting.
     *
     * @param folder an empty folder
     */
    public static RunDatabase create(Path folder, RunInfo info, List<JobRecord> jobs) {
        // Under another name until it is whole, so that a database with this name can always be gone on with.
        Path beginning = folder.resolve(BEGINNING);
        try (RunDatabase database = new RunDatabase(beginning, Database.open(beginning, false))) {
            database.transaction(() -> {
                Tables.create(database.connection);
                Tables.insert(database.connection, info);
                for (JobRecord job : jobs) {
                    Tables.insert(database.connection, job);
                }
            });
        }
        try {
            Files.move(beginning, folder.resolve(FILE));
        } catch (IOException e) {
            throw new StoreException("the run's database cannot be made: " + e, e);
        }
        return open(folder);
    }

    /** Goes on with a run. */
    public static RunDatabase open(Path folder) {
        Path file = folder.resolve(FILE);
        Database.requireRun(file);
        return new RunDatabase(file, Database.open(file, false));
    }

    /** The connection, for readers of this package. */
    DuckDBConnection connection() {
        return connection;
    }

    /** What this run holds so far. */
    public RunReader reader() {
        return new RunReader(file.getParent(), connection, false);
    }

    /** A session begins: a process works on the run. */
    public void beginSession(Map<String, String> machine) {
        transaction(() -> Tables.beginSession(connection, machine));
    }

    /** The session ends as it should. */
    public void endSession() {
        transaction(() -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("UPDATE sessions SET ended = " + Tables.now()
                        + " WHERE session = (SELECT max(session) FROM sessions)");
            }
        });
    }

    /** Begins a job, or goes on with it. */
    public <R extends Record> TaskLedger<R> begin(int job, Definition<?, R> definition) {
        Tables.requireFree(RecordColumns.of(definition.rows()));
        transaction(() -> {
            if (!state(job).equals("running")) {
                TaskLedger.createTables(connection, definition.rows());
                update(job, "state = 'running'");
            }
        });
        try {
            return new TaskLedger<>(file, connection, definition.rows());
        } catch (SQLException e) {
            throw Database.unwritable(file, e);
        }
    }

    private String state(int job) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet state = statement.executeQuery("SELECT state FROM jobs WHERE job = " + job)) {
            state.next();
            return state.getString(1);
        }
    }

    private void update(int job, String assignments) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("UPDATE jobs SET " + assignments + " WHERE job = " + job);
        }
    }

    /**
     * The answer of a job, with all of its rows: recorded together, or not at all.
     *
     * @param items how many items its plan had
     * @param artifacts the files it wrote, relative to the run's folder, with their sizes in bytes
     * @param hiddenDomain where hidden vectors lie
     */
    public void finish(
            int job,
            Definition<?, ?> definition,
            Summary summary,
            List<Check> checks,
            int items,
            Map<String, Long> artifacts,
            String hiddenDomain,
            double seconds) {
        transaction(() -> {
            moveRows(job, definition);
            insertSummary(job, definition, summary.values());
            lines("findings", job, summary.findings(), (finding, appender) -> appender.append(finding));
            lines("checks", job, checks, (check, appender) -> appender.append(check.claim())
                    .append(check.holds())
                    .append(check.measured())
                    .append(check.bound()));
            lines("figures", job, summary.figures(), RunDatabase::append);
            lines("artifacts", job, List.copyOf(artifacts.entrySet()), (entry, appender) -> appender.append(
                            entry.getKey())
                    .append(entry.getValue()));
            update(
                    job,
                    "state = 'done', items = " + items + ", seconds = " + seconds + ", hiddenDomain = "
                            + Sql.text(hiddenDomain));
        });
    }

    private static void append(Figure figure, DuckDBAppender appender) throws SQLException {
        appender.append(figure.name()).append(figure.caption()).append(Json.text(figure.specification()));
    }

    /** A job without an answer. What its tasks gave is kept. */
    public void fail(int job, Definition<?, ?> definition, String reason, double seconds) {
        transaction(() -> {
            if (state(job).equals("running")) {
                moveRows(job, definition);
            }
            update(job, "state = 'failed', reason = " + Sql.text(reason) + ", seconds = " + seconds);
        });
    }

    /** Forgets what a job gave, so that it is done again. */
    public void reopen(int job, Definition<?, ?> definition) {
        String rows = Sql.table(definition.name());
        transaction(() -> {
            try (Statement statement = connection.createStatement()) {
                for (String table :
                        List.of(rows, rows + "_summary", "tasks", "findings", "checks", "figures", "artifacts")) {
                    if (Tables.exists(connection, table)) {
                        statement.execute("DELETE FROM main." + Sql.name(table) + " WHERE job = " + job);
                    }
                }
            }
            update(
                    job,
                    "state = 'waiting', reason = NULL, items = NULL, tasks = NULL, failedTasks = NULL, rows = NULL,"
                            + " seconds = NULL, hiddenDomain = NULL");
        });
    }

    /** From the staging tables to where they stay, in the order of items. */
    private void moveRows(int job, Definition<?, ?> definition) throws SQLException {
        RecordColumns columns = RecordColumns.of(definition.rows());
        Tables.createRows(connection, Sql.table(definition.name()), columns, true);
        String names = columns.columns().stream()
                .map(column -> ", " + Sql.name(column.name()))
                .collect(Collectors.joining());
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO " + Sql.name(Sql.table(definition.name())) + " SELECT " + job
                    + ", (row_number() OVER (ORDER BY _item, _position) - 1)::INTEGER AS n" + names
                    + " FROM staging.rows ORDER BY n");
            statement.execute("INSERT INTO tasks SELECT " + job
                    + ", _item, items, CASE WHEN reason IS NULL THEN 'done' ELSE 'failed' END, rows, reason"
                    + " FROM staging.tasks ORDER BY _item");
            statement.execute("UPDATE jobs SET tasks = (SELECT count(*) FROM staging.tasks WHERE reason IS NULL),"
                    + " failedTasks = (SELECT count(*) FROM staging.tasks WHERE reason IS NOT NULL),"
                    + " rows = (SELECT count(*) FROM staging.rows) WHERE job = " + job);
            statement.execute("DROP TABLE staging.tasks");
            statement.execute("DROP TABLE staging.rows");
        }
    }

    private void insertSummary(int job, Definition<?, ?> definition, Record values) throws SQLException {
        RecordColumns columns = RecordColumns.of(values.getClass());
        String table = Sql.table(definition.name()) + "_summary";
        Tables.createRows(connection, table, columns, false);
        try (DuckDBAppender appender = connection.createAppender("main", table)) {
            appender.beginRow();
            appender.append(job);
            columns.append(values, appender);
            appender.endRow();
            appender.flush();
        }
    }

    /** Writes the columns of one line after the first two. */
    private interface Line<T> {
        void append(T value, DuckDBAppender appender) throws SQLException;
    }

    private <T> void lines(String table, int job, List<T> values, Line<T> line) throws SQLException {
        try (DuckDBAppender appender = connection.createAppender("main", table)) {
            for (int k = 0; k < values.size(); k++) {
                appender.beginRow();
                appender.append(job);
                appender.append(k);
                line.append(values.get(k), appender);
                appender.endRow();
            }
            appender.flush();
        }
    }

    /** How the expectations came out; replaces what was recorded before. */
    public void expectations(List<ExpectationRecord> outcomes) {
        transaction(() -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("DELETE FROM expectations");
            }
            RecordColumns columns = RecordColumns.of(ExpectationRecord.class);
            try (DuckDBAppender appender = connection.createAppender("main", "expectations")) {
                for (ExpectationRecord outcome : outcomes) {
                    appender.beginRow();
                    columns.append(outcome, appender);
                    appender.endRow();
                }
                appender.flush();
            }
        });
    }

    /**
     * The one value of a query.
     *
     * @return empty where it is NULL
     * @throws InputException if the query does not have one value
     */
    public Optional<Object> value(String query) {
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet lines = statement.executeQuery()) {
            boolean one = lines.getMetaData().getColumnCount() == 1 && lines.next();
            Object value = one ? lines.getObject(1) : null;
            if (!one || lines.next()) {
                throw new InputException("a query has to give one value").where(query);
            }
            return Optional.ofNullable(value);
        } catch (SQLException e) {
            throw new InputException("the query cannot be answered", e)
                    .where(query)
                    .found(Database.message(e));
        }
    }

    /** All tables as files beside the database. */
    public void export(Path folder, String format) {
        try (Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet names = statement.executeQuery(
                    "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main' ORDER BY table_name")) {
                while (names.next()) {
                    tables.add(names.getString(1));
                }
            }
            String options = format.equals("csv") ? "FORMAT csv, HEADER" : "FORMAT parquet";
            for (String table : tables) {
                statement.execute("COPY main." + Sql.name(table) + " TO "
                        + Sql.text(folder.resolve(table + "." + format).toString()) + " (" + options + ")");
            }
        } catch (SQLException e) {
            throw new InputException("the tables cannot be exported", e)
                    .where(folder)
                    .found(Database.message(e));
        }
    }

    /** Something that changes the database. */
    private interface Change {
        void run() throws SQLException;
    }

    private void transaction(Change change) {
        try (Statement statement = connection.createStatement()) {
            // In SQL, since an appender does not begin the transaction that a connection without automatic commits
            // promises.
            statement.execute("BEGIN TRANSACTION");
            try {
                change.run();
                statement.execute("COMMIT");
            } catch (SQLException | RuntimeException e) {
                rollback(statement, e);
                throw e;
            }
        } catch (SQLException e) {
            throw Database.unwritable(file, e);
        }
    }

    /** A commit that failed has rolled back already, and says so. */
    private static void rollback(Statement statement, Exception cause) {
        try {
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw Database.unwritable(file, e);
        }
    }
}
