package org.halfspace.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.halfspace.data.SampleFiles.cifar;
import static org.halfspace.data.SampleFiles.labels;
import static org.halfspace.data.SampleFiles.limit;
import static org.halfspace.data.SampleFiles.request;
import static org.halfspace.data.SampleFiles.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarReaderTest {
    @TempDir
    Path folder;

    private final CifarReader reader = new CifarReader();

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("data_batch_1.bin"), content);
    }

    @Test
    void recordsOfCifar10HaveOneLabel() throws IOException {
        Dataset data = reader.read(request(file(cifar(new int[] {3}, new int[] {9}, new int[] {0}))));
        assertThat(data.shape()).containsExactly(3, 32, 32);
        assertThat(labels(data)).containsExactly(3, 9, 0);
        for (int i = 0; i < 3; i++) {
            float[] pixels = sample(data, i);
            for (int k = 0; k < pixels.length; k++) {
                assertThat(pixels[k]).isEqualTo(((i + k) & 0xFF) / 255f);
            }
        }
    }

    @Test
    void recordsOfCifar100HaveACoarseAndAFineLabel() throws IOException {
        Dataset data = reader.read(request(file(cifar(new int[] {19, 99}, new int[] {0, 42}))));
        assertThat(labels(data)).containsExactly(99, 42);
        assertThat(sample(data, 1)[0]).isEqualTo(1 / 255f);
    }

    @Test
    void aLimitLeavesTheRestOut() throws IOException {
        Dataset data = reader.read(request(file(cifar(new int[] {3}, new int[] {9})), limit(1)));
        assertThat(labels(data)).containsExactly(3);
    }

    @Test
    void whatIsNotMadeOfRecordsIsBadInput() throws IOException {
        byte[] whole = cifar(new int[] {3}, new int[] {9});
        for (int length : new int[] {0, 1, 3072, 3075, 6145}) {
            assertBad(Arrays.copyOf(whole, length), "data_batch_1.bin");
        }
        assertBad(cifar(new int[] {3}, new int[] {10}), "6146 bytes that are not made of such records");
        assertBad(cifar(new int[] {3, 100}), "3074 bytes");
    }

    private void assertBad(byte[] content, String message) throws IOException {
        Path file = file(content);
        assertThatThrownBy(() -> reader.read(request(file)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("not a file of CIFAR-10")
                .hasMessageContaining(message);
    }
}
