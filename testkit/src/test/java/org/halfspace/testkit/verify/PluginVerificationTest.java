package org.halfspace.testkit.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.halfspace.spi.Host;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.testkit.EngineLaws;
import org.halfspace.testkit.Finding;
import org.halfspace.testkit.FormatLaws;
import org.halfspace.testkit.MarginAnalysis;
import org.halfspace.testkit.PluginJarBuilder;
import org.halfspace.testkit.SearchMethodLaws;
import org.halfspace.testkit.StrangeExtensions;
import org.halfspace.testkit.TinyDatasetReader;
import org.halfspace.testkit.TinyModelLoader;
import org.halfspace.workbench.Workbench;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Jars of all kinds, good, broken and hostile: each problem is told, and none ends the process. */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class PluginVerificationTest {
    private static final Host HOST = new Host("0.1.0", 2);
    private static final int SECONDS = 30;

    @TempDir
    private Path folder;

    private Verification verify(Path jar, Map<String, String> parameters, int seconds) throws InterruptedException {
        Workbench installed = Workbench.open(HOST, List.of(folder.resolve("installed")));
        assertThat(installed.problems()).isEmpty();
        return new PluginVerification(installed, parameters, seconds).verify(jar);
    }

    private Verification verify(Path jar) throws InterruptedException {
        return verify(jar, Map.of(), SECONDS);
    }

    private static PluginJarBuilder sound() {
        return new PluginJarBuilder("sound").extension(MarginAnalysis.class).requires("0.1.0");
    }

    @Test
    void aSoundPluginIsInOrderAndEverythingWasAskedOfIt() throws InterruptedException {
        Path jar = sound().extension(TinyModelLoader.class)
                .extension(TinyDatasetReader.class)
                .extension(OtherEngine.class)
                .buildIn(folder);

        Verification verification = verify(jar);

        assertThat(verification.findings()).isEmpty();
        assertThat(verification.plugin()).isEqualTo("sound");
        assertThat(verification.extensions())
                .containsExactlyInAnyOrder(
                        "analysis margins", "model loader tiny", "data reader tiny-data", "engine of-another");
        assertThat(verification.checks())
                .anySatisfy(check -> assertThat(check).contains("analysis margins on", "threads or order"))
                .anySatisfy(check -> assertThat(check).contains("engine of-another: it runs every task once"))
                .hasSizeGreaterThan(20);
        assertThat(verification.notes()).anySatisfy(note -> assertThat(note).contains("ModelLoaderContract"));
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                broken(PluginJarBuilder::withoutManifest, "the jar has no manifest"),
                broken(jar -> jar.withoutAttribute("Plugin-Id"), "the manifest's Plugin-Id"),
                broken(jar -> jar.attribute("Plugin-Version", "soon"), "the manifest's Plugin-Version"),
                broken(jar -> jar.withoutAttribute("Plugin-Requires"), "the manifest's Plugin-Requires"),
                broken(jar -> jar.requires("9.0.0"), "a range that holds 0.1.0"),
                broken(jar -> jar.requires("soon"), "a range of versions"),
                broken(jar -> jar.attribute("Plugin-Dependencies", "other"), "plugins are isolated"),
                broken(jar -> jar.attribute("Plugin-Class", "com.example.Missing"), "the manifest's Plugin-Class"),
                broken(PluginJarBuilder::withoutIndex, "the jar has no index of extensions"),
                broken(jar -> jar.indexed("com.example.Missing"), "com/example/Missing.class"),
                broken(jar -> jar.with(Definition.class), "nothing of org.halfspace.spi.analysis"),
                broken(jar -> jar.with(org.slf4j.Logger.class), "nothing of org.slf4j"),
                broken(jar -> jar.file("../../evil", new byte[1]), "leads out of the jar"),
                broken(jar -> jar.file("a\\..\\evil", new byte[1]), "leads out of the jar"),
                broken(jar -> jar.file("zeros", new byte[80 << 20]), "unpacks to far more than it takes"),
                broken(jar -> jar.file("Odd.class", new byte[] {1, 2, 3}), "a class file is none"),
                broken(
                        jar -> jar.file(
                                "Newer.class",
                                new byte[] {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE, 0, 0, 3, 0}),
                        "compiled for a newer Java"),
                broken(
                        jar -> jar.file("Marked.class", marked()),
                        "a class is marked @Extension and is not in the index"),
                broken(
                        jar -> jar.extension(StrangeExtensions.ThrowingAtFirst.class),
                        "AssertionError: no room for statics"),
                broken(jar -> jar.extension(StrangeExtensions.ThrowingAnalysis.class), "out of luck"),
                broken(jar -> jar.extension(StrangeExtensions.EndlessAnalysis.class), "StackOverflowError"),
                broken(
                        jar -> jar.with(StrangeExtensions.NoExtension.class)
                                .indexed(StrangeExtensions.NoExtension.class.getName()),
                        "implements no extension point"),
                broken(jar -> jar.extension(StrangeExtensions.UnknownExtension.class), "of no kind that is known"),
                broken(jar -> jar.extension(StrangeExtensions.ErringDefinition.class), "AssertionError: not defined"),
                broken(jar -> jar.extension(StrangeExtensions.SilentMethod.class), "not one sentence"),
                broken(jar -> jar.extension(StrangeExtensions.InspectAnalysis.class), "one of the host's commands"),
                broken(jar -> jar.extension(StrangeExtensions.SeedAnalysis.class), "input-mean, seed"),
                broken(jar -> jar.extension(StrangeExtensions.BareAnalysis.class), "Bare.number needs @Parameter"));
    }

    private static byte[] marked() {
        byte[] start = {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE, 0, 0, 0, 61};
        byte[] name = "Lorg/pf4j/Extension;".getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(start, start.length + name.length);
        System.arraycopy(name, 0, all, start.length, name.length);
        return all;
    }

    private static Arguments broken(UnaryOperator<PluginJarBuilder> change, String message) {
        return Arguments.of(message, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void aBrokenJarIsNotInOrder(String message, UnaryOperator<PluginJarBuilder> change) throws InterruptedException {
        Verification verification = verify(change.apply(sound()).buildIn(folder));
        assertThat(verification.findings()).as(verification.toString()).anySatisfy(finding -> assertThat(finding.text())
                .contains(message));
    }

    @Test
    void everyProblemIsListed() throws InterruptedException {
        Path jar = sound().withoutAttribute("Plugin-Id")
                .requires("9.0.0")
                .indexed("com.example.Missing")
                .with(Definition.class)
                .file("../evil", new byte[1])
                .buildIn(folder);
        assertThat(verify(jar).findings()).hasSize(5).allSatisfy(finding -> {
            assertThat(finding.where()).isNotBlank();
            assertThat(finding.expected()).isNotBlank();
            assertThat(finding.found()).isNotBlank();
            assertThat(finding.hint()).isNotBlank();
        });
    }

    @Test
    void aFileThatIsNoJarIsNotInOrder() throws IOException, InterruptedException {
        Path whole = sound().buildIn(folder);
        byte[] bytes = Files.readAllBytes(whole);
        for (byte[] content : List.of(
                new byte[0],
                "this is no zip".getBytes(StandardCharsets.UTF_8),
                Arrays.copyOf(bytes, bytes.length / 2),
                Arrays.copyOf(bytes, bytes.length - 1))) {
            Path jar = Files.write(folder.resolve("damaged.jar"), content);
            assertThat(verify(jar).findings()).singleElement().satisfies(finding -> assertThat(finding.what())
                    .isEqualTo("the file cannot be read as a jar"));
        }
        byte[] flipped = bytes.clone();
        // A byte of the first entry's content, behind its header.
        flipped[80] ^= 0x55;
        assertThat(verify(Files.write(folder.resolve("flipped.jar"), flipped)).inOrder())
                .isFalse();
    }

    @Test
    void twoEntriesOfOneNameAreNotInOrder() throws IOException, InterruptedException {
        Path jar = folder.resolve("twice.jar");
        // The writer refuses a second entry of one name: two names of one length, made equal in the bytes.
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String name : List.of("same-1", "same-2")) {
                zip.putNextEntry(new ZipEntry(name));
                zip.closeEntry();
            }
        }
        byte[] bytes = new String(Files.readAllBytes(jar), StandardCharsets.ISO_8859_1)
                .replace("same-2", "same-1")
                .getBytes(StandardCharsets.ISO_8859_1);
        Files.write(jar, bytes);
        assertThat(verify(jar).findings())
                .anySatisfy(finding -> assertThat(finding.what()).isEqualTo("two entries have one name"));
    }

    @Test
    void aMissingFileIsBadInput() {
        assertThatThrownBy(() -> verify(folder.resolve("absent.jar"))).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> verify(folder)).isInstanceOf(InputException.class);
    }

    @Test
    void aNameThatIsTakenIsToldUnlessItIsTheSamePlugins() throws IOException, InterruptedException {
        Path installed = Files.createDirectory(folder.resolve("installed"));
        assertThat(verify(sound().buildIn(installed)).notes())
                .as("the installed one itself")
                .isEmpty();
        Verification again = verify(sound().buildIn(folder));
        assertThat(again.findings()).as("a new version").isEmpty();
        assertThat(again.notes()).anySatisfy(note -> assertThat(note).contains("of the same id is installed"));
        Path other = new PluginJarBuilder("other")
                .extension(MarginAnalysis.class)
                .requires("0.1.0")
                .buildIn(folder);
        assertThat(verify(other).findings()).singleElement().satisfies(finding -> assertThat(finding.text())
                .contains("its name is taken", "that of one in plugin sound"));
    }

    private Verification moody(MoodyAnalysis.Mood mood, int seconds) throws InterruptedException {
        Path jar = new PluginJarBuilder("moody")
                .extension(MoodyAnalysis.class)
                .requires("0.1.0")
                .buildIn(folder);
        return verify(
                jar,
                Map.of(
                        "mood",
                        mood.toString().toLowerCase(java.util.Locale.ROOT).replace('_', '-')),
                seconds);
    }

    @ParameterizedTest
    @EnumSource(MoodyAnalysis.Mood.class)
    void whateverAnAnalysisDoesIsTold(MoodyAnalysis.Mood mood) throws InterruptedException {
        Verification verification = moody(mood, mood.name().startsWith("HANGS") ? 1 : SECONDS);
        String text = String.join(
                "\n", verification.findings().stream().map(Finding::text).toList());
        switch (mood) {
            case GOOD -> assertThat(text).isEmpty();
            case THROWS -> assertThat(text).contains("a slip of the author");
            case HANGS, HANGS_FOR_GOOD -> assertThat(text).contains("it does not end", "within 1 s");
            case NULL_ROWS -> assertThat(text).contains("rows returned null");
            case OTHER_ROWS -> assertThat(text).contains("found one of", "MoodyAnalysis$Values");
            case NOT_A_NUMBER -> assertThat(text).contains("every real number of the answer is NaN");
            case PATHS -> assertThat(text).contains("Paths.file is of a type that a column cannot have");
            case GROUPED -> assertThat(text).contains("two answers that ought to be equal differ", "in tasks of 1");
            case PICKY ->
                assertThat(verification.notes())
                        .anySatisfy(note -> assertThat(note).contains("it refuses every subject"));
        }
    }

    @Test
    void aParameterWithoutADefaultIsNoted() throws InterruptedException {
        Path jar = new PluginJarBuilder("moody")
                .extension(MoodyAnalysis.class)
                .requires("0.1.0")
                .buildIn(folder);
        Verification verification = verify(jar);
        assertThat(verification.findings()).isEmpty();
        assertThat(verification.notes()).singleElement().satisfies(note -> assertThat(note)
                .contains("--with mood=VALUE"));
    }

    @Test
    void anInterruptionEndsIt() throws InterruptedException {
        Thread caller = Thread.currentThread();
        AtomicInteger ended = new AtomicInteger();
        Thread impatient = new Thread(() -> {
            // Until the stranger's code hangs, in a thread of its own.
            while (Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("task-"))) {
                Thread.onSpinWait();
            }
            caller.interrupt();
        });
        impatient.start();
        try {
            moody(MoodyAnalysis.Mood.HANGS, SECONDS);
        } catch (InterruptedException e) {
            ended.incrementAndGet();
        }
        impatient.join();
        assertThat(ended).hasValue(1);
    }

    @Test
    void needsNoTestLibrary() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("org.halfspace.testkit.verify")
                .or()
                .haveSimpleNameEndingWith("Laws")
                .or()
                .haveSimpleName("Finding")
                .should()
                .transitivelyDependOnClassesThat()
                .resideInAnyPackage("org.junit..", "org.assertj..", "net.jqwik..", "com.tngtech..")
                .check(new ClassFileImporter()
                        .importPackagesOf(
                                PluginVerification.class, EngineLaws.class, SearchMethodLaws.class, FormatLaws.class)
                        .that(com.tngtech.archunit.base.DescribedPredicate.describe("of the jar", one -> one.getSource()
                                .orElseThrow()
                                .getUri()
                                .toString()
                                .contains("/classes/"))));
    }
}
