package org.halfspace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import org.halfspace.parameters.Names;
import org.halfspace.parameters.ReservedNames;
import org.halfspace.plugin.ExtensionRegistry;
import org.halfspace.plugin.LoadedPlugin;
import org.halfspace.spi.InputException;
import org.halfspace.workbench.Workbench;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code plugins new}: a Maven project for a plugin of one's own, which builds and passes its tests as it stands. */
final class PluginsNewCommand implements Callable<Integer> {
    private static final String NAME = "[a-z][a-z0-9]*(-[a-z0-9]+)*";

    /** The class's file name has it and a few letters more, and file systems end at 255 bytes. */
    private static final int LONGEST_NAME = 60;

    /** The host's, and therefore never a plugin's own: the class loader takes them from the host. */
    private static final List<String> TAKEN_PACKAGES = List.of("org.halfspace", "java", "javax", "org.pf4j");

    private final Workbench workbench;
    private final Console console;
    private CommandSpec spec;

    PluginsNewCommand(Workbench workbench, Console console) {
        this.workbench = workbench;
        this.console = console;
    }

    CommandSpec spec() {
        spec = CommandSpec.wrapWithoutInspection(this);
        spec.name("new");
        spec.usageMessage()
                .description(
                        "Writes a Maven project for a plugin: a small extension that works, its contract test, a README.");
        CommandHelp.examples(
                spec,
                List.of(
                        "plugins new my-analysis",
                        "plugins new my-format --kind model-loader --package org.me.format --to work/my-format"));
        spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .paramLabel("NAME")
                .type(String.class)
                .required(true)
                .description("The plugin's id and the extension's name: lower-case letters, digits, hyphens.")
                .build());
        String[] kinds = Stream.concat(
                        Stream.of("What it is. (default: analysis)"),
                        Stream.of(Starter.values()).map(one -> "  " + one.kind() + ": " + one.description()))
                .toArray(String[]::new);
        spec.addOption(OptionSpec.builder("--kind")
                .type(String.class)
                .paramLabel("KIND")
                .completionCandidates(Starter.kinds())
                .description(kinds)
                .build());
        spec.addOption(OptionSpec.builder("--package")
                .type(String.class)
                .paramLabel("PACKAGE")
                .description("The Java package of its classes. (default: com.example.NAME)")
                .build());
        spec.addOption(OptionSpec.builder("--to")
                .type(String.class)
                .paramLabel("DIR")
                .description("The folder of the project, new or empty. (default: NAME)")
                .build());
        return spec;
    }

    @Override
    public Integer call() {
        ParseResult parsed = spec.commandLine().getParseResult();
        Starter starter = starter(parsed.matchedOptionValue("--kind", Starter.ANALYSIS.kind()));
        String name = parsed.matchedPositionalValue(0, "");
        requireName(name, starter);
        String packageName = packageName(parsed.matchedOptionValue("--package", null), name);
        Path folder = Path.of(parsed.matchedOptionValue("--to", name));
        requireEmpty(folder);
        write(folder, starter.files(name, packageName));
        console.out().print(nextSteps(folder, name, starter, packageName));
        console.out().flush();
        return ExitStatus.DONE;
    }

    private static Starter starter(String kind) {
        return Starter.of(kind).orElseThrow(() -> new InputException("there is no kind of plugin \"" + kind + "\"")
                .where("--kind")
                .expected("one of " + String.join(", ", Starter.kinds()))
                .hint(Names.nearest(kind, Starter.kinds())
                        .map(near -> "did you mean " + near + "?")
                        .orElse("halfspace plugins new --help says what each one is")));
    }

    private void requireName(String name, Starter starter) {
        if (!name.matches(NAME) || name.length() > LONGEST_NAME) {
            throw new InputException("the name cannot be a plugin's")
                    .where("NAME")
                    .expected("lower-case letters, digits and single hyphens, a letter first, at most " + LONGEST_NAME)
                    .found(name)
                    .hint("such as my-" + starter.kind());
        }
        boolean reserved = starter == Starter.ANALYSIS
                && (ReservedNames.COMMANDS.contains(name)
                        || ReservedNames.EXPERIMENT.contains(name)
                        || name.endsWith("-summary"));
        if (reserved) {
            throw new InputException("the name is one of Halfspace's own")
                    .where("NAME")
                    .found(name)
                    .hint("choose another, such as my-" + name);
        }
        for (LoadedPlugin plugin : workbench.plugins()) {
            boolean taken =
                    workbench.registry().of(plugin).contains(new ExtensionRegistry.Listing(starter.listing(), name));
            if (taken || plugin.id().equals(name)) {
                throw new InputException("the name is taken")
                        .where("NAME")
                        .expected("a name that no installed plugin has, and none of its extensions")
                        .found("plugin " + plugin.id() + " " + plugin.version() + ", " + plugin.jar())
                        .hint("choose another, such as my-" + name);
            }
        }
    }

    private static String packageName(String given, String name) {
        if (given == null) {
            String own = "com.example." + name.replace("-", "");
            // Words of the language cannot be packages.
            return SourceVersion.isName(own) ? own : own + "plugin";
        }
        boolean taken = TAKEN_PACKAGES.stream().anyMatch(one -> (given + ".").startsWith(one + "."));
        if (!given.matches("[A-Za-z0-9_.]+") || !SourceVersion.isName(given) || taken) {
            throw new InputException("the package cannot be a plugin's")
                    .where("--package")
                    .expected("Java names with dots between them, not below " + String.join(", ", TAKEN_PACKAGES))
                    .found(given)
                    .hint("such as com.example." + name.replace("-", ""));
        }
        return given;
    }

    private static void requireEmpty(Path folder) {
        String found = null;
        if (Files.isDirectory(folder)) {
            try (Stream<Path> entries = Files.list(folder)) {
                found = entries.findFirst()
                        .map(entry -> entry.getFileName() + " is in it")
                        .orElse(null);
            } catch (IOException e) {
                found = "a folder that cannot be read: " + e.getMessage();
            }
        } else if (Files.exists(folder)) {
            found = "a file";
        }
        if (found != null) {
            throw new InputException("the project has no place")
                    .where(folder)
                    .expected("a folder that does not exist yet, or an empty one")
                    .found(found)
                    .hint("name another with --to DIR");
        }
    }

    private static void write(Path folder, Map<String, String> files) {
        try {
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path place = folder.resolve(file.getKey());
                Files.createDirectories(place.getParent());
                Files.writeString(place, file.getValue());
            }
        } catch (IOException e) {
            throw new InputException("the project cannot be written", e)
                    .where(folder)
                    .found(e.toString())
                    .hint("name a place that is writable and has room with --to DIR");
        }
    }

    private static String nextSteps(Path folder, String name, Starter starter, String packageName) {
        String checkout = Optional.ofNullable(System.getProperty("halfspace.home"))
                .map(home -> Path.of(home).resolve("../../..").normalize().toString())
                .orElse("the folder of Halfspace");
        Path jar = folder.resolve("target/" + name + "-1.0.0.jar");
        return String.join(
                "\n",
                "Wrote " + folder + ": the " + starter.listing() + " \"" + name + "\" in " + packageName,
                "",
                "Next:",
                "  once, for Maven to find Halfspace:",
                "    (cd " + word(checkout) + " && mvn -q install -Dmaven.test.skip=true -pl testkit -am)",
                "  after every change:",
                "    mvn -f " + word(folder.resolve("pom.xml")) + " verify",
                "    halfspace plugins verify " + word(jar),
                "  to have it:",
                "    mkdir -p ~/.halfspace/plugins && cp " + word(jar) + " ~/.halfspace/plugins",
                "  its README.md says what to change first",
                "");
    }

    /** One word for a shell. */
    private static String word(Object path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9_./~-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
