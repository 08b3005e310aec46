package org.halfspace.experiment.store;

/** Names and texts inside SQL. */
final class Sql {
    private Sql() {}

    /** A name, quoted. */
    static String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A text, quoted. */
    static String text(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** The table of an analysis. */
    static String table(String analysis) {
        return analysis.replace('-', '_');
    }
}
