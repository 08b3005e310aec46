package org.halfspace.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.ModelLoader;
import org.halfspace.workbench.ModelFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LayerNamesTest {
    @TempDir
    private Path folder;

    private final CountDownLatch mayRead = new CountDownLatch(1);

    /** Reads slowly. */
    private final class SlowLoader implements ModelLoader {
        @Override
        public String name() {
            return "slow";
        }

        @Override
        public boolean recognises(FileProbe probe) {
            return true;
        }

        @Override
        public Classifier load(Request request) {
            throw new AssertionError("names need no network");
        }

        @Override
        public List<String> layers(Path file) {
            try {
                mayRead.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return List.of("fc1", "fc2");
        }
    }

    @Test
    void nobodyWaitsForThem() throws IOException {
        Path model = Files.writeString(folder.resolve("model"), "anything");
        LayerNames names = new LayerNames();
        assertThat(names.known()).isEmpty();
        names.read(new ModelFiles(List.of(new SlowLoader())), model);
        assertThat(names.known()).isEmpty();
        mayRead.countDown();
        while (names.known().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(names.known()).containsExactly("fc1", "fc2");
        names.read(new ModelFiles(List.of(new SlowLoader())), folder.resolve("no-such-model"));
        assertThat(names.known()).isEmpty();
    }
}
