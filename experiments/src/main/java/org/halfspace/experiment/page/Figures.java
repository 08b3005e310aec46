package org.halfspace.experiment.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.halfspace.experiment.store.JobRecord;
import org.halfspace.experiment.store.Json;
import org.halfspace.experiment.store.ResultTable;
import org.halfspace.experiment.store.RunReader;

/** The figures of a page: places in the text, and the specifications with their rows at its end. */
final class Figures {
    /** Of more rows than this, a figure shows so many, evenly spaced, and says so. */
    private static final int SHOWN_ROWS = 5000;

    private final List<String> drawn = new ArrayList<>();

    /** Places for the figures of a job. */
    void of(RunReader run, JobRecord job, String label, Html html) {
        ResultTable figures = run.query(
                "SELECT name, caption, specification FROM figures WHERE job = " + job.job() + " ORDER BY number");
        for (List<Object> figure : figures.rows()) {
            String specification = figure.get(2).toString();
            String caption = figure.get(1).toString();
            String rows = "null";
            if (specification.contains("\"name\":\"rows\"")) {
                long count = job.rows() == null ? 0 : job.rows();
                rows = Json.text(rows(run, job, specification, count));
                caption += count > SHOWN_ROWS ? " (" + SHOWN_ROWS + " of " + count + " rows, evenly spaced)" : "";
            }
            html.raw("<figure><div class=\"plot\" id=\"figure-" + drawn.size() + "\"></div><figcaption>");
            html.raw("<b>").text(label).raw("</b> ").text(caption).raw("</figcaption></figure>\n");
            drawn.add("{\"spec\":" + specification + ",\"rows\":" + rows + "}");
        }
    }

    /** The columns that a specification speaks of; all others would only make the page larger. */
    private static List<Map<String, Object>> rows(RunReader run, JobRecord job, String specification, long count) {
        String table = RunReader.rowsTable(job.analysis());
        StringJoiner names = new StringJoiner(", ");
        List<String> wanted = new ArrayList<>();
        for (String column : run.comments(table).keySet()) {
            if (speaksOf(column, specification)) {
                wanted.add(column);
                names.add(RunReader.quoted(column));
            }
        }
        if (wanted.isEmpty()) {
            return List.of();
        }
        long step = Math.max(1, (count + SHOWN_ROWS - 1) / SHOWN_ROWS);
        ResultTable rows = run.query("SELECT " + names + " FROM " + RunReader.quoted(table) + " WHERE job = "
                + job.job() + " AND rowNumber % " + step + " = 0 ORDER BY rowNumber");
        List<Map<String, Object>> values = new ArrayList<>();
        for (List<Object> row : rows.rows()) {
            Map<String, Object> value = new LinkedHashMap<>();
            for (int k = 0; k < wanted.size(); k++) {
                value.put(wanted.get(k), row.get(k));
            }
            values.add(value);
        }
        return values;
    }

    /** As a value (a field, one of several), or in an expression. */
    private static boolean speaksOf(String column, String specification) {
        return List.of(
                        ":\"" + column + "\"",
                        "[\"" + column + "\"",
                        ",\"" + column + "\"",
                        "datum." + column,
                        "datum['" + column)
                .stream()
                .anyMatch(specification::contains);
    }

    /** How many there are. */
    int count() {
        return drawn.size();
    }

    /** All of them, for the script that draws them. */
    String json() {
        return "[" + String.join(",\n", drawn) + "]";
    }
}
