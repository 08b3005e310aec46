package org.halfspace.experiment.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.halfspace.experiment.file.Job;
import org.halfspace.experiment.file.Study;
import org.halfspace.experiment.file.StudyPlan;
import org.halfspace.experiment.file.StudyReader;
import org.halfspace.experiment.page.ReportPage;
import org.halfspace.experiment.store.ExpectationRecord;
import org.halfspace.experiment.store.JobRecord;
import org.halfspace.experiment.store.RunDatabase;
import org.halfspace.experiment.store.RunInfo;
import org.halfspace.experiment.store.RunReader;
import org.halfspace.experiment.store.StoreException;
import org.halfspace.experiment.store.TaskLedger;
import org.halfspace.parameters.ParameterSchema;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.Artifact;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.engine.Engine;
import org.halfspace.workbench.AnalysisJob;
import org.halfspace.workbench.ArtifactFiles;
import org.halfspace.workbench.Progress;
import org.halfspace.workbench.RunFailedException;
import org.halfspace.workbench.Workbench;

/** Runs experiments. Used by one thread. */
public final class StudyRunner {
    private final Workbench workbench;
    private final StudyProgress progress;

    /** Runs with the plugins of a workbench. */
    public StudyRunner(Workbench workbench, StudyProgress progress) {
        this.workbench = workbench;
        this.progress = progress;
    }

    /**
     * Begins a run.
     *
     * @param study the experiment
     * @param folder where to; {@code runs/NAME-DATE} when empty
     * @param exports formats of the tables beside the database, beyond those of the file
     * @throws InputException if the folder cannot be used, or the experiment asks nothing
     * @throws RunFailedException if the run cannot be written any more
     * @throws InterruptedException if the thread was interrupted; what was done is kept
     */
    public RunOutcome start(Study study, Optional<Path> folder, List<String> exports) throws InterruptedException {
        List<Job> jobs = StudyPlan.of(study);
        RunInfo info = new Identity(workbench).of(study, jobs, both(study.exports(), exports));
        Path place = RunFolder.create(study, folder);
        return recorded(() -> {
            try (RunDatabase database = RunDatabase.create(place, info, records(jobs, info))) {
                return work(database, place, study, jobs, info.exports());
            }
        });
    }

    /**
     * Goes on with a run; with one that has ended, writes its report and its exports again.
     *
     * @param folder the run's folder
     * @param file the experiment's file; where it was when empty
     * @param variables values of variables, where they differ from those recorded, which is refused
     * @param exports as of {@link #start}
     * @param engine what runs the tasks; what did before when empty
     * @throws InputException if another process is working on the run, or what it is made from has changed
     * @throws RunFailedException if the run cannot be written any more
     * @throws InterruptedException if the thread was interrupted; what was done is kept
     */
    public RunOutcome resume(
            Path folder,
            Optional<Path> file,
            Map<String, String> variables,
            List<String> exports,
            Optional<String> engine)
            throws InterruptedException {
        Path place = folder.toAbsolutePath().normalize();
        return recorded(() -> {
            try (RunDatabase database = RunDatabase.open(place)) {
                RunInfo recorded = database.reader().info();
                Map<String, String> values = new LinkedHashMap<>(recorded.given());
                values.putAll(variables);
                Path source = file.orElseGet(() -> Identity.existing(recorded.file(), place));
                requireUnchanged(recorded, source, place);
                Study study = new StudyReader(workbench.registry())
                        .read(source, values, Path.of(recorded.working()))
                        .on(engine.orElse(recorded.engine()));
                List<Job> jobs = StudyPlan.of(study);
                Identity.requireSame(recorded, new Identity(workbench).of(study, jobs, recorded.exports()), place);
                return work(database, place, study, jobs, both(recorded.exports(), exports));
            }
        });
    }

    /** Before the file is read, since one that has changed may not be readable any more. */
    private static void requireUnchanged(RunInfo recorded, Path source, Path folder) {
        try {
            if (!Files.readString(source).equals(recorded.experiment())) {
                throw new InputException("the run cannot be resumed: the experiment's file has changed")
                        .where(source)
                        .expected("the content of " + folder.resolve("experiment.yaml"))
                        .hint("put it back, or begin a new run");
            }
        } catch (IOException e) {
            throw new InputException("the experiment cannot be read", e)
                    .where(source)
                    .found(e.getMessage());
        }
    }

    private static List<String> both(List<String> some, List<String> more) {
        List<String> all = new ArrayList<>(some);
        more.stream().filter(one -> !all.contains(one)).forEach(all::add);
        return List.copyOf(all);
    }

    /** Something that writes the run. */
    private interface Work {
        RunOutcome run() throws InterruptedException;
    }

    private static RunOutcome recorded(Work work) throws InterruptedException {
        try {
            return work.run();
        } catch (StoreException e) {
            throw new RunFailedException(e.getMessage(), e);
        }
    }

    private List<JobRecord> records(List<Job> jobs, RunInfo info) {
        List<JobRecord> records = new ArrayList<>();
        for (Job job : jobs) {
            Map<String, String> parameters = schema(job).complete(job.parameters());
            String point = job.point().entrySet().stream()
                    .map(one -> one.getKey() + "=" + one.getValue())
                    .collect(Collectors.joining(", "));
            records.add(new JobRecord(
                    job.index(),
                    Identity.id(job, info, parameters),
                    job.analysis(),
                    job.model(),
                    job.data().orElse(null),
                    job.seed(),
                    point,
                    "waiting",
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    parameters));
        }
        return records;
    }

    private ParameterSchema<?> schema(Job job) {
        return new ParameterSchema<>(analysis(job).definition().parameters());
    }

    private Analysis<?, ?> analysis(Job job) {
        return workbench.registry().analysis(job.analysis()).orElseThrow().extension();
    }

    private RunOutcome work(RunDatabase database, Path folder, Study study, List<Job> jobs, List<String> exports)
            throws InterruptedException {
        database.beginSession(Machine.of(workbench.host()));
        List<JobRecord> states = database.reader().jobs();
        List<Job> open = jobs.stream()
                .filter(job -> !List.of("done", "failed")
                        .contains(states.get(job.index()).state()))
                .toList();
        progress.run(folder, jobs.size(), jobs.size() - open.size());
        RunJson.write(folder, database.reader());
        try (Subjects subjects = new Subjects(workbench, study)) {
            for (Job job : open) {
                run(database, folder, study, job, subjects);
            }
        }
        database.expectations(new Expectations(database).check(study.expectations()));
        database.endSession();
        for (String format : exports) {
            database.export(RunFolder.make(folder.resolve(format)), format);
        }
        Path report = folder.resolve("report.html");
        ReportPage.write(List.of(database.reader()), report);
        RunJson.write(folder, database.reader());
        return outcome(study, folder, database.reader(), report);
    }

    private void run(RunDatabase database, Path folder, Study study, Job job, Subjects subjects)
            throws InterruptedException {
        Progress tasks = progress.job(job.index() + 1, job.title());
        long start = System.nanoTime();
        String reason = null;
        try {
            answer(analysis(job), database, folder, study, job, subjects, tasks);
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // The other jobs go on: a model that cannot be read is one row of the result, not its end.
            reason = TaskLedger.reason(e);
            database.fail(job.index(), analysis(job).definition(), reason, seconds(start));
        }
        progress.ended(job.index() + 1, job.title(), seconds(start), reason);
    }

    private <P extends Record, R extends Record> void answer(
            Analysis<P, R> analysis,
            RunDatabase database,
            Path folder,
            Study study,
            Job job,
            Subjects subjects,
            Progress tasks)
            throws InterruptedException {
        long start = System.nanoTime();
        ParameterSchema<P> schema = new ParameterSchema<>(analysis.definition().parameters());
        Path files = RunFolder.files(folder, job.index(), job.analysis());
        Subject subject = subjects.of(job);
        P parameters = schema.bind(Parameters.of(job, schema, study.file().getParent(), files));
        Context context = new Context(job.seed(), workbench.host().processors());
        Engine engine = workbench.registry().engine(study.engine()).orElseThrow(() -> new InputException(
                        "there is no engine \"" + study.engine() + "\"")
                .hint("halfspace plugins list"));
        AnalysisJob<P, R> run = new AnalysisJob<>(analysis, subject, parameters, context);
        try (TaskLedger<R> ledger = database.begin(job.index(), analysis.definition())) {
            AnalysisJob.Answer answer = run.run(engine, tasks, ledger);
            Map<String, Long> artifacts = write(answer.summary().artifacts(), folder);
            database.finish(
                    job.index(),
                    analysis.definition(),
                    answer.summary(),
                    answer.checks(),
                    answer.items(),
                    artifacts,
                    subject.head().domain().toString(),
                    seconds(start));
        }
    }

    private static Map<String, Long> write(List<Artifact> artifacts, Path folder) throws InterruptedException {
        for (Artifact artifact : artifacts) {
            RunFolder.make(artifact.file().getParent());
        }
        ArtifactFiles.write(artifacts);
        Map<String, Long> sizes = new LinkedHashMap<>();
        for (Artifact artifact : artifacts) {
            try {
                sizes.put(folder.relativize(artifact.file()).toString(), Files.size(artifact.file()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return sizes;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static RunOutcome outcome(Study study, Path folder, RunReader reader, Path report) {
        List<JobRecord> jobs = reader.jobs();
        List<ExpectationRecord> expectations = reader.expectations();
        return new RunOutcome(
                study.name(),
                folder.toString(),
                jobs.size(),
                (int) jobs.stream().filter(job -> job.state().equals("failed")).count(),
                jobs.stream()
                        .mapToLong(job -> job.tasks() == null ? 0 : job.tasks())
                        .sum(),
                jobs.stream()
                        .mapToLong(job -> job.failedTasks() == null ? 0 : job.failedTasks())
                        .sum(),
                jobs.stream()
                        .mapToLong(job -> job.rows() == null ? 0 : job.rows())
                        .sum(),
                expectations.size(),
                (int) expectations.stream().filter(one -> !one.holds()).count(),
                report.toString());
    }
}
