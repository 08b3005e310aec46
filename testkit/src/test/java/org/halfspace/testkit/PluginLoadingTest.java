package org.halfspace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.halfspace.plugin.ExtensionRegistry;
import org.halfspace.plugin.LoadedPlugin;
import org.halfspace.plugin.PluginProblem;
import org.halfspace.spi.Column;
import org.halfspace.spi.Host;
import org.halfspace.spi.InputException;
import org.halfspace.spi.Parameter;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.workbench.Workbench;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Plugins as jars in a folder: good ones work, and a broken one is one problem and nobody else's. */
class PluginLoadingTest {
    private static final Host HOST = new Host("0.1.0", 2);

    @TempDir
    private Path folder;

    @Test
    void aStrangersJarShowsUpWithItsAnalysis() {
        Path jar = new PluginJarBuilder("margins")
                .extension(MarginAnalysis.class)
                .requires("0.1.0")
                .attribute("Plugin-Provider", "A stranger")
                .attribute("Plugin-Description", "Margins")
                .buildIn(folder);

        Workbench workbench = open();

        assertThat(workbench.problems()).isEmpty();
        ExtensionRegistry.Entry<Analysis<?, ?>> entry =
                workbench.registry().analysis("margins").orElseThrow();
        LoadedPlugin plugin = entry.plugin();
        assertThat(plugin.id()).isEqualTo("margins");
        assertThat(plugin.version()).isEqualTo("1.0.0");
        assertThat(plugin.provider()).isEqualTo("A stranger");
        assertThat(plugin.description()).isEqualTo("Margins");
        assertThat(plugin.jar()).isEqualTo(jar);
        assertThat(workbench.registry().of(plugin))
                .containsExactly(new ExtensionRegistry.Listing("analysis", "margins"));
        assertThat(entry.extension().getClass().getClassLoader())
                .as("a class loader of its own")
                .isNotSameAs(MarginAnalysis.class.getClassLoader());
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                broken("without a manifest", PluginJarBuilder::withoutManifest, "the jar has no manifest"),
                broken("without an id", jar -> jar.withoutAttribute("Plugin-Id"), "its manifest has no Plugin-Id"),
                broken(
                        "without a version",
                        jar -> jar.withoutAttribute("Plugin-Version"),
                        "its manifest has no Plugin-Version"),
                broken(
                        "for a later Halfspace",
                        jar -> jar.requires("9.1.0"),
                        "was built for Halfspace 9.1.0, this is 0.1.0"),
                broken("for an earlier Halfspace", jar -> jar.requires("<0.1.0"), "was built for Halfspace <0.1.0"),
                broken(
                        "with a range that is none",
                        jar -> jar.requires("soon"),
                        "Plugin-Requires that is no range of versions: \"soon\""),
                broken(
                        "with a dependency",
                        jar -> jar.attribute("Plugin-Dependencies", "another"),
                        "depends on other plugins (another)"),
                broken("without an index", PluginJarBuilder::withoutIndex, "is META-INF/extensions.idx in the jar?"),
                broken(
                        "with an index of missing classes",
                        jar -> jar.indexed("com.example.Missing"),
                        "names a class that is not there: com.example.Missing"),
                broken(
                        "with an index of other classes",
                        jar -> jar.indexed(StrangeExtensions.NoExtension.class.getName()),
                        "implements no extension point: " + StrangeExtensions.NoExtension.class.getName()),
                broken(
                        "with a missing plugin class",
                        jar -> jar.attribute("Plugin-Class", "com.example.MissingPlugin"),
                        "its Plugin-Class is not in the jar: com.example.MissingPlugin"),
                broken(
                        "with a plugin class that is none",
                        jar -> jar.attribute("Plugin-Class", StrangeExtensions.NoExtension.class.getName()),
                        "its Plugin-Class is no HalfspacePlugin"),
                broken(
                        "with a plugin class that throws",
                        jar -> jar.pluginClass(StrangeExtensions.ThrowingPlugin.class),
                        "no licence found"),
                broken(
                        "with a constructor that throws",
                        jar -> jar.extension(StrangeExtensions.ThrowingAnalysis.class),
                        "IllegalArgumentException: out of luck"),
                broken(
                        "with a static initialiser that throws",
                        jar -> jar.extension(StrangeExtensions.ThrowingAtFirst.class),
                        "no room for statics"),
                broken(
                        "with a constructor that recurses for ever",
                        jar -> jar.extension(StrangeExtensions.EndlessAnalysis.class),
                        "StackOverflowError"),
                broken(
                        "with a definition that throws an error",
                        jar -> jar.extension(StrangeExtensions.ErringDefinition.class),
                        "cannot be asked what it is: java.lang.AssertionError: not defined"),
                broken(
                        "with a method of search that does not describe itself",
                        jar -> jar.extension(StrangeExtensions.SilentMethod.class),
                        "its description is null"),
                broken(
                        "with two extensions that cannot be built",
                        jar -> jar.extension(StrangeExtensions.ThrowingAnalysis.class)
                                .extension(StrangeExtensions.ThrowingAtFirst.class),
                        "out of luck\nplugin \"broken\" does not start: "),
                broken(
                        "with an unbound dependency",
                        jar -> jar.extension(StrangeExtensions.WantingAnalysis.class),
                        "StrangeExtensions$Wanted is not explicitly bound"),
                broken(
                        "with an extension of no kind",
                        jar -> jar.extension(StrangeExtensions.UnknownExtension.class),
                        "none of the kinds of extension"),
                broken(
                        "with the name of a host's command",
                        jar -> jar.extension(StrangeExtensions.InspectAnalysis.class),
                        "its analysis \"inspect\" cannot be a command: its name is one of the host's commands"),
                broken(
                        "with an option of the host",
                        jar -> jar.extension(StrangeExtensions.SeedAnalysis.class),
                        "the host has options of these names: input-mean, seed"),
                broken(
                        "with a record without annotations",
                        jar -> jar.extension(StrangeExtensions.BareAnalysis.class),
                        "Bare.number needs @Parameter"));
    }

    private static Arguments broken(String how, UnaryOperator<PluginJarBuilder> jar, String message) {
        return Arguments.of(how, jar, message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void aBrokenJarIsOneProblemAndTheOthersLoad(String how, UnaryOperator<PluginJarBuilder> change, String message) {
        PluginJarBuilder sound = new PluginJarBuilder("broken").extension(TinyModelLoader.class);
        Path jar = change.apply(sound).build(folder.resolve("b-broken.jar"));
        new PluginJarBuilder("first").extension(MarginAnalysis.class).build(folder.resolve("a-good.jar"));
        new PluginJarBuilder("last").extension(TinyDatasetReader.class).build(folder.resolve("c-good.jar"));

        Workbench workbench = open();

        assertThat(workbench.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.message()).contains(message);
            assertThat(problem.jar()).isEqualTo(jar);
        });
        assertThat(workbench.registry().analysis("margins")).isPresent();
        assertThat(workbench.registry().readers()).hasSize(1);
    }

    @Test
    void aFileThatIsNoJarIsOneProblem() throws IOException {
        Path garbage = Files.writeString(folder.resolve("garbage.jar"), "this is no zip");
        Path directory = Files.createDirectory(folder.resolve("folder.jar"));
        new PluginJarBuilder("good").extension(MarginAnalysis.class).buildIn(folder);

        Workbench workbench = open();

        assertThat(workbench.problems()).extracting(PluginProblem::jar).containsExactlyInAnyOrder(garbage, directory);
        assertThat(workbench.problems())
                .allSatisfy(problem -> assertThat(problem.message()).contains("cannot be read as a jar"));
        assertThat(workbench.registry().analysis("margins")).isPresent();
    }

    @Test
    void ofTwoJarsWithOneIdTheFirstIsLoaded() {
        Path first =
                new PluginJarBuilder("twin").extension(MarginAnalysis.class).build(folder.resolve("1.jar"));
        Path second =
                new PluginJarBuilder("twin").extension(TinyModelLoader.class).build(folder.resolve("2.jar"));

        Workbench workbench = open();

        assertThat(workbench.problems())
                .containsExactly(new PluginProblem(
                        second,
                        "a plugin with the id \"twin\" is loaded already, from " + first
                                + "; remove one of the two jars"));
        assertThat(workbench.registry().analysis("margins")).isPresent();
        assertThat(workbench.registry().loaders()).isEmpty();
    }

    @Test
    void ofTwoAnalysesWithOneNameTheFirstIsRegistered() {
        new PluginJarBuilder("one").extension(MarginAnalysis.class).buildIn(folder);
        Path second =
                new PluginJarBuilder("two").extension(MarginAnalysis.class).buildIn(folder);

        Workbench workbench = open();

        assertThat(workbench.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.jar()).isEqualTo(second);
            assertThat(problem.message()).contains("its analysis \"margins\" has the name of one in plugin \"one\"");
        });
        assertThat(workbench
                        .registry()
                        .analysis("margins")
                        .orElseThrow()
                        .plugin()
                        .id())
                .isEqualTo("one");
        LoadedPlugin two = workbench.plugins().stream()
                .filter(plugin -> plugin.id().equals("two"))
                .findFirst()
                .orElseThrow();
        assertThat(workbench.registry().of(two)).isEmpty();
    }

    @Test
    void aFolderThatIsNamedTwiceIsReadOnce() {
        new PluginJarBuilder("margins").extension(MarginAnalysis.class).buildIn(folder);
        Workbench workbench = Workbench.open(
                HOST, List.of(folder, folder.resolve("..").resolve(folder.getFileName()), folder.resolve("absent")));
        assertThat(workbench.problems()).isEmpty();
        assertThat(workbench.registry().analysis("margins")).isPresent();
    }

    @Test
    void aJarThatBringsTheInterfacesAlongUsesTheHosts() {
        new PluginJarBuilder("greedy")
                .extension(MarginAnalysis.class)
                .with(
                        Analysis.class,
                        Definition.class,
                        Subject.class,
                        InputException.class,
                        Parameter.class,
                        Column.class)
                .buildIn(folder);

        Workbench workbench = open();

        assertThat(workbench.problems()).isEmpty();
        assertThat(workbench
                        .registry()
                        .analysis("margins")
                        .orElseThrow()
                        .extension()
                        .definition())
                .isInstanceOf(Definition.class);
    }

    @Test
    void aPluginsOwnModulesAndTheHostAreInjected() {
        new PluginJarBuilder("wiring")
                .extension(StrangeExtensions.WantingAnalysis.class)
                .pluginClass(StrangeExtensions.WiringPlugin.class)
                .buildIn(folder);

        Workbench workbench = open();

        assertThat(workbench.problems()).isEmpty();
        assertThat(workbench
                        .registry()
                        .analysis("wanting")
                        .orElseThrow()
                        .extension()
                        .definition()
                        .description())
                .isEqualTo("Wants a word, on 2 processors");
    }

    @Test
    void oneClassCanBeSeveralExtensions() {
        new PluginJarBuilder("both")
                .extension(StrangeExtensions.BothExtensions.class)
                .buildIn(folder);
        Workbench workbench = open();
        assertThat(workbench.problems()).isEmpty();
        assertThat(workbench.registry().analysis("both")).isPresent();
        assertThat(workbench.registry().engine("both")).isPresent();
    }

    @Test
    void theJarHoldsTheClassesThatAreNestedInItsOwn() throws IOException {
        Path jar =
                new PluginJarBuilder("margins").extension(MarginAnalysis.class).buildIn(folder);
        try (JarFile file = new JarFile(jar.toFile())) {
            assertThat(file.stream().map(ZipEntry::getName))
                    .contains(
                            "META-INF/MANIFEST.MF",
                            "META-INF/extensions.idx",
                            "org/halfspace/testkit/MarginAnalysis.class",
                            "org/halfspace/testkit/MarginAnalysis$Row.class")
                    .doesNotContain("org/halfspace/testkit/MarginAnalysisTest.class");
            try (InputStream index = file.getInputStream(file.getEntry("META-INF/extensions.idx"))) {
                assertThat(index).hasContent(MarginAnalysis.class.getName());
            }
        }
    }

    private Workbench open() {
        return Workbench.open(HOST, List.of(folder));
    }
}
