package org.halfspace.experiment.page;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.halfspace.experiment.store.JobRecord;
import org.halfspace.experiment.store.ResultTable;
import org.halfspace.experiment.store.RunReader;

/** The section of one analysis: answers in words, figures, images, answers side by side, rows. */
final class AnalysisSection {
    /** Of a longer table, so many rows are on the page; the database has all. */
    private static final int SHOWN_ROWS = 200;

    private final RunReader run;
    private final String analysis;
    private final List<JobRecord> jobs;

    /** @param jobs the jobs of the analysis */
    AnalysisSection(RunReader run, String analysis, List<JobRecord> jobs) {
        this.run = run;
        this.analysis = analysis;
        this.jobs = jobs;
    }

    void write(Figures figures, Html html) {
        html.raw("<section><h2 id=" + Html.attribute(analysis) + ">")
                .text(analysis)
                .raw("</h2>\n");
        for (JobRecord job : jobs) {
            answers(job, html);
        }
        html.raw("<div class=\"figures\">\n");
        for (JobRecord job : jobs) {
            figures.of(run, job, label(job), html);
        }
        html.raw("</div>\n");
        jobs.forEach(job -> images(job, html));
        summaries(html);
        rows(html);
        html.raw("</section>\n");
    }

    /** What tells a job from the others of its analysis. */
    static String label(JobRecord job) {
        return job.title().substring(job.analysis().length() + 3);
    }

    private void answers(JobRecord job, Html html) {
        html.raw("<h3 id=\"job-" + job.job() + "\">").text(label(job)).raw("</h3>\n");
        if (!job.state().equals("done")) {
            html.raw("<p class=\"bad\">").text(job.reason() == null ? job.state() : "failed: " + job.reason());
            html.raw("</p>\n");
        }
        ResultTable findings = run.query("SELECT finding FROM findings WHERE job = " + job.job() + " ORDER BY number");
        if (!findings.rows().isEmpty()) {
            html.raw("<ul>\n");
            findings.rows().forEach(row -> html.element("li", row.get(0).toString()));
            html.raw("</ul>\n");
        }
        List<String> notes = new ArrayList<>();
        List<Object> checks = run.query("SELECT count(*), count(*) FILTER (holds) FROM checks WHERE job = " + job.job())
                .rows()
                .get(0);
        if (((Number) checks.get(0)).longValue() > 0) {
            notes.add(checks.get(1) + " of " + checks.get(0)
                    + " claims checked by another path than the one that found them");
        }
        if (job.hiddenDomain() != null) {
            notes.add("hidden vectors of this model lie in: " + job.hiddenDomain());
        }
        if (job.failedTasks() != null && job.failedTasks() > 0) {
            notes.add(job.failedTasks() + " of " + (job.tasks() + job.failedTasks()) + " tasks failed, see below");
        }
        html.element("p class=\"soft\"", String.join("; ", notes));
    }

    private void images(JobRecord job, Html html) {
        ResultTable files = run.query("SELECT file FROM artifacts WHERE job = " + job.job() + " ORDER BY number");
        for (List<Object> row : files.rows()) {
            Path file = run.folder().resolve(row.get(0).toString());
            List<String> pictures = Pictures.of(file);
            html.raw("<p class=\"soft\">")
                    .text(label(job) + ": ")
                    .raw("<a href=" + Html.attribute(row.get(0).toString()) + ">");
            html.text(row.get(0).toString()).raw("</a>");
            html.text(pictures.isEmpty() ? "" : ", of which " + pictures.size() + " images:")
                    .raw("</p>\n");
            if (!pictures.isEmpty()) {
                html.raw("<div class=\"images\">");
                for (int k = 0; k < pictures.size(); k++) {
                    html.raw("<img alt=\"image " + k + "\" title=\"" + k + "\" src=\"" + pictures.get(k) + "\">");
                }
                html.raw("</div>\n");
            }
        }
    }

    private void summaries(Html html) {
        String table = RunReader.rowsTable(analysis) + "_summary";
        if (!run.tables().contains(table)) {
            return;
        }
        ResultTable answers = run.query("SELECT * FROM " + RunReader.quoted(table) + " ORDER BY job");
        List<Integer> scalars = new ArrayList<>();
        for (int k = 1; k < answers.columns().size(); k++) {
            if (answers.isScalar(k)) {
                scalars.add(k);
            }
        }
        html.raw("<details open><summary>Answers side by side</summary>\n");
        Cells.table(labelled(answers, scalars), run.comments(table), html);
        html.raw("</details>\n");
    }

    private ResultTable labelled(ResultTable table, List<Integer> columns) {
        Map<Object, String> labels = new LinkedHashMap<>();
        jobs.forEach(job -> labels.put(job.job(), label(job)));
        List<String> names = new ArrayList<>(List.of("job"));
        List<String> types = new ArrayList<>(List.of("VARCHAR"));
        for (int k : columns) {
            names.add(table.columns().get(k));
            types.add(table.types().get(k));
        }
        List<List<Object>> rows = new ArrayList<>();
        for (List<Object> row : table.rows()) {
            List<Object> line = new ArrayList<>();
            line.add(labels.get(row.get(0)));
            columns.forEach(k -> line.add(row.get(k)));
            rows.add(line);
        }
        return new ResultTable(names, types, rows);
    }

    private void rows(Html html) {
        String table = RunReader.rowsTable(analysis);
        long count = jobs.stream()
                .mapToLong(job -> job.rows() == null ? 0 : job.rows())
                .sum();
        if (!run.tables().contains(table) || count == 0) {
            return;
        }
        ResultTable rows =
                run.query("SELECT * FROM " + RunReader.quoted(table) + " ORDER BY job, rowNumber LIMIT " + SHOWN_ROWS);
        List<Integer> columns = java.util.stream.IntStream.range(
                        2, rows.columns().size())
                .boxed()
                .collect(Collectors.toList());
        html.raw("<details><summary>")
                .text(
                        count > SHOWN_ROWS
                                ? "The first " + SHOWN_ROWS + " of " + count
                                        + " rows; all of them: halfspace query RUN \"FROM " + table + "\""
                                : "All " + count + " rows");
        html.raw("</summary>\n");
        Cells.table(labelled(rows, columns), run.comments(table), html);
        html.raw("</details>\n");
    }
}
