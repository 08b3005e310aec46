package org.halfspace.onnx.run;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.halfspace.spi.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxRuntimeTest {
    @TempDir
    Path folder;

    @Test
    void a_command_line_that_would_crash_onnx_runtime_is_refused() throws IOException {
        Path file = Files.writeString(folder.resolve("cmdline"), "java ".repeat(2000));
        assertThatThrownBy(() -> OnnxRuntime.requireShortCommandLine(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("command line");
    }

    @Test
    void a_short_command_line_and_a_system_without_one_pass() throws IOException {
        Path file = Files.writeString(folder.resolve("cmdline"), "java -jar halfspace.jar");
        assertThatNoException().isThrownBy(() -> OnnxRuntime.requireShortCommandLine(file));
        assertThatNoException().isThrownBy(() -> OnnxRuntime.requireShortCommandLine(folder.resolve("nowhere")));
    }
}
