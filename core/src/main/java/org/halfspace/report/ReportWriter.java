package org.halfspace.report;

import java.io.IOException;
import java.io.Writer;

/** Writes reports in one format. Thread-safe. */
public interface ReportWriter {

    /**
     * Writes a report.
     *
     * @param report what to write
     * @param out receives it; not closed
     */
    void write(Report report, Writer out) throws IOException;
}
