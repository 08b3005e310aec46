package org.halfspace.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.halfspace.report.Report;
import org.halfspace.report.ReportWriter;
import org.halfspace.report.TextReport;
import org.halfspace.spi.Column;
import org.halfspace.spi.InputException;
import org.halfspace.testkit.Finding;
import org.halfspace.testkit.verify.PluginVerification;
import org.halfspace.testkit.verify.Verification;
import org.halfspace.workbench.Workbench;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code plugins verify}: whether a jar is a plugin in order. */
final class PluginsVerifyCommand implements Callable<Integer> {
    private static final int DEFAULT_SECONDS = 60;

    private final Workbench workbench;
    private final Console console;
    private CommandSpec spec;

    /** The answer, beside the rows. */
    record Values(
            @Column("The jar") String jar,
            @Column("The plugin's id; empty where there is none") String plugin,
            @Column("The plugin's version; empty where there is none") String version,
            @Column("Whether nothing was found") boolean inOrder,
            @Column("Its extensions") List<String> extensions,
            @Column("The checks that were made") List<String> checks,
            @Column("What could not be checked, and why") List<String> notChecked) {}

    PluginsVerifyCommand(Workbench workbench, Console console) {
        this.workbench = workbench;
        this.console = console;
    }

    CommandSpec spec() {
        spec = CommandSpec.wrapWithoutInspection(this);
        spec.name("verify");
        spec.usageMessage()
                .description(
                        "Checks a plugin's jar before it is installed: the file, the manifest, the classes, the definitions,"
                                + " and as much of the contracts as can be run on small models of its own.");
        CommandHelp.examples(
                spec,
                List.of(
                        "plugins verify target/my-analysis-1.0.0.jar",
                        "plugins verify my-analysis.jar --with rounds=10 --json"));
        spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .paramLabel("JAR")
                .type(String.class)
                .required(true)
                .description("The jar. Its code is run: verify only what you would install.")
                .build());
        spec.addOption(OptionSpec.builder("--with")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel("NAME=VALUE")
                .description("A parameter of the analyses, where a default will not do; may be given several times.")
                .build());
        spec.addOption(OptionSpec.builder("--time-limit")
                .type(String.class)
                .paramLabel("SECONDS")
                .description("How long one check may take. (default: " + DEFAULT_SECONDS + ")")
                .build());
        spec.addArgGroup(OutputOptions.group());
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        ParseResult parsed = spec.commandLine().getParseResult();
        ReportWriter writer = OutputOptions.writer(parsed);
        Path jar = Path.of(parsed.matchedPositionalValue(0, ""));
        Verification verification = new PluginVerification(
                        workbench, parameters(parsed.matchedOptionValue("--with", List.of())), seconds(parsed))
                .verify(jar);
        if (writer instanceof TextReport) {
            print(jar, verification);
        } else {
            OutputOptions.print(report(jar, verification), writer, console);
        }
        return verification.inOrder() ? ExitStatus.DONE : ExitStatus.PLUGIN;
    }

    private static Map<String, String> parameters(List<String> settings) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw new InputException("the value of --with cannot be used")
                        .expected("NAME=VALUE")
                        .found(setting);
            }
            parameters.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return parameters;
    }

    private static int seconds(ParseResult parsed) {
        String seconds = parsed.matchedOptionValue("--time-limit", String.valueOf(DEFAULT_SECONDS));
        if (!seconds.matches("[1-9][0-9]{0,4}")) {
            throw new InputException("the value of --time-limit cannot be used")
                    .expected("a whole number of seconds, from 1 up")
                    .found(seconds);
        }
        return Integer.parseInt(seconds);
    }

    private static Report report(Path jar, Verification verification) {
        return new Report(
                "halfspace/plugins-verify",
                1,
                "",
                List.of(),
                new Values(
                        jar.toString(),
                        verification.plugin(),
                        verification.version(),
                        verification.inOrder(),
                        verification.extensions(),
                        verification.checks(),
                        verification.notes()),
                Finding.class,
                verification.findings(),
                Map.of());
    }

    /** For a person: every problem on lines of its own. */
    private void print(Path jar, Verification verification) {
        int problems = verification.findings().size();
        StringBuilder text = new StringBuilder();
        text.append(jar.getFileName()).append(": ");
        text.append(
                verification.inOrder()
                        ? "in order\n"
                        : "not in order, " + problems + (problems == 1 ? " problem\n" : " problems\n"));
        if (!verification.plugin().isEmpty()) {
            text.append("  plugin:   ").append(verification.plugin()).append(' ');
            text.append(verification.version()).append('\n');
        }
        if (!verification.extensions().isEmpty()) {
            text.append("  brings:   ")
                    .append(String.join(", ", verification.extensions()))
                    .append('\n');
        }
        text.append("  checked:  ").append(verification.checks().size()).append(" things; --json lists them\n");
        verification
                .notes()
                .forEach(note -> text.append("  not:      ").append(note).append('\n'));
        verification.findings().forEach(finding -> text.append("\nproblem: ")
                .append(finding.text())
                .append('\n'));
        // Names in it come from the jar: without what would move a terminal's cursor.
        console.out().print(text.toString().replaceAll("[\\p{Cntrl}&&[^\n]]+", " "));
        console.out().flush();
    }
}
