package org.halfspace.experiment.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;
import org.halfspace.spi.InputException;

/** Opens database files, and says what went wrong with them. */
final class Database {
    /** What the database may hold in memory beside the run itself; more goes to a temporary file. */
    private static final String MEMORY = "512MB";

    private static final Pattern OTHER_PROCESS = Pattern.compile("Conflicting lock is held in .*\\(PID (\\d+)\\)");

    private Database() {}

    /**
     * Opens a file for this process alone, or for reading beside other readers.
     *
     * @throws InputException if another process has it, or it is no database
     */
    static DuckDBConnection open(Path file, boolean readOnly) {
        if (readOnly) {
            requireRun(file);
        }
        Properties options = new Properties();
        options.setProperty("memory_limit", MEMORY);
        options.setProperty("threads", "2");
        // Nothing of a run comes from elsewhere: no extension is fetched, ever.
        options.setProperty("autoinstall_known_extensions", "false");
        options.setProperty("autoload_known_extensions", "false");
        if (readOnly) {
            options.setProperty("duckdb.read_only", "true");
            options.setProperty("enable_external_access", "false");
        }
        try {
            return (DuckDBConnection) new DuckDBDriver().connect("jdbc:duckdb:" + file, options);
        } catch (SQLException e) {
            Matcher other = OTHER_PROCESS.matcher(e.getMessage());
            if (other.find()) {
                throw new InputException("another process is working on this run", e)
                        .where(file.getParent())
                        .found("process " + other.group(1))
                        .hint("wait until it has ended");
            }
            throw new InputException("the run's database cannot be opened", e)
                    .where(file)
                    .found(message(e));
        }
    }

    /** @throws InputException if there is no such database */
    static void requireRun(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InputException("this is not the folder of a run")
                    .where(file.getParent())
                    .expected("a folder with a file " + file.getFileName())
                    .hint("halfspace runs list");
        }
    }

    /** The failure of a run whose database no longer takes what it is given. */
    static StoreException unwritable(Path file, SQLException e) {
        return new StoreException(
                "the run cannot be written to " + file + ": " + message(e)
                        + "\n  what was recorded before is kept; make room, then go on with\n  halfspace run --resume "
                        + file.getParent(),
                e);
    }

    /** The first line, without the advice for the database's own users. */
    static String message(SQLException e) {
        String text = String.valueOf(e.getMessage());
        return text.lines().findFirst().orElse(text).replaceFirst("\\s*See also https?://.*", "");
    }
}
