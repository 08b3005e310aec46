package org.halfspace.cli.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.halfspace.cli.MachineOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {

    @Test
    void takesTheUsersPluginsFromTheEnvironmentOrTheHomeFolder() {
        assertThat(Main.pluginFolders(Map.of("HALFSPACE_PLUGINS", "/my/plugins")))
                .endsWith(Path.of("/my/plugins"));
        assertThat(Main.pluginFolders(Map.of()))
                .endsWith(Path.of(System.getProperty("user.home"), ".halfspace", "plugins"));
        assertThat(Main.pluginFolders(Map.of("HALFSPACE_PLUGINS", " "))).isEqualTo(Main.pluginFolders(Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "--threads 3, 3",
        "--threads=3, 3",
        "spread model --threads 12 --json, 12",
    })
    void findsTheThreadsBeforeOptionsAreParsed(String line, int threads) {
        assertThat(MachineOptions.host("1.2.3", line.split(" ", -1)).processors())
                .isEqualTo(threads);
    }

    @ParameterizedTest
    @CsvSource({"spread model", "--threads", "--threads none", "--threads 0", "--threads=-1"})
    void usesTheMachinesThreadsWhereNoNumberIsGiven(String line) {
        assertThat(MachineOptions.host("1.2.3", line.split(" ", -1)).processors())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @ParameterizedTest
    @CsvSource({
        "spread model, cpu",
        "--device cuda, cuda:0",
        "--device=cuda:1 --threads 2, cuda:1",
        "--device tpu, cpu",
    })
    void findsTheDeviceBeforeOptionsAreParsed(String line, String device) {
        assertThat(MachineOptions.host("1.2.3", line.split(" ", -1)).device()).hasToString(device);
    }

    @Test
    void commandsOrAScriptAreTheShells() {
        assertThat(Main.words(new String[] {"-c", "exit"}, true)).containsExactly("shell", "-c", "exit");
        assertThat(Main.words(new String[] {}, false)).containsExactly("shell");
        assertThat(Main.words(new String[] {}, true)).isEmpty();
        assertThat(Main.words(new String[] {"predict", "-c"}, false)).containsExactly("predict", "-c");
    }
}
