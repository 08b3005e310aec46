package org.halfspace.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.halfspace.plugin.ExtensionRegistry;
import org.halfspace.plugin.LoadedPlugin;
import org.halfspace.plugin.PluginProblem;
import org.halfspace.report.Report;
import org.halfspace.report.ReportWriter;
import org.halfspace.spi.Column;
import org.halfspace.workbench.Workbench;
import picocli.CommandLine.Model.CommandSpec;

/** {@code plugins list}: what is installed, and what could not be loaded. */
final class PluginsCommand implements Callable<Integer> {
    private final Workbench workbench;
    private final Console console;
    private CommandSpec spec;

    /** One extension. */
    record Row(
            @Column("The plugin's id") String plugin,
            @Column("The plugin's version") String version,
            @Column("What the extension is") String kind,
            @Column("The extension's name") String name,
            @Column("Where the plugin came from") String jar) {}

    /** One plugin that could not be loaded. */
    record Problem(@Column("The plugin's jar") String jar, @Column("What is wrong") String message) {}

    PluginsCommand(Workbench workbench, Console console) {
        this.workbench = workbench;
        this.console = console;
    }

    CommandSpec spec() {
        spec = CommandSpec.wrapWithoutInspection(this);
        spec.name("list");
        spec.usageMessage()
                .description(
                        "What is installed: every plugin with its model loaders, data readers, analyses, methods of search and"
                                + " engines.");
        CommandHelp.examples(spec, List.of("plugins list", "plugins list --json"));
        spec.addArgGroup(OutputOptions.group());
        return spec;
    }

    @Override
    public Integer call() throws Exception {
        ReportWriter writer = OutputOptions.writer(spec.commandLine().getParseResult());
        List<Row> rows = new ArrayList<>();
        // What was installed last comes first: text shows the head of a long table, and one's own plugins are looked
        // for.
        List<LoadedPlugin> plugins = new ArrayList<>(workbench.plugins());
        Collections.reverse(plugins);
        for (LoadedPlugin plugin : plugins) {
            for (ExtensionRegistry.Listing one : workbench.registry().of(plugin)) {
                rows.add(new Row(
                        plugin.id(),
                        plugin.version(),
                        one.kind(),
                        one.name(),
                        plugin.jar().toString()));
            }
        }
        List<PluginProblem> problems = workbench.problems();
        OutputOptions.print(
                new Report(
                        "halfspace/plugins",
                        1,
                        "Halfspace " + workbench.host().version(),
                        List.of(),
                        null,
                        Row.class,
                        rows,
                        Map.of(
                                "problems",
                                problems.stream()
                                        .map(p -> new Problem(p.jar().toString(), p.message()))
                                        .toList())),
                writer,
                console);
        PluginProblems.print(problems, console);
        return problems.isEmpty() ? ExitStatus.DONE : ExitStatus.PLUGIN;
    }
}
