package org.halfspace.workbench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.halfspace.parameters.ParameterSchema;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Plan;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Task;
import org.halfspace.spi.engine.Engine;
import org.halfspace.verify.Check;
import org.halfspace.verify.WitnessChecker;

/**
 * One run of one analysis: plan, tasks, summary, checks. Used once, by one thread.
 *
 * @param <P> the parameter record
 * @param <R> the row record
 */
final class AnalysisJob<P extends Record, R extends Record> {
    private final Analysis<P, R> analysis;
    private final Subject subject;
    private final P parameters;
    private final Context context;

    /** The rows of a task that is done. */
    private record Done<R>(Task task, List<R> rows) {}

    AnalysisJob(Analysis<P, R> analysis, Subject subject, Map<String, String> parameters, Context context) {
        this.analysis = analysis;
        this.subject = subject;
        this.parameters = new ParameterSchema<>(analysis.definition().parameters()).bind(parameters);
        this.context = context;
        requireNeeds();
    }

    private void requireNeeds() {
        Definition<P, R> definition = analysis.definition();
        boolean needsData = definition.needs().contains(Definition.Need.DATA);
        if (needsData && subject.data().isEmpty()) {
            throw new InputException(definition.name() + " needs data").hint("--data FILE[,LABELS]");
        }
        boolean needsGradient = definition.needs().contains(Definition.Need.GRADIENT);
        if (needsGradient && !subject.classifier().description().differentiable()) {
            throw new InputException(definition.name() + " needs gradients, and this model cannot be differentiated")
                    .where(subject.classifier().description().file())
                    .found(String.join(", ", subject.classifier().description().unsupportedOperators()));
        }
    }

    /**
     * Runs it. When the thread is interrupted while tasks run, what was done is summarised and the result says so.
     *
     * @throws RunFailedException if a task failed
     */
    AnalysisResult run(Engine engine, Progress progress, Provenance provenance) throws InterruptedException {
        Definition<P, R> definition = analysis.definition();
        AnalysisRun<R> run = analysis.prepare(subject, parameters, context);
        Plan plan = run.plan();
        List<Done<R>> done = execute(run, plan, engine, progress);
        done.sort(Comparator.comparingInt(one -> one.task().begin()));
        List<R> rows = new ArrayList<>();
        int completed = 0;
        for (Done<R> one : done) {
            rows.addAll(one.rows());
            completed += one.task().size();
        }
        Summary summary = run.summarise(rows);
        return new AnalysisResult(definition, rows, summary, check(summary), provenance, plan.items(), completed);
    }

    private List<Done<R>> execute(AnalysisRun<R> run, Plan plan, Engine engine, Progress progress)
            throws InterruptedException {
        List<Done<R>> done = new ArrayList<>();
        Map<Task, Throwable> failures = new LinkedHashMap<>();
        if (plan.items() > 0) {
            progress.begin(analysis.definition().name(), plan.items(), plan.unit());
            try {
                engine.execute(run, plan.tasks(), context.threads(), new Engine.Listener<R>() {
                    @Override
                    public void completed(Task task, List<R> rows) {
                        done.add(new Done<>(task, rows));
                        progress.advance(task.size());
                    }

                    @Override
                    public void failed(Task task, Throwable cause) {
                        failures.put(task, cause);
                        progress.advance(task.size());
                    }
                });
            } catch (InterruptedException e) {
                // The interruption ends the tasks, not the report of what is done; with nothing done it ends the run.
                if (done.isEmpty()) {
                    throw e;
                }
            } finally {
                progress.end();
            }
        }
        failures.forEach((task, cause) -> fail(plan, failures.size(), task, cause));
        return done;
    }

    /** Throws for the first failed task: bad input as such, everything else as a failed run. */
    private void fail(Plan plan, int count, Task task, Throwable cause) {
        if (cause instanceof InputException bad) {
            throw bad;
        }
        throw new RunFailedException(
                analysis.definition().name() + " failed on " + count + " of "
                        + plan.tasks().size() + " tasks; first on " + plan.unit() + " " + task.begin() + " to "
                        + (task.end() - 1) + ": " + cause,
                cause);
    }

    private List<Check> check(Summary summary) {
        WitnessChecker checker = new WitnessChecker(subject.head());
        List<Check> checks = summary.witnesses().stream().map(checker::check).toList();
        for (Check check : checks) {
            if (!check.holds()) {
                throw new RunFailedException(
                        "a claim of " + analysis.definition().name() + " does not stand its check: " + check, null);
            }
        }
        return checks;
    }
}
