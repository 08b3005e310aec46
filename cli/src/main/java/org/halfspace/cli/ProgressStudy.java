package org.halfspace.cli;

import java.nio.file.Path;
import org.halfspace.experiment.run.StudyProgress;
import org.halfspace.workbench.Progress;

/** An experiment's progress: a bar or lines for each job's tasks, and a line when a job has ended. */
final class ProgressStudy implements StudyProgress {
    private final Console console;
    private int jobs;
    private Path folder;

    ProgressStudy(Console console) {
        this.console = console;
    }

    @Override
    public void run(Path newFolder, int newJobs, int done) {
        folder = newFolder;
        jobs = newJobs;
        console.err()
                .println(jobs + " jobs" + (done > 0 ? ", " + done + " of them done before" : "") + "; results in "
                        + folder);
        console.err().flush();
    }

    /** What to do when the run was interrupted. */
    void interrupted() {
        if (folder != null) {
            console.err().println("what was done is kept; go on with: halfspace run --resume " + folder);
        }
    }

    @Override
    public Progress job(int number, String title) {
        Progress progress = console.terminal() ? new ProgressLine(console) : new ProgressLog(console);
        return new Progress() {
            @Override
            public void begin(String analysis, long items, String unit) {
                progress.begin("[" + number + "/" + jobs + "] " + title, items, unit);
            }

            @Override
            public void advance(long items) {
                progress.advance(items);
            }

            @Override
            public void end() {
                progress.end();
            }
        };
    }

    @Override
    public void ended(int number, String title, double seconds, String reason) {
        String end =
                reason == null ? "" : " failed: " + reason.lines().findFirst().orElse("");
        console.err().printf("[%d/%d] %s, %.1f s%s%n", number, jobs, title, seconds, end);
        console.err().flush();
    }
}
