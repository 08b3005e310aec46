package org.halfspace.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.halfspace.cli.shell.Completions.Completion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class CompletionsTest {
    @TempDir
    private Path folder;

    private ShellFixture shell;

    @BeforeEach
    void open() {
        shell = new ShellFixture(folder);
    }

    @AfterEach
    void close() {
        shell.close();
    }

    private List<String> words(String line) {
        return new Completions(shell.interpreter())
                .of(line).stream().map(Completion::word).toList();
    }

    @Test
    void commandsOfAllKinds() {
        assertThat(words("")).contains("spread", "model", "plugins", "run");
        assertThat(words("sp")).containsExactly("spread");
        assertThat(words("model x; sp")).containsExactly("spread");
        assertThat(words("plugins ")).contains("list", "reload");
        assertThat(words("help pre")).containsExactly("predict");
        assertThat(words("# sp")).isEmpty();
    }

    @Test
    void behindANameOnlyCommandsThatGiveAResult() {
        assertThat(words("d = ")).contains("spread", "predict").doesNotContain("inspect", "model");
    }

    @Test
    void optionsThatAreNotGivenYetAndTheirValues() {
        assertThat(words("spread --")).contains("--factor", "--mood", "--seed", "--head", "--json");
        assertThat(words("spread --seed 1 --")).doesNotContain("--seed").contains("--factor");
        assertThat(words("spread --mo")).containsExactly("--mood");
        assertThat(words("spread --mood "))
                .startsWith("good", "defective", "picky")
                .endsWith("interrupted");
        assertThat(words("spread --mood=p")).containsExactly("--mood=picky");
        assertThat(words("spread --format ")).containsExactly("text", "json", "csv");
        assertThat(words("set +")).containsExactly("+k");
    }

    @Test
    void filesWhereFilesAreMeant() throws IOException {
        Files.createDirectory(folder.resolve("models"));
        Files.writeString(folder.resolve("models/my model.tiny"), "");
        assertThat(words("model " + folder + "/mod")).containsExactly(folder + "/model.tiny", folder + "/models/");
        assertThat(words("spread " + folder + "/models/")).containsExactly(folder + "/models/my model.tiny");
        assertThat(words("spread --data " + folder + "/da")).containsExactly(folder + "/data.tiny");
        assertThat(words("data a.npy," + folder + "/da")).containsExactly("a.npy," + folder + "/data.tiny");
        assertThat(words("spread --spreads-file=" + folder + "/mod"))
                .containsExactly("--spreads-file=" + folder + "/model.tiny", "--spreads-file=" + folder + "/models/");
        assertThat(words("history > " + folder + "/da")).containsExactly(folder + "/data.tiny");
        assertThat(words("model " + folder + "/no/such/")).isEmpty();
        Completion within = new Completions(shell.interpreter())
                .of("model " + folder + "/models")
                .get(0);
        assertThat(within.whole()).isFalse();
    }

    @Test
    void resultsAndTheHeadOfTheOpenModel() {
        shell.run("model " + shell.model(), "s = spread", "spread");
        assertThat(words("show ")).containsExactly("s", "spread1");
        assertThat(words("compare s sp")).containsExactly("spread1");
        assertThat(words("drop s ")).contains("s", "spread1");
        assertThat(words("spread --head "))
                .containsExactly(shell.interpreter()
                        .session()
                        .opened()
                        .orElseThrow()
                        .classifier()
                        .description()
                        .headNode());
    }
}
