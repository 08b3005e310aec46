package org.halfspace.experiment.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.halfspace.spi.InputException;

/** Rows of one analysis as a Parquet file of their own, with the columns that they have in a run's database. */
public final class RowFile {
    private static final String TABLE = "result";

    private RowFile() {}

    /**
     * Writes rows as Parquet.
     *
     * @param type the record that rows are
     * @param rows the rows
     * @param out receives the file; not closed
     * @throws InputException if a column is of a type that tables do not have
     */
    public static void parquet(Class<? extends Record> type, List<? extends Record> rows, OutputStream out)
            throws IOException {
        RecordColumns columns;
        try {
            columns = RecordColumns.of(type);
        } catch (IllegalArgumentException e) {
            throw new InputException("these rows cannot be a table", e)
                    .found(e.getMessage())
                    .hint("save them as .csv or .json");
        }
        Path folder = Files.createTempDirectory("halfspace-rows");
        Path file = folder.resolve("rows.parquet");
        try {
            // In memory: the database is only the way to the file.
            try (DuckDBConnection connection = Database.open(Path.of(":memory:"), false);
                    Statement statement = connection.createStatement()) {
                Tables.createTable(connection, TABLE, "", columns);
                try (DuckDBAppender appender = connection.createAppender("main", TABLE)) {
                    for (Record row : rows) {
                        appender.beginRow();
                        columns.append(row, appender);
                        appender.endRow();
                    }
                }
                statement.execute("COPY " + TABLE + " TO " + Sql.text(file.toString()) + " (FORMAT parquet)");
            }
            Files.copy(file, out);
        } catch (SQLException e) {
            throw new InputException("the rows cannot be written", e).found(Database.message(e));
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }
}
