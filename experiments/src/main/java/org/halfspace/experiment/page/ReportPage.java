package org.halfspace.experiment.page;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.halfspace.experiment.store.ExpectationRecord;
import org.halfspace.experiment.store.JobRecord;
import org.halfspace.experiment.store.ResultTable;
import org.halfspace.experiment.store.RunInfo;
import org.halfspace.experiment.store.RunReader;
import org.halfspace.plot.VegaScripts;
import org.halfspace.spi.analysis.Artifact;
import org.halfspace.workbench.ArtifactFiles;

/** The page of one run, or of several beside each other. */
public final class ReportPage {
    /** Of many failed tasks, so many are listed; the database has all. */
    private static final int SHOWN_FAILURES = 50;

    private static final List<String> NUMBERS = List.of("seed", "rows", "seconds");

    private final Html html = new Html();
    private final Figures figures = new Figures();

    private ReportPage() {}

    /**
     * Writes the page.
     *
     * @param runs one run, or several to compare
     * @param file where to
     */
    public static void write(List<RunReader> runs, Path file) throws InterruptedException {
        ReportPage page = new ReportPage();
        if (runs.size() == 1) {
            page.run(runs.get(0));
        } else {
            page.comparison(runs);
        }
        byte[] content = page.html.toString().getBytes(StandardCharsets.UTF_8);
        ArtifactFiles.write(List.of(new Artifact(file, out -> out.write(content))));
    }

    private void head(String title) {
        html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        // The page asks nobody for anything, and its browser sees to it. Vega compiles expressions, hence the eval.
        html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data: blob:;"
                + " style-src 'unsafe-inline'; script-src 'unsafe-inline' 'unsafe-eval'\">\n");
        html.element("title", title);
        html.raw("<style>\n" + Assets.own("report.css") + "</style>\n</head>\n<body>\n");
    }

    private void foot() {
        html.raw("<script type=\"application/json\" id=\"figures\">" + Html.script(figures.json()) + "</script>\n");
        for (String script : VegaScripts.forPage()) {
            html.raw("<script>" + script + "</script>\n");
        }
        html.raw("<script>" + Assets.own("report.js") + "</script>\n</body>\n</html>\n");
    }

    private void comparison(List<RunReader> runs) {
        head("Runs side by side");
        html.raw("<header>").element("h1", "Runs side by side");
        html.raw(
                "<p>Fields of each answer, one column per run; what differs from the first run is marked.</p></header>\n");
        html.raw(
                "<div class=\"scroll\"><table><thead><tr><th>run</th><th>experiment</th><th>folder</th></tr></thead><tbody>\n");
        for (RunReader run : runs) {
            html.raw("<tr>").element("td", run.folder().getFileName().toString());
            html.element("td", run.info().name())
                    .element("td", run.folder().toString())
                    .raw("</tr>\n");
        }
        html.raw("</tbody></table></div>\n");
        new Comparison(runs).write(figures, html);
        foot();
    }

    private void run(RunReader run) {
        RunInfo info = run.info();
        List<JobRecord> jobs = run.jobs();
        Map<String, List<JobRecord>> byAnalysis = new LinkedHashMap<>();
        jobs.forEach(job -> byAnalysis
                .computeIfAbsent(job.analysis(), name -> new ArrayList<>())
                .add(job));
        head(info.name());
        html.raw("<header>").element("h1", info.name());
        html.element("p", info.description());
        totals(run, jobs);
        html.raw("<nav><a href=\"#asked\">What was asked</a><a href=\"#on\">On what</a>");
        byAnalysis.keySet().forEach(name -> html.raw("<a href=" + Html.attribute("#" + name) + ">")
                .text(name)
                .raw("</a>"));
        html.raw("<a href=\"#provenance\">Provenance</a></nav></header>\n");
        asked(jobs);
        expectations(run);
        on(info);
        byAnalysis.forEach((name, of) -> new AnalysisSection(run, name, of).write(figures, html));
        failures(run);
        provenance(run, info);
        foot();
    }

    private void totals(RunReader run, List<JobRecord> jobs) {
        long failedJobs =
                jobs.stream().filter(job -> job.state().equals("failed")).count();
        long open = jobs.stream()
                .filter(job -> List.of("waiting", "running").contains(job.state()))
                .count();
        long failedTasks = jobs.stream()
                .mapToLong(job -> job.failedTasks() == null ? 0 : job.failedTasks())
                .sum();
        long rows = jobs.stream()
                .mapToLong(job -> job.rows() == null ? 0 : job.rows())
                .sum();
        double seconds = jobs.stream()
                .mapToDouble(job -> job.seconds() == null ? 0 : job.seconds())
                .sum();
        html.raw("<div class=\"totals\">");
        total(jobs.size() - failedJobs - open, "answers");
        total(failedJobs, "failed jobs");
        total(failedTasks, "failed tasks");
        total(rows, "rows");
        html.raw("<div><b>").text(Cells.brief(Math.round(seconds * 10) / 10.0)).raw(" s</b>of work</div>");
        html.raw("</div>\n");
        if (open > 0) {
            html.raw("<p class=\"bad\">")
                    .text(open + " jobs are not done: halfspace run --resume " + run.folder())
                    .raw("</p>\n");
        }
    }

    private void total(long number, String what) {
        html.raw("<div><b>").text(Long.toString(number)).raw("</b>").text(what).raw("</div>");
    }

    private void asked(List<JobRecord> jobs) {
        html.raw(
                "<section><h2 id=\"asked\">What was asked</h2>\n<div class=\"scroll\"><table class=\"sorts\"><thead><tr>");
        for (String name :
                List.of("analysis", "model", "data", "parameters that vary", "seed", "state", "rows", "seconds")) {
            html.raw(NUMBERS.contains(name) ? "<th class=\"n\"><button>" : "<th><button>")
                    .text(name)
                    .raw("</button></th>");
        }
        html.raw("</tr></thead><tbody>\n");
        for (JobRecord job : jobs) {
            html.raw("<tr><td><a href=\"#job-" + job.job() + "\">")
                    .text(job.analysis())
                    .raw("</a></td>");
            Cells.cell(job.model(), html);
            Cells.cell(job.data(), html);
            Cells.cell(job.point(), html);
            Cells.cell(job.seed(), html);
            html.raw("<td" + (job.state().equals("done") ? "" : " class=\"bad\"") + ">")
                    .text(job.state())
                    .raw("</td>");
            Cells.cell(job.rows(), html);
            Cells.cell(job.seconds() == null ? null : Math.round(1000 * job.seconds()) / 1000.0, html);
            html.raw("</tr>\n");
        }
        html.raw("</tbody></table></div></section>\n");
    }

    private void expectations(RunReader run) {
        List<ExpectationRecord> expectations = run.expectations();
        if (expectations.isEmpty()) {
            return;
        }
        long held = expectations.stream().filter(ExpectationRecord::holds).count();
        html.raw("<section>").element("h3", held + " of " + expectations.size() + " expectations hold");
        html.raw("<div class=\"scroll\"><table class=\"sorts\"><thead><tr><th><button>what</button></th>"
                + "<th><button>expected</button></th><th><button>found</button></th><th></th></tr></thead><tbody>\n");
        for (ExpectationRecord one : expectations) {
            html.raw("<tr>")
                    .element("td", one.what())
                    .element("td", one.expected())
                    .element("td", one.found());
            html.raw(one.holds() ? "<td class=\"good\">holds</td>" : "<td class=\"bad\">does not hold</td>")
                    .raw("</tr>\n");
        }
        html.raw("</tbody></table></div></section>\n");
    }

    private void on(RunInfo info) {
        html.raw("<section><h2 id=\"on\">On what</h2>\n<div class=\"scroll\"><table class=\"sorts\"><thead><tr>");
        for (String name : List.of("what", "name", "file", "read as", "SHA-256")) {
            html.raw("<th><button>").text(name).raw("</button></th>");
        }
        html.raw("</tr></thead><tbody>\n");
        for (RunInfo.Input input : info.inputs()) {
            if (List.of("model", "data", "file").contains(input.kind())) {
                html.raw("<tr>").element("td", input.kind()).element("td", input.name());
                html.raw("<td title=" + Html.attribute(input.file()) + ">")
                        .text(Path.of(input.file()).getFileName().toString());
                html.raw("</td>").element("td", input.options().equals("{}") ? "" : input.options());
                html.raw("<td title=" + Html.attribute(input.identity()) + "><code>")
                        .text(input.identity().substring(0, 12));
                html.raw("</code></td></tr>\n");
            }
        }
        html.raw("</tbody></table></div></section>\n");
    }

    private void failures(RunReader run) {
        ResultTable failed = run.failedTasks(SHOWN_FAILURES);
        if (!failed.rows().isEmpty()) {
            html.raw("<section>").element("h2", "Failed tasks");
            html.element("p", "The first " + failed.rows().size() + "; the others are in the table tasks.");
            Cells.table(failed, Map.of(), html);
            html.raw("</section>\n");
        }
    }

    private void provenance(RunReader run, RunInfo info) {
        html.raw("<section><h2 id=\"provenance\">Provenance</h2>\n");
        html.raw("<p>Every number on this page is from <code>results.duckdb</code> in ")
                .raw("<code>");
        html.text(run.folder().toString()).raw("</code>.</p>\n");
        Cells.table(run.query("SELECT kind, name, identity, file FROM inputs"), Map.of(), html);
        html.element("h3", "Sessions");
        Cells.table(run.query("SELECT started, ended, machine FROM sessions ORDER BY session"), Map.of(), html);
        html.element("h3", "Parameters, given or by default");
        Cells.table(
                run.query("SELECT job, id, analysis, model, data, seed, parameters FROM jobs ORDER BY job"),
                Map.of(),
                html);
        html.element("h3", "The experiment");
        html.raw("<pre>").text(info.experiment()).raw("</pre></section>\n");
    }
}
