package org.halfspace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfspace.engine.LocalEngine;
import org.halfspace.parameters.ColumnSchema;
import org.halfspace.parameters.ParameterSchema;
import org.halfspace.parameters.ParameterSpec;
import org.halfspace.parameters.ReservedNames;
import org.halfspace.plugin.DefinitionCheck;
import org.halfspace.report.CsvReport;
import org.halfspace.report.JsonReport;
import org.halfspace.report.Report;
import org.halfspace.report.TextReport;
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
import org.halfspace.workbench.AnalysisJob;
import org.halfspace.workbench.AnalysisResult;
import org.halfspace.workbench.Progress;
import org.halfspace.workbench.Provenance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * What every analysis has to keep, as tests. A subclass gives the analysis, a small subject and parameters; give a subject with
 * at least eight items, so that there is something to group.
 *
 * @param <P> the parameter record
 * @param <R> the row record
 */
public abstract class AnalysisContract<P extends Record, R extends Record> {
    /** Does not divide the usual counts, so that the last task is a short one. */
    private static final int ODD_GROUP = 7;

    /** More threads than tasks at a time is what finds shared state. */
    private static final int THREADS = 4;

    /** Ends a test that hangs; no test comes near it. */
    private static final int HANGS_AFTER_SECONDS = 120;

    /** The analysis. Asked for at every test; may be the same object. */
    protected abstract Analysis<P, R> analysis();

    /** A small subject that has all that the analysis needs. */
    protected abstract Subject subject();

    /** Parameters that fit the subject. */
    protected abstract P parameters();

    /**
     * How far numbers may be apart between two runs that ought to be equal, relative to the larger one (or 1). 0, for a map that
     * computes row by row; for a network, whose batches round differently, the rounding of float32 times its depth.
     */
    protected double tolerance() {
        return 0;
    }

    @Test
    void theDefinitionCanBeACommand() {
        Definition<P, R> definition = analysis().definition();
        assertThat(DefinitionCheck.problems(definition)).isEmpty();
        assertThat(definition.version()).as("version").isPositive();
        assertThat(definition.description())
                .as("description: one sentence, to which help adds the full stop")
                .isNotBlank()
                .doesNotEndWith(".");
        assertThat(definition.examples()).as("examples").isNotEmpty().allSatisfy(example -> assertThat(example)
                .startsWith(definition.name() + " "));
        assertThat(analysis().definition()).as("the definition, asked again").isEqualTo(definition);
    }

    @Test
    void everyParameterIsDescribedAndItsDefaultCanBeRead() {
        ParameterSchema<P> schema =
                new ParameterSchema<>(analysis().definition().parameters());
        assertThat(schema.specs()).allSatisfy(spec -> {
            assertThat(spec.description()).as("--" + spec.name()).isNotBlank().doesNotEndWith(".");
            if (!spec.isRequired() && !spec.defaultValue().isEmpty()) {
                spec.read(spec.defaultValue());
            }
        });
        if (schema.specs().stream().noneMatch(ParameterSpec::isRequired)) {
            assertThat(schema.bind(Map.of())).isNotNull();
        }
    }

    @Test
    void everyColumnIsDescribedAndOfAKnownType() throws InterruptedException {
        assertThat(ColumnRules.problems(analysis().definition().rows())).isEmpty();
        assertThat(ColumnRules.problems(result().summary().values().getClass())).isEmpty();
    }

    @Test
    void noFigureHasTheNameOfAFieldOfTheDocument() throws InterruptedException {
        List<String> names = new ColumnSchema(result().summary().values().getClass())
                .columns().stream().map(ColumnSchema.ColumnSpec::name).toList();
        assertThat(ReservedNames.among(ReservedNames.FIELDS, names)).isEmpty();
    }

    @Test
    void rowsDoNotDependOnHowItemsAreGrouped() throws InterruptedException {
        AnalysisResult whole = result();
        for (int itemsPerTask : List.of(1, ODD_GROUP, Math.max(1, whole.items()))) {
            Analysis<P, R> regrouped = new Regrouped<>(analysis(), itemsPerTask);
            assertEqual("in tasks of " + itemsPerTask, whole, run(regrouped, subject(), new LocalEngine(), 1));
        }
    }

    @Test
    void rowsDoNotDependOnThreadsOrOrder() throws InterruptedException {
        Analysis<P, R> single = new Regrouped<>(analysis(), 1);
        AnalysisResult expected = run(single, subject(), new LocalEngine(), 1);
        assertEqual("in " + THREADS + " threads", expected, run(single, subject(), new LocalEngine(), THREADS));
        assertEqual("from the last task to the first", expected, run(single, subject(), new Backwards(), 1));
    }

    @Test
    void aSecondRunIsEqual() throws InterruptedException {
        Analysis<P, R> one = analysis();
        Subject same = subject();
        AnalysisResult first = run(one, same, new LocalEngine(), 2);
        assertEqual("of the same analysis on the same subject", first, run(one, same, new LocalEngine(), 2));
        assertEqual("of another analysis on another subject", first, result());
    }

    @Test
    void everyClaimStandsItsCheck() throws InterruptedException {
        assertThat(result().checks()).allMatch(Check::holds);
    }

    @Test
    void theResultCanBeWrittenInEveryFormat() throws InterruptedException, IOException {
        Subject subject = subject();
        Report report = run(analysis(), subject, new LocalEngine(), 2).report(subject.classifier());
        for (var writer : List.of(new TextReport(), new JsonReport(), new CsvReport())) {
            StringWriter text = new StringWriter();
            writer.write(report, text);
            assertThat(text.toString()).as(writer.getClass().getSimpleName()).isNotBlank();
        }
    }

    @Test
    @Timeout(value = HANGS_AFTER_SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
    void anInterruptedThreadEndsTheRunOrCompletesIt() throws InterruptedException {
        AnalysisResult expected = result();
        Thread.currentThread().interrupt();
        try {
            AnalysisRun<R> run = analysis().prepare(subject(), parameters(), new Context(Context.DEFAULT_SEED, 1));
            List<R> rows = new ArrayList<>();
            for (Task task : run.plan().tasks()) {
                rows.addAll(run.rows(task));
            }
            run.summarise(rows);
            compare("rows of an interrupted thread that went on", expected.rows(), rows);
        } catch (InterruptedException e) {
            assertThat(e).as("the answer to an interruption").isNotNull();
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void dataThatAreNotNeededMayBeAbsent() throws InterruptedException {
        assumeFalse(
                analysis().definition().needs().contains(Definition.Need.DATA),
                "this analysis says that it needs data");
        run(analysis(), Subjects.withoutData(subject()), new LocalEngine(), 1);
    }

    @Test
    void gradientsThatAreNotNeededMayBeAbsent() throws InterruptedException {
        assumeFalse(
                analysis().definition().needs().contains(Definition.Need.GRADIENT),
                "this analysis says that it needs gradients");
        run(analysis(), Subjects.withoutGradient(subject()), new LocalEngine(), 1);
    }

    @Test
    void rowsStillAddUpWhenTasksWereLeftOut() throws InterruptedException {
        AnalysisRun<R> run = analysis().prepare(subject(), parameters(), new Context(Context.DEFAULT_SEED, 1));
        Plan plan = run.plan();
        assumeTrue(plan.items() > 1, "there is nothing to leave out");
        Summary summary = run.summarise(run.rows(new Task(0, 1)));
        assertThat(summary.values()).as("the figures of an interrupted run").isNotNull();
    }

    private AnalysisResult result() throws InterruptedException {
        return run(analysis(), subject(), new LocalEngine(), 1);
    }

    private AnalysisResult run(Analysis<P, R> analysis, Subject subject, Engine engine, int threads)
            throws InterruptedException {
        return new AnalysisJob<>(analysis, subject, parameters(), new Context(Context.DEFAULT_SEED, threads))
                .run(engine, Progress.silent(), () -> provenance(subject));
    }

    private static Provenance provenance(Subject subject) {
        return new Provenance(
                "0",
                "contract",
                "testkit 0",
                subject.classifier().description().file().toString(),
                "",
                Map.of(),
                subject.head().domain().toString(),
                null,
                Map.of(),
                Context.DEFAULT_SEED,
                Map.of());
    }

    private void assertEqual(String how, AnalysisResult expected, AnalysisResult found) {
        compare("rows " + how, expected.rows(), found.rows());
        compare("figures " + how, expected.summary().values(), found.summary().values());
        compare(
                "findings " + how,
                expected.summary().findings(),
                found.summary().findings());
    }

    private void compare(String place, Object expected, Object found) {
        Optional<String> difference = new DeepComparison(tolerance()).difference(place, expected, found);
        difference.ifPresent(words -> fail(words));
    }

    /** The same analysis with its work cut in another way. */
    private record Regrouped<P extends Record, R extends Record>(Analysis<P, R> analysis, int itemsPerTask)
            implements Analysis<P, R> {

        @Override
        public Definition<P, R> definition() {
            return analysis.definition();
        }

        @Override
        public AnalysisRun<R> prepare(Subject subject, P parameters, Context context) throws InterruptedException {
            AnalysisRun<R> run = analysis.prepare(subject, parameters, context);
            return new AnalysisRun<>() {
                @Override
                public Plan plan() {
                    Plan plan = run.plan();
                    return new Plan(plan.items(), itemsPerTask, plan.unit());
                }

                @Override
                public List<R> rows(Task task) throws InterruptedException {
                    return run.rows(task);
                }

                @Override
                public Summary summarise(List<R> rows) throws InterruptedException {
                    return run.summarise(rows);
                }
            };
        }
    }

    /** Runs tasks in this thread, from the last to the first. */
    private static final class Backwards implements Engine {
        @Override
        public String name() {
            return "backwards";
        }

        @Override
        public <R extends Record> void execute(AnalysisRun<R> run, List<Task> tasks, int threads, Listener<R> listener)
                throws InterruptedException {
            List<Task> reversed = new ArrayList<>(tasks);
            Collections.reverse(reversed);
            for (Task task : reversed) {
                listener.completed(task, run.rows(task));
            }
        }
    }
}
