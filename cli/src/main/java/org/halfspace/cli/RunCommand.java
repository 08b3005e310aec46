package org.halfspace.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.halfspace.cli.session.Session;
import org.halfspace.experiment.file.Job;
import org.halfspace.experiment.file.Study;
import org.halfspace.experiment.file.StudyPlan;
import org.halfspace.experiment.file.StudyReader;
import org.halfspace.experiment.file.StudySchema;
import org.halfspace.experiment.run.RunOutcome;
import org.halfspace.experiment.run.StudyRunner;
import org.halfspace.experiment.store.Json;
import org.halfspace.report.Report;
import org.halfspace.report.ReportWriter;
import org.halfspace.spi.Column;
import org.halfspace.spi.InputException;
import org.halfspace.workbench.Workbench;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Runs an experiment from a file. */
final class RunCommand implements Callable<Integer> {
    private final Workbench workbench;
    private final boolean lasting;
    private final Console console;
    private CommandSpec spec;

    /** A job of the plan. */
    record Planned(
            @Column("The analysis") String analysis,
            @Column("The model") String model,
            @Column("The data set") String data,
            @Column("The parameters that are given") String parameters,
            @Column("The seed") long seed) {}

    RunCommand(Session session, Console console) {
        this.workbench = session.workbench();
        this.lasting = session.isLasting();
        this.console = console;
    }

    CommandSpec spec() {
        spec = CommandSpec.wrapWithoutInspection(this);
        spec.name("run");
        spec.usageMessage()
                .description(
                        "Runs an experiment: models, data sets, analyses and parameters in one YAML file; a database and"
                                + " a page of results.");
        CommandHelp.examples(
                spec,
                List.of(
                        "run study.yaml",
                        "run study.yaml --check --set images=test.csv",
                        "run --resume runs/study-20260101-120000",
                        "run --schema"));
        spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .arity("0..1")
                .paramLabel("FILE")
                .type(String.class)
                .description("The experiment.")
                .build());
        text("--set", "NAME=VALUE", "The value of a variable ${NAME} of the file; may be given several times.", true);
        text("--to", "DIR", "The folder of the results. (default: runs/NAME-DATE)", false);
        text("--resume", "DIR", "Go on with the run in this folder.", false);
        flag("--retry-failed", "With --resume: do jobs that failed, and jobs with failed tasks, again.");
        text("--engine", "NAME", "What runs the tasks, instead of what the file says.", false);
        text("--export", "parquet|csv", "Also write every table in this format, beside the database.", true);
        flag("--check", "Say what is wrong with the file, or what would run, and stop.");
        flag("--strict", "Exit with status 1 if a job or a task failed.");
        flag("--schema", "Print the JSON Schema of experiment files, for editors.");
        MachineOptions.addTo(spec);
        spec.addArgGroup(OutputOptions.group());
        return spec;
    }

    private void text(String name, String label, String description, boolean several) {
        spec.addOption(OptionSpec.builder(name)
                .type(several ? List.class : String.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .paramLabel(label)
                .description(description)
                .build());
    }

    private void flag(String name, String description) {
        spec.addOption(OptionSpec.builder(name)
                .type(boolean.class)
                .arity("0")
                .description(description)
                .build());
    }

    @Override
    public Integer call() throws Exception {
        ParseResult parsed = spec.commandLine().getParseResult();
        MachineOptions.check(parsed, workbench.host(), lasting);
        ReportWriter writer = OutputOptions.writer(parsed);
        if (parsed.hasMatchedOption("--schema")) {
            console.out().println(Json.pretty(StudySchema.of(workbench.registry())));
            return ExitStatus.DONE;
        }
        Map<String, String> variables = variables(parsed.matchedOptionValue("--set", List.of()));
        Optional<Path> file = Optional.ofNullable(parsed.<String>matchedPositionalValue(0, null))
                .map(Path::of);
        Optional<Path> resume = path(parsed, "--resume");
        if (file.isEmpty() && resume.isEmpty()) {
            throw new InputException("an experiment is missing")
                    .expected("a FILE, or --resume DIR")
                    .hint("halfspace run --help");
        }
        if (parsed.hasMatchedOption("--check")) {
            return check(file.orElseThrow(() -> new InputException("--check needs a FILE")), variables, writer);
        }
        List<String> exports = exports(parsed.matchedOptionValue("--export", List.of()));
        ProgressStudy progress = new ProgressStudy(console);
        RunOutcome outcome;
        try {
            outcome = run(parsed, file, resume, variables, exports, new StudyRunner(workbench, progress));
        } catch (InterruptedException e) {
            progress.interrupted();
            throw e;
        }
        OutputOptions.print(
                new Report(
                        "halfspace/run", 1, "run of " + outcome.name(), List.of(), outcome, null, List.of(), Map.of()),
                writer,
                console);
        boolean failed = outcome.failedExpectations() > 0
                || outcome.failedJobs() == outcome.jobs()
                || (parsed.hasMatchedOption("--strict") && !outcome.clean());
        return failed ? ExitStatus.FAILED : ExitStatus.DONE;
    }

    private RunOutcome run(
            ParseResult parsed,
            Optional<Path> file,
            Optional<Path> resume,
            Map<String, String> variables,
            List<String> exports,
            StudyRunner runner)
            throws InterruptedException {
        Optional<Path> to = path(parsed, "--to");
        Optional<String> engine = Optional.ofNullable(parsed.matchedOptionValue("--engine", null));
        if (engine.isPresent() && workbench.registry().engine(engine.get()).isEmpty()) {
            throw new InputException("there is no engine \"" + engine.get() + "\"")
                    .where("--engine")
                    .hint("halfspace plugins list");
        }
        if (resume.isPresent() && to.isPresent()) {
            throw new InputException("--to and --resume exclude each other");
        }
        if (resume.isEmpty() && parsed.hasMatchedOption("--retry-failed")) {
            throw new InputException("--retry-failed needs --resume DIR: the run whose failures are tried again");
        }
        if (resume.isPresent()) {
            return runner.resume(
                    resume.get(), file, variables, exports, engine, parsed.hasMatchedOption("--retry-failed"));
        }
        Study study = new StudyReader(workbench.registry()).read(file.orElseThrow(), variables);
        return runner.start(engine.map(study::on).orElse(study), to, exports);
    }

    private int check(Path file, Map<String, String> variables, ReportWriter writer) throws Exception {
        Study study = new StudyReader(workbench.registry()).read(file, variables);
        List<Job> jobs = StudyPlan.of(study);
        OutputOptions.print(
                new Report(
                        "halfspace/run-check",
                        1,
                        file + " is in order: " + jobs.size() + " jobs",
                        List.of(),
                        null,
                        Planned.class,
                        jobs.stream()
                                .map(job -> new Planned(
                                        job.analysis(),
                                        job.model(),
                                        job.data().orElse(null),
                                        job.parameters().toString(),
                                        job.seed()))
                                .toList(),
                        Map.of()),
                writer,
                console);
        return ExitStatus.DONE;
    }

    private static Optional<Path> path(ParseResult parsed, String option) {
        return Optional.ofNullable(parsed.<String>matchedOptionValue(option, null))
                .map(Path::of);
    }

    private static Map<String, String> variables(List<String> settings) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new InputException("the value of --set cannot be used")
                        .expected("NAME=VALUE")
                        .found(setting);
            }
            variables.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return variables;
    }

    private static List<String> exports(List<String> formats) {
        for (String format : formats) {
            if (!List.of("parquet", "csv").contains(format)) {
                throw new InputException("there is no export format \"" + format + "\"")
                        .where("--export")
                        .expected("parquet or csv");
            }
        }
        return formats;
    }
}
