package org.halfspace.workbench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;
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
public final class AnalysisJob<P extends Record, R extends Record> {
    private final Analysis<P, R> analysis;
    private final Subject subject;
    private final P parameters;
    private final Context context;

    /** The rows of a task that is done. */
    private record Done<R>(Task task, List<R> rows) {}

    /** The tasks that ended, by how they did. Told by one thread at a time. */
    private static final class Tally<R extends Record> implements Engine.Listener<R> {
        private final Progress progress;
        private final List<Done<R>> done = new ArrayList<>();
        private final NavigableMap<Integer, Throwable> failures = new TreeMap<>();

        Tally(Progress progress) {
            this.progress = progress;
        }

        @Override
        public void completed(Task task, List<R> rows) {
            done.add(new Done<>(task, rows));
            progress.advance(task.size());
        }

        @Override
        public void failed(Task task, Throwable cause) {
            failures.put(task.begin(), cause);
            progress.advance(task.size());
        }
    }

    /**
     * Sets up a run.
     *
     * @throws InputException if the analysis needs what the subject does not have
     */
    public AnalysisJob(Analysis<P, R> analysis, Subject subject, P parameters, Context context) {
        this.analysis = analysis;
        this.subject = subject;
        this.parameters = parameters;
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
        if (needsGradient && subject.classifier().gradient().isEmpty()) {
            throw new InputException(definition.name() + " needs gradients, and this model cannot be differentiated")
                    .where(subject.classifier().description().file())
                    .found(String.join(", ", subject.classifier().unsupportedOperators()));
        }
    }

    /**
     * Runs it. When the thread is interrupted while tasks run, what was done is summarised and the result says so.
     *
     * @param engine runs the tasks
     * @param progress is told how it goes on
     * @param provenance where the result comes from; asked for when the rest is done
     * @throws InputException if a task found bad input
     * @throws RunFailedException if a task failed otherwise, or a claim does not stand its check
     * @throws InterruptedException if the thread was interrupted before a task was done, or while the result was put together
     */
    public AnalysisResult run(Engine engine, Progress progress, Supplier<Provenance> provenance)
            throws InterruptedException {
        AnalysisRun<R> run = prepare();
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
        Provenance origin =
                run.hiddenDomain().map(domain -> provenance.get().over(domain)).orElseGet(provenance);
        return new AnalysisResult(
                analysis.definition(), rows, summary, check(summary), origin, plan.items(), completed);
    }

    /**
     * An answer with its checks.
     *
     * @param summary the answer
     * @param checks the checks of its witnesses, in their order
     * @param items how many items the plan had
     */
    public record Answer(Summary summary, List<Check> checks, int items) {}

    /**
     * Runs what a ledger does not have yet, and answers from all that it has then. A failed task is the ledger's to keep; the
     * answer is made without its rows.
     *
     * @param engine runs the tasks
     * @param progress is told how it goes on
     * @param ledger keeps the rows
     * @throws InputException if the parameters do not fit the subject
     * @throws RunFailedException if a claim does not stand its check
     * @throws InterruptedException if the thread was interrupted; what was done is in the ledger
     */
    public Answer run(Engine engine, Progress progress, Ledger<R> ledger) throws InterruptedException {
        AnalysisRun<R> run = prepare();
        Plan plan = run.plan();
        List<Task> tasks = ledger.remaining(plan);
        if (!tasks.isEmpty()) {
            progress.begin(
                    analysis.definition().name(),
                    tasks.stream().mapToLong(Task::size).sum(),
                    plan.unit());
            try {
                engine.execute(run, tasks, context.threads(), forwarding(ledger, progress));
            } finally {
                progress.end();
            }
        }
        Summary summary = run.summarise(ledger.rows());
        return new Answer(summary, check(summary), plan.items());
    }

    private AnalysisRun<R> prepare() throws InterruptedException {
        return new CheckedRun<>(analysis.definition(), analysis.prepare(subject, parameters, context));
    }

    private static <R extends Record> Engine.Listener<R> forwarding(Ledger<R> ledger, Progress progress) {
        return new Engine.Listener<>() {
            @Override
            public void completed(Task task, List<R> rows) {
                ledger.completed(task, rows);
                progress.advance(task.size());
            }

            @Override
            public void failed(Task task, Throwable cause) {
                ledger.failed(task, cause);
                progress.advance(task.size());
            }
        };
    }

    private List<Done<R>> execute(AnalysisRun<R> run, Plan plan, Engine engine, Progress progress)
            throws InterruptedException {
        Tally<R> tally = new Tally<>(progress);
        if (plan.items() > 0) {
            progress.begin(analysis.definition().name(), plan.items(), plan.unit());
            try {
                engine.execute(run, plan.tasks(), context.threads(), tally);
            } catch (InterruptedException e) {
                // The interruption ends the tasks, not the report of what is done; with nothing done it ends the run.
                if (tally.done.isEmpty()) {
                    throw e;
                }
            } finally {
                progress.end();
            }
        }
        if (!tally.failures.isEmpty()) {
            throw failure(plan, tally.failures);
        }
        return tally.done;
    }

    /** The first failure, in the order of items: bad input as such, everything else as a failed run. */
    private RuntimeException failure(Plan plan, NavigableMap<Integer, Throwable> failures) {
        Throwable first = failures.firstEntry().getValue();
        if (first instanceof InputException bad) {
            return bad;
        }
        int begin = failures.firstKey();
        int end = (int) Math.min(plan.items(), (long) begin + plan.itemsPerTask());
        return new RunFailedException(
                analysis.definition().name() + " failed on " + failures.size() + " of "
                        + plan.tasks().size() + " tasks; first on " + plan.unit() + " " + begin + " to " + (end - 1)
                        + ": " + first,
                first);
    }

    private List<Check> check(Summary summary) {
        WitnessChecker checker = new WitnessChecker(subject.classifier());
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
