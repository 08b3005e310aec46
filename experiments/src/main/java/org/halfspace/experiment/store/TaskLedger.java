package org.halfspace.experiment.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.halfspace.spi.analysis.Plan;
import org.halfspace.spi.analysis.Task;
import org.halfspace.workbench.Ledger;

/**
 * The tasks of one job in the database. A thread of its own writes them: what has come while one transaction was written goes
 * into the next, so that a slow task is recorded at once, and many quick ones share the cost of a transaction.
 *
 * @param <R> the row record
 */
public final class TaskLedger<R extends Record> implements Ledger<R>, AutoCloseable {
    /** Tasks that may wait to be written: enough to fill a transaction, few enough to stay out of the memory's way. */
    private static final int WAITING = 4096;

    /** How often a writer that cannot take any more is asked whether it is still there. */
    private static final long PATIENCE_MILLIS = 100;

    private final Path file;
    private final DuckDBConnection reader;
    private final RecordColumns columns;
    private final Class<R> type;
    private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(WAITING);
    private final Thread writer;
    private volatile SQLException failure;

    /**
     * A task to record.
     *
     * @param task null for the end of all tasks
     * @param rows its rows
     * @param reason why there are none; null where it is done
     */
    private record Entry(Task task, List<? extends Record> rows, String reason) {
        static final Entry END = new Entry(null, List.of(), null);

        boolean isEnd() {
            return task == null;
        }
    }

    /** Records into the tables {@code staging.tasks} and {@code staging.rows} of a database. */
    TaskLedger(Path file, DuckDBConnection connection, Class<R> type) throws SQLException {
        this.file = file;
        this.reader = connection;
        this.type = type;
        this.columns = RecordColumns.of(type);
        DuckDBConnection own = connection.duplicate();
        this.writer = new Thread(() -> write(own), "recorder");
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    public List<Task> remaining(Plan plan) {
        List<Task> remaining = new ArrayList<>();
        int next = 0;
        try (Statement statement = reader.createStatement();
                ResultSet done = statement.executeQuery("SELECT _item, items FROM staging.tasks ORDER BY _item")) {
            while (done.next()) {
                cut(next, done.getInt(1), plan.itemsPerTask(), remaining);
                next = done.getInt(1) + done.getInt(2);
            }
        } catch (SQLException e) {
            throw Database.unwritable(file, e);
        }
        cut(next, plan.items(), plan.itemsPerTask(), remaining);
        return remaining;
    }

    /** Items that are not recorded, as tasks; rows do not depend on how items are grouped. */
    private static void cut(int begin, int end, int size, List<Task> tasks) {
        for (long from = begin; from < end; from += size) {
            tasks.add(new Task((int) from, (int) Math.min(end, from + size)));
        }
    }

    @Override
    public void completed(Task task, List<R> rows) {
        put(new Entry(task, rows, null));
    }

    @Override
    public void failed(Task task, Throwable cause) {
        put(new Entry(task, List.of(), reason(cause)));
    }

    /** Why something failed, as it is recorded: bad input in its own words, anything else with its type. */
    public static String reason(Throwable cause) {
        boolean plain = cause instanceof org.halfspace.spi.InputException
                || cause instanceof org.halfspace.workbench.RunFailedException;
        return plain ? cause.getMessage() : cause.toString();
    }

    private void put(Entry entry) {
        boolean interrupted = false;
        try {
            while (true) {
                if (failure != null) {
                    throw Database.unwritable(file, failure);
                }
                try {
                    if (queue.offer(entry, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                } catch (InterruptedException e) {
                    // What is done is recorded, interrupted or not.
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void write(DuckDBConnection connection) {
        try (connection) {
            try (Statement transaction = connection.createStatement();
                    DuckDBAppender tasks = connection.createAppender("staging", "tasks");
                    DuckDBAppender rows = connection.createAppender("staging", "rows")) {
                List<Entry> batch = new ArrayList<>();
                while (true) {
                    batch.add(queue.take());
                    queue.drainTo(batch);
                    boolean last = batch.get(batch.size() - 1).isEnd();
                    // Said in SQL: an appender by itself begins no transaction, whatever the connection's mode, and
                    // would write
                    // the rows of a task in one and its completion in another.
                    transaction.execute("BEGIN TRANSACTION");
                    for (Entry entry : batch) {
                        if (!entry.isEnd()) {
                            append(entry, tasks, rows);
                        }
                    }
                    rows.flush();
                    tasks.flush();
                    transaction.execute("COMMIT");
                    if (last) {
                        return;
                    }
                    batch.clear();
                }
            }
        } catch (SQLException e) {
            failure = e;
        } catch (RuntimeException | Error e) {
            failure = new SQLException("a row cannot be stored: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void append(Entry entry, DuckDBAppender tasks, DuckDBAppender rows) throws SQLException {
        int position = 0;
        for (Record row : entry.rows()) {
            rows.beginRow();
            rows.append(entry.task().begin());
            rows.append(position++);
            columns.append(row, rows);
            rows.endRow();
        }
        tasks.beginRow();
        tasks.append(entry.task().begin());
        tasks.append(entry.task().size());
        tasks.append(entry.rows().size());
        if (entry.reason() == null) {
            tasks.appendNull();
        } else {
            tasks.append(entry.reason());
        }
        tasks.endRow();
    }

    @Override
    public List<R> rows() throws InterruptedException {
        finish();
        String names = columns.columns().stream()
                .map(column -> Sql.name(column.name()))
                .collect(Collectors.joining(", "));
        List<R> rows = new ArrayList<>();
        try (Statement statement = reader.createStatement();
                ResultSet lines =
                        statement.executeQuery("SELECT " + names + " FROM staging.rows ORDER BY _item, _position")) {
            while (lines.next()) {
                rows.add(type.cast(columns.record(lines, 1)));
            }
        } catch (SQLException e) {
            throw Database.unwritable(file, e);
        }
        return rows;
    }

    /** Writes what waits. */
    private void finish() throws InterruptedException {
        if (writer.isAlive()) {
            put(Entry.END);
            writer.join();
        }
        if (failure != null) {
            throw Database.unwritable(file, failure);
        }
    }

    /** Writes what waits, interrupted or not, and ends. What could not be written is not recorded. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            while (writer.isAlive() && failure == null) {
                try {
                    finish();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Tables for the tasks of a job with these rows. */
    static void createTables(Connection connection, Class<? extends Record> rows) throws SQLException {
        String declared = RecordColumns.of(rows).columns().stream()
                .map(column ->
                        ", " + Sql.name(column.name()) + " " + column.type().sql())
                .collect(Collectors.joining());
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS staging");
            statement.execute("DROP TABLE IF EXISTS staging.tasks");
            statement.execute("DROP TABLE IF EXISTS staging.rows");
            statement.execute(
                    "CREATE TABLE staging.tasks (_item INTEGER, items INTEGER, rows INTEGER, reason VARCHAR)");
            statement.execute("CREATE TABLE staging.rows (_item INTEGER, _position INTEGER" + declared + ")");
        }
    }
}
