package org.halfspace.experiment.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.halfspace.spi.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowFileTest {
    @TempDir
    private Path folder;

    record Inner(@Column("A number") double low) {}

    record Row(@Column("A name") String name, @Column("Numbers") double[] numbers, @Column("Part of it") Inner part) {}

    @Test
    void parquetHasTheColumnsOfADatabase() throws IOException, SQLException {
        Path file = folder.resolve("rows.parquet");
        try (OutputStream out = Files.newOutputStream(file)) {
            RowFile.parquet(
                    Row.class,
                    List.of(
                            new Row("it's", new double[] {1.5, Double.POSITIVE_INFINITY}, new Inner(0.1)),
                            new Row(null, new double[0], null)),
                    out);
        }
        try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
                ResultSet rows = database.createStatement()
                        .executeQuery("SELECT name, numbers[2], part.low, len(numbers) FROM '" + file + "'")) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("it's");
            assertThat(rows.getDouble(2)).isInfinite();
            assertThat(rows.getDouble(3)).isEqualTo(0.1);
            rows.next();
            assertThat(rows.getString(1)).isNull();
            assertThat(rows.getInt(4)).isZero();
            assertThat(rows.next()).isFalse();
        }
    }
}
