package org.halfspace.testkit;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
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
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Task;
import org.halfspace.spi.engine.Engine;
import org.halfspace.workbench.AnalysisJob;
import org.halfspace.workbench.AnalysisResult;
import org.halfspace.workbench.Progress;
import org.halfspace.workbench.Provenance;

/**
 * What every analysis has to keep, one method a law. {@link AnalysisContract} makes tests of them; {@code plugins verify} asks them of an
 * analysis whose tests it does not have. Needs no test library.
 *
 * @param <P> the parameter record
 * @param <R> the row record
 */
public final class AnalysisLaws<P extends Record, R extends Record> {
    /** Does not divide the usual counts, so that the last task is a short one. */
    private static final int ODD_GROUP = 7;

    /** More threads than tasks at a time is what finds shared state. */
    private static final int THREADS = 4;

    private final Supplier<Analysis<P, R>> analysis;
    private final Supplier<Subject> subject;
    private final Supplier<P> parameters;
    private final double tolerance;

    /** A law, asked. */
    @FunctionalInterface
    public interface Law {
        /** What breaks it; nothing when it is kept. */
        List<Finding> broken() throws InterruptedException;
    }

    /**
     * @param analysis gives the analysis, the same one or a new one
     * @param subject gives a small subject that has all that the analysis needs
     * @param parameters gives parameters that fit the subject
     * @param tolerance how far numbers may be apart between two runs that ought to be equal, relative to the larger one (or 1)
     */
    public AnalysisLaws(
            Supplier<Analysis<P, R>> analysis, Supplier<Subject> subject, Supplier<P> parameters, double tolerance) {
        this.analysis = analysis;
        this.subject = subject;
        this.parameters = parameters;
        this.tolerance = tolerance;
    }

    /** The laws that need no run, by what they say. */
    public Map<String, Law> ofDefinition() {
        Map<String, Law> laws = new LinkedHashMap<>();
        laws.put("the definition can be a command", this::definition);
        laws.put("every parameter is described and its default can be read", this::parameters);
        laws.put("every column is described and of a known type", this::columnsOfRows);
        return laws;
    }

    /**
     * Whether there is an answer that can be shown.
     *
     * @throws InputException if the subject, or the parameters, are refused
     */
    public List<Finding> answers() throws InterruptedException {
        List<Finding> broken = new ArrayList<>(numbers());
        broken.addAll(formats());
        return broken;
    }

    /** The laws that need runs, by what they say; with {@link #answers}, all of them. */
    public Map<String, Law> ofRuns() {
        Map<String, Law> laws = new LinkedHashMap<>();
        laws.put("every figure is described and of a known type", this::columnsOfFigures);
        laws.put("no figure has the name of a field of the document", this::fields);
        laws.put("every picture can be drawn", this::pictures);
        laws.put("a second run is equal", this::repetition);
        laws.put("rows do not depend on how items are grouped", this::grouping);
        laws.put("rows do not depend on threads or order", this::threads);
        laws.put("an interrupted thread ends the run or completes it", this::interruption);
        laws.put("data that are not needed may be absent", this::absentData);
        laws.put("gradients that are not needed may be absent", this::absentGradients);
        laws.put("rows still add up when tasks were left out", this::leftOutTasks);
        return laws;
    }

    List<Finding> definition() {
        Definition<P, R> definition = analysis.get().definition();
        String where = "definition of " + definition.name();
        List<Finding> broken = new ArrayList<>();
        for (String problem : DefinitionCheck.problems(definition)) {
            broken.add(Finding.of("the analysis cannot be a command: " + problem)
                    .where(where)
                    .hint("rename it, or give what is missing"));
        }
        if (definition.version() < 1) {
            broken.add(Finding.of("the version of the result's layout is not positive")
                    .where(where)
                    .expected("1 or more", definition.version()));
        }
        if (notOneSentence(definition.description())) {
            broken.add(Finding.of("the description is not one sentence without its full stop")
                    .where(where)
                    .expected("\"How far the winning logit is ahead\"", quoted(definition.description()))
                    .hint("help adds the full stop"));
        }
        if (definition.examples().isEmpty()) {
            broken.add(Finding.of("there is no example for help")
                    .where(where)
                    .expected("at least one, such as \"" + definition.name() + " model.onnx\"", "none"));
        }
        for (String example : definition.examples()) {
            if (!example.startsWith(definition.name() + " ")) {
                broken.add(Finding.of("an example is not a command line of this analysis")
                        .where(where)
                        .expected("\"" + definition.name() + " ...\"", quoted(example)));
            }
        }
        if (!analysis.get().definition().equals(definition)) {
            broken.add(Finding.of("the definition changes from one call to the next")
                    .where(where));
        }
        return broken;
    }

    List<Finding> parameters() {
        ParameterSchema<P> schema =
                new ParameterSchema<>(analysis.get().definition().parameters());
        List<Finding> broken = new ArrayList<>();
        for (ParameterSpec spec : schema.specs()) {
            if (notOneSentence(spec.description())) {
                broken.add(Finding.of("the parameter's description is not one sentence without its full stop")
                        .where("--" + spec.name())
                        .expected("a sentence", quoted(spec.description())));
            }
            if (!spec.isRequired() && !spec.defaultValue().isEmpty()) {
                read(spec).ifPresent(broken::add);
            }
        }
        if (broken.isEmpty() && schema.specs().stream().noneMatch(ParameterSpec::isRequired)) {
            try {
                schema.bind(Map.of());
            } catch (RuntimeException e) {
                broken.add(Finding.of("the defaults together are refused")
                        .where(analysis.get().definition().parameters().getName())
                        .expected("a record of defaults", e));
            }
        }
        return broken;
    }

    private static Optional<Finding> read(ParameterSpec spec) {
        try {
            spec.read(spec.defaultValue());
            return Optional.empty();
        } catch (InputException e) {
            return Optional.of(Finding.of("the parameter's default cannot be read")
                    .where("--" + spec.name())
                    .expected("a value of its own type and range", quoted(spec.defaultValue()) + ": " + e.what())
                    .hint("correct the default, or the range"));
        }
    }

    List<Finding> columns() throws InterruptedException {
        List<Finding> broken = new ArrayList<>(columnsOfRows());
        broken.addAll(columnsOfFigures());
        return broken;
    }

    private List<Finding> columnsOfRows() {
        return columns("rows", analysis.get().definition().rows());
    }

    private List<Finding> columnsOfFigures() throws InterruptedException {
        return columns("figures", result().summary().values().getClass());
    }

    private static List<Finding> columns(String what, Class<?> type) {
        return ColumnRules.problems(type).stream()
                .map(
                        problem -> Finding.of("a column of the " + what + " cannot be shown: " + problem)
                                .where(type.getName())
                                .hint(
                                        "int, long, double, boolean, String, an enum, lists or arrays or records of these, with @Column"))
                .toList();
    }

    List<Finding> fields() throws InterruptedException {
        Class<? extends Record> type = result().summary().values().getClass();
        List<String> names = new ColumnSchema(type)
                .columns().stream().map(ColumnSchema.ColumnSpec::name).toList();
        Set<String> taken = ReservedNames.among(ReservedNames.FIELDS, names);
        return taken.isEmpty()
                ? List.of()
                : List.of(Finding.of("a figure has the name of a field of the JSON document")
                        .where(type.getName())
                        .expected("none of " + String.join(", ", ReservedNames.FIELDS), String.join(", ", taken))
                        .hint("rename the component"));
    }

    List<Finding> pictures() throws InterruptedException {
        return new FigureRules(analysis.get().definition().rows())
                .problems(result().summary().figures());
    }

    private List<Finding> numbers() throws InterruptedException {
        AnalysisResult result = result();
        NumberCount count = new NumberCount();
        count.add(result.summary().values());
        result.rows().forEach(count::add);
        return count.allNotNumbers()
                ? List.of(Finding.of("every real number of the answer is NaN")
                        .where(analysis.get().definition().name() + " on " + subject.get())
                        .expected("numbers", count.total() + " times NaN")
                        .hint("look for a division by zero, or for figures that are computed from no rows"))
                : List.of();
    }

    List<Finding> grouping() throws InterruptedException {
        AnalysisResult whole = result();
        List<Finding> broken = new ArrayList<>();
        for (int itemsPerTask : List.of(1, ODD_GROUP, Math.max(1, whole.items()))) {
            Analysis<P, R> regrouped = new RegroupedAnalysis<>(analysis.get(), itemsPerTask);
            broken.addAll(compare(
                    "in tasks of " + itemsPerTask,
                    "rows are a function of the item alone: keep nothing from one item to the next",
                    whole,
                    run(regrouped, subject.get(), new LocalEngine(), 1)));
        }
        return broken;
    }

    List<Finding> threads() throws InterruptedException {
        String hint = "keep nothing in fields; draw random numbers from context.random(item)";
        Analysis<P, R> single = new RegroupedAnalysis<>(analysis.get(), 1);
        AnalysisResult expected = run(single, subject.get(), new LocalEngine(), 1);
        List<Finding> broken = new ArrayList<>(compare(
                "in " + THREADS + " threads", hint, expected, run(single, subject.get(), new LocalEngine(), THREADS)));
        broken.addAll(compare(
                "from the last task to the first",
                hint,
                expected,
                run(single, subject.get(), new BackwardsEngine(), 1)));
        return broken;
    }

    List<Finding> repetition() throws InterruptedException {
        String hint = "the time, the order of a HashMap and fields of the analysis must not matter";
        Analysis<P, R> one = analysis.get();
        Subject same = subject.get();
        AnalysisResult first = run(one, same, new LocalEngine(), 2);
        List<Finding> broken = new ArrayList<>(
                compare("of the same analysis on the same subject", hint, first, run(one, same, new LocalEngine(), 2)));
        broken.addAll(compare("of another analysis on another subject", hint, first, result()));
        return broken;
    }

    List<Finding> formats() throws InterruptedException {
        Subject one = subject.get();
        Report report = run(analysis.get(), one, new LocalEngine(), 2).report(one.classifier());
        List<Finding> broken = new ArrayList<>();
        for (var writer : List.of(new TextReport(), new JsonReport(), new CsvReport())) {
            String format = writer.getClass().getSimpleName();
            StringWriter text = new StringWriter();
            try {
                writer.write(report, text);
                if (text.toString().isBlank()) {
                    broken.add(Finding.of("the result is empty in one format").where(format));
                }
            } catch (IOException | RuntimeException e) {
                broken.add(Finding.of("the result cannot be written in one format")
                        .where(format)
                        .expected("a text", e));
            }
        }
        return broken;
    }

    List<Finding> interruption() throws InterruptedException {
        AnalysisResult expected = result();
        Thread.currentThread().interrupt();
        try {
            AnalysisRun<R> run =
                    analysis.get().prepare(subject.get(), parameters.get(), new Context(Context.DEFAULT_SEED, 1));
            List<R> rows = new ArrayList<>();
            for (Task task : run.plan().tasks()) {
                rows.addAll(run.rows(task));
            }
            run.summarise(rows);
            return difference(
                    "rows of an interrupted thread that went on", "complete the work or end it", expected.rows(), rows);
        } catch (InterruptedException e) {
            return List.of();
        } catch (RuntimeException | Error e) {
            return List.of(Finding.of("an interrupted thread is answered with an exception of another kind")
                    .where(analysis.get().definition().name())
                    .expected("InterruptedException, or the whole answer", e)
                    .hint("let InterruptedException pass"));
        } finally {
            Thread.interrupted();
        }
    }

    List<Finding> absentData() throws InterruptedException {
        return needs(Definition.Need.DATA)
                ? List.of()
                : runs("data", "DATA", () -> Subjects.withoutData(subject.get()));
    }

    List<Finding> absentGradients() throws InterruptedException {
        return needs(Definition.Need.GRADIENT)
                ? List.of()
                : runs("gradients", "GRADIENT", () -> Subjects.withoutGradient(subject.get()));
    }

    boolean needs(Definition.Need need) {
        return analysis.get().definition().needs().contains(need);
    }

    private List<Finding> runs(String what, String need, Supplier<Subject> poorer) throws InterruptedException {
        try {
            run(analysis.get(), poorer.get(), new LocalEngine(), 1);
            return List.of();
        } catch (RuntimeException | LinkageError e) {
            return List.of(Finding.of("it fails without " + what + ", which it does not say that it needs")
                    .where(analysis.get().definition().name())
                    .expected("an answer", e)
                    .hint("name " + need + " in the needs of the definition"));
        }
    }

    List<Finding> leftOutTasks() throws InterruptedException {
        AnalysisRun<R> run =
                analysis.get().prepare(subject.get(), parameters.get(), new Context(Context.DEFAULT_SEED, 1));
        if (run.plan().items() < 2) {
            return List.of();
        }
        try {
            Summary summary = run.summarise(run.rows(new Task(0, 1)));
            return summary == null ? List.of(Finding.of("there is no summary of an interrupted run")) : List.of();
        } catch (RuntimeException e) {
            return List.of(Finding.of("the rows of an interrupted run cannot be summarised")
                    .where(analysis.get().definition().name() + ", the rows of item 0 alone")
                    .expected("figures of the rows that there are", e)
                    .hint("take the number of items from the rows, not from the plan"));
        }
    }

    AnalysisResult result() throws InterruptedException {
        return run(analysis.get(), subject.get(), new LocalEngine(), 1);
    }

    private AnalysisResult run(Analysis<P, R> one, Subject on, Engine engine, int threads) throws InterruptedException {
        return new AnalysisJob<>(one, on, parameters.get(), new Context(Context.DEFAULT_SEED, threads))
                .run(engine, Progress.silent(), () -> provenance(on));
    }

    private static Provenance provenance(Subject on) {
        return new Provenance(
                "0",
                "laws",
                "testkit 0",
                on.classifier().description().file().toString(),
                "",
                Map.of(),
                on.head().domain().toString(),
                null,
                Map.of(),
                Context.DEFAULT_SEED,
                Map.of());
    }

    private List<Finding> compare(String how, String hint, AnalysisResult expected, AnalysisResult found) {
        List<Finding> broken = new ArrayList<>();
        broken.addAll(difference("rows " + how, hint, expected.rows(), found.rows()));
        broken.addAll(difference(
                "figures " + how,
                hint,
                expected.summary().values(),
                found.summary().values()));
        broken.addAll(difference(
                "findings " + how,
                hint,
                expected.summary().findings(),
                found.summary().findings()));
        return broken;
    }

    private List<Finding> difference(String place, String hint, Object expected, Object found) {
        return new DeepComparison(tolerance)
                .difference(place, expected, found).stream()
                        .map(difference -> difference.hint(hint))
                        .toList();
    }

    private static boolean notOneSentence(String text) {
        return text == null || text.isBlank() || text.endsWith(".");
    }

    private static String quoted(String text) {
        return text == null ? "null" : "\"" + text + "\"";
    }
}
