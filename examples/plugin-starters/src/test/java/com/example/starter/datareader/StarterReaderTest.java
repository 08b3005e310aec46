package com.example.starter.datareader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.data.DatasetReader;
import org.halfspace.testkit.DatasetReaderContract;
import org.halfspace.testkit.PluginRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inherits what every reader has to keep; what is read is checked against numbers of this file. */
class StarterReaderTest extends DatasetReaderContract {
    @TempDir
    private Path place;

    @Override
    protected DatasetReader reader() {
        return new StarterReader();
    }

    @Override
    protected Path file() {
        return write("starter", "0 0.5 1", "2 0 0.25", "1 1 1", "end");
    }

    @Override
    protected int size() {
        return 3;
    }

    @Override
    protected List<Integer> shape() {
        return List.of(2);
    }

    private Path write(String... lines) {
        try {
            return Files.writeString(place.resolve("data.txt"), String.join("\n", lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Dataset read(Path file) throws IOException {
        return reader().read(new DatasetReader.Request(file, Optional.empty(), options(), List.of()));
    }

    @Test
    void readsTheLabelAndThePixelsOfEverySample() throws IOException {
        Dataset data = read(file());
        float[] pixels = new float[2];
        data.read(1, FloatBuffer.wrap(pixels), 0);
        assertThat(data.label(1)).isEqualTo(2);
        assertThat(pixels).containsExactly(0, 0.25f);
    }

    @Test
    void saysWhichLineIsWrong() {
        assertThatThrownBy(() -> read(write("starter", "0 1 1", "0 1", "end")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("line 3");
        assertThatThrownBy(() -> read(write("starter", "zero 1", "end")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("line 2");
    }

    @Test
    void usesOnlyWhatPluginsArePromised() {
        PluginRules.check("com.example.starter.datareader");
    }
}
