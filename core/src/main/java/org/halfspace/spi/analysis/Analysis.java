package org.halfspace.spi.analysis;

import java.util.Map;
import org.pf4j.ExtensionPoint;

/**
 * An analysis of a classifier. Its name is a command of the command line, its parameter record the command's options, its
 * rows a table in every output.
 *
 * <p>Thread-safe and without state of its own: what belongs to one run lives in the {@link AnalysisRun}.
 *
 * @param <P> the parameter record; every component carries {@link org.halfspace.spi.Parameter}
 * @param <R> the row record; every component carries {@link org.halfspace.spi.Column}
 */
public interface Analysis<P extends Record, R extends Record> extends ExtensionPoint {

    /** What it is: name, description, records, needs. Always the same. */
    Definition<P, R> definition();

    /**
     * The values of text parameters that are names of installed things: for each parameter, by its name in options, the names with a
     * sentence each. Shown in help; another value is refused with the nearest name. Asked when all plugins are loaded.
     */
    default Map<String, Map<String, String>> choices() {
        return Map.of();
    }

    /**
     * Starts a run: checks the parameters against the subject and computes what all tasks share. Called once per run and
     * process; interruption of the thread is answered by {@link InterruptedException}.
     *
     * @throws org.halfspace.spi.InputException if the parameters do not fit the subject
     */
    AnalysisRun<R> prepare(Subject subject, P parameters, Context context) throws InterruptedException;
}
