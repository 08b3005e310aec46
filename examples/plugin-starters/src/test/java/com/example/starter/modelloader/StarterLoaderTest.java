package com.example.starter.modelloader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.halfspace.spi.InputException;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.ModelLoader;
import org.halfspace.testkit.ModelLoaderContract;
import org.halfspace.testkit.PluginRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inherits what every loader has to keep; what is read is checked against numbers of this file. */
class StarterLoaderTest extends ModelLoaderContract {
    @TempDir
    private Path place;

    @Override
    protected ModelLoader loader() {
        return new StarterLoader();
    }

    @Override
    protected Path file() {
        return write("starter", "0.5 1 0", "-1 0 2", "0 -1 -1", "end");
    }

    @Override
    protected int hiddenSize() {
        return 2;
    }

    @Override
    protected int classes() {
        return 3;
    }

    private Path write(String... lines) {
        try {
            return Files.writeString(place.resolve("model.txt"), String.join("\n", lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Classifier load(Path file) throws IOException {
        return loader().load(new ModelLoader.Request(file, options(), shape -> Optional.empty()));
    }

    @Test
    void readsBiasAndWeightsOfEveryClass() throws IOException {
        try (Classifier classifier = load(file())) {
            assertThat(classifier.head().logits(new double[] {3, 1})).containsExactly(3.5, 1, -4);
        }
    }

    @Test
    void saysWhichLineIsWrong() {
        assertThatThrownBy(() -> load(write("starter", "0 1 1", "0 1", "end")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("line 3");
        assertThatThrownBy(() -> load(write("starter", "0 1", "0 one", "end")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("0 one");
    }

    @Test
    void usesOnlyWhatPluginsArePromised() {
        PluginRules.check("com.example.starter.modelloader");
    }
}
