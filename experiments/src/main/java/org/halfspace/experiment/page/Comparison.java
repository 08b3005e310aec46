package org.halfspace.experiment.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.halfspace.experiment.store.JobRecord;
import org.halfspace.experiment.store.ResultTable;
import org.halfspace.experiment.store.RunReader;

/** Several runs beside each other: for every job that any of them has, the fields of its answers, one column per run. */
final class Comparison {
    private final List<RunReader> runs;

    Comparison(List<RunReader> runs) {
        this.runs = runs;
    }

    void write(Figures figures, Html html) {
        Map<String, List<JobRecord>> byTitle = new LinkedHashMap<>();
        for (int r = 0; r < runs.size(); r++) {
            for (JobRecord job : runs.get(r).jobs()) {
                List<JobRecord> jobs = byTitle.computeIfAbsent(job.title(), title -> new ArrayList<>());
                while (jobs.size() < r) {
                    jobs.add(null);
                }
                // A run that asks one thing with several seeds: the first stands for all.
                if (jobs.size() == r) {
                    jobs.add(job);
                }
            }
        }
        byTitle.forEach((title, jobs) -> {
            while (jobs.size() < runs.size()) {
                jobs.add(null);
            }
            job(title, jobs, figures, html);
        });
    }

    private void job(String title, List<JobRecord> jobs, Figures figures, Html html) {
        html.raw("<section>").element("h2", title);
        List<Map<String, Object>> answers = new ArrayList<>();
        for (int r = 0; r < runs.size(); r++) {
            answers.add(answer(runs.get(r), jobs.get(r)));
        }
        Set<String> fields = new LinkedHashSet<>();
        answers.forEach(answer -> fields.addAll(answer.keySet()));
        html.raw("<div class=\"scroll\"><table><thead><tr><th>field</th>");
        runs.forEach(run -> html.element("th", run.folder().getFileName().toString()));
        html.raw("</tr></thead><tbody>\n");
        for (String field : fields) {
            html.raw("<tr>").element("th", field);
            Object first = answers.get(0).get(field);
            for (Map<String, Object> answer : answers) {
                boolean differs = !Objects.equals(first, answer.get(field));
                html.raw("<td" + (differs ? " class=\"differs\"" : "") + " title="
                        + Html.attribute(String.valueOf(answer.get(field))) + ">");
                html.text(Cells.brief(answer.get(field))).raw("</td>");
            }
            html.raw("</tr>\n");
        }
        html.raw("</tbody></table></div>\n<div class=\"figures\">\n");
        for (int r = 0; r < runs.size(); r++) {
            if (jobs.get(r) != null) {
                figures.of(
                        runs.get(r),
                        jobs.get(r),
                        runs.get(r).folder().getFileName().toString(),
                        html);
            }
        }
        html.raw("</div></section>\n");
    }

    private static Map<String, Object> answer(RunReader run, JobRecord job) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("(state)", job == null ? "not asked" : job.state());
        String table = job == null ? "" : RunReader.rowsTable(job.analysis()) + "_summary";
        if (job != null && job.state().equals("done")) {
            ResultTable summary = run.query("SELECT * FROM " + RunReader.quoted(table) + " WHERE job = " + job.job());
            for (int k = 1; k < summary.columns().size(); k++) {
                if (summary.isScalar(k)) {
                    answer.put(summary.columns().get(k), summary.rows().get(0).get(k));
                }
            }
        }
        return answer;
    }
}
