package org.halfspace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.starter.analysis.StarterAnalysis;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.halfspace.cli.CommandLineFixture.Outcome;
import org.halfspace.testkit.PluginJarBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class PluginsVerifyCommandTest {
    @TempDir
    private Path folder;

    @TempDir
    private Path work;

    private CommandLineFixture halfspace;

    @BeforeEach
    void install() {
        halfspace = new CommandLineFixture(folder);
    }

    private Outcome verify(Path jar, String... more) {
        String[] arguments = new String[3 + more.length];
        arguments[0] = "plugins";
        arguments[1] = "verify";
        arguments[2] = jar.toString();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return halfspace.run(arguments);
    }

    @Test
    void aPluginInOrderIsStatusZero() throws IOException {
        Path jar = new PluginJarBuilder("mine")
                .extension(StarterAnalysis.class)
                .requires("0.1.0")
                .buildIn(work);
        Outcome text = verify(jar);
        assertThat(text.status()).as(text.out() + text.err()).isZero();
        assertThat(text.out())
                .startsWith("mine.jar: in order\n  plugin:   mine 1.0.0\n  brings:   analysis starter\n")
                .doesNotContain("problem");
        JsonNode document = new ObjectMapper().readTree(verify(jar, "--json").out());
        assertThat(document.at("/schema/name").textValue()).isEqualTo("halfspace/plugins-verify");
        assertThat(document.at("/inOrder").booleanValue()).isTrue();
        assertThat(document.at("/checks").size()).isGreaterThan(10);
    }

    @Test
    void aPluginThatIsNotIsStatusThreeWithEveryProblem() throws IOException {
        Path jar = new PluginJarBuilder("mine")
                .extension(StarterAnalysis.class)
                .requires("7.0.0")
                .indexed("com.example.Missing")
                .buildIn(work);
        Outcome text = verify(jar);
        assertThat(text.status()).isEqualTo(ExitStatus.PLUGIN);
        assertThat(text.out())
                .startsWith("mine.jar: not in order, 2 problems\n")
                .contains("problem: the manifest's Plugin-Requires", "  expected: a range that holds 0.1.0")
                .contains("  found:    7.0.0", "  try:      ");
        assertThat(new ObjectMapper().readTree(verify(jar, "--json").out()).at("/rows"))
                .hasSize(2);
        assertThat(verify(jar, "--format", "csv").out()).startsWith("what,where,expected,found,hint\r\n");
    }

    @Test
    void whatCannotBeVerifiedIsBadInput() throws IOException {
        assertThat(verify(work.resolve("absent.jar")).status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(verify(work).err()).contains("there is no jar to verify", "found:    a folder");
        Path empty = Files.createFile(work.resolve("empty.jar"));
        assertThat(verify(empty).status()).isEqualTo(ExitStatus.PLUGIN);
        assertThat(verify(empty, "--with", "x").status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(verify(empty, "--time-limit", "none").status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(halfspace.run("plugins", "verify").status()).isEqualTo(ExitStatus.BAD_INPUT);
    }

    @Test
    void aBrokenPluginBesideItIsNoHindrance() {
        new PluginJarBuilder("broken").withoutIndex().buildIn(folder);
        Path jar = new PluginJarBuilder("mine")
                .extension(StarterAnalysis.class)
                .requires("0.1.0")
                .buildIn(work);
        assertThat(verify(jar).status()).isZero();
    }

    @Test
    void anAnalysisIsGivenItsParameters() {
        Path jar = new PluginJarBuilder("other")
                .extension(SpreadAnalysis.class)
                .requires("0.1.0")
                .buildIn(work);
        Outcome outcome = verify(jar, "--with", "mood=defective");
        assertThat(outcome.status()).isEqualTo(ExitStatus.PLUGIN);
        assertThat(outcome.out())
                .contains("its name is taken", "that of one in plugin stranger")
                .contains("a slip of the author");
    }
}
