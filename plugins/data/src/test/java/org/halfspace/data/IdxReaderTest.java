package org.halfspace.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.halfspace.data.SampleFiles.gzip;
import static org.halfspace.data.SampleFiles.idx;
import static org.halfspace.data.SampleFiles.labels;
import static org.halfspace.data.SampleFiles.limit;
import static org.halfspace.data.SampleFiles.request;
import static org.halfspace.data.SampleFiles.sample;
import static org.halfspace.data.SampleFiles.scale;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.DataOptions;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.data.DatasetReader.Request;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxReaderTest {
    private static final byte[] IMAGES =
            idx(new int[] {2, 1, 3}, (byte) 0, (byte) 128, (byte) 255, (byte) 51, (byte) 1, (byte) 254);

    @TempDir
    Path folder;

    private final IdxReader reader = new IdxReader();

    @Test
    void bytesBecomePixelsFromZeroToOne() throws IOException {
        Dataset data = reader.read(request(Files.write(folder.resolve("a.idx"), IMAGES)));
        assertThat(data.size()).isEqualTo(2);
        assertThat(data.shape()).containsExactly(1, 1, 3);
        assertThat(data.name()).isEqualTo("a.idx");
        assertThat(sample(data, 0)).containsExactly(0, 128 / 255f, 1);
        assertThat(sample(data, 1)).containsExactly(51 / 255f, 1 / 255f, 254 / 255f);
        assertThat(labels(data)).containsExactly(-1, -1);
    }

    @Test
    void everyByteIsDividedAsFloatsDivide() throws IOException {
        byte[] all = new byte[256];
        for (int b = 0; b < 256; b++) {
            all[b] = (byte) b;
        }
        Dataset data = reader.read(request(Files.write(folder.resolve("a.idx"), idx(new int[] {1, 256}, all))));
        float[] pixels = sample(data, 0);
        for (int b = 0; b < 256; b++) {
            assertThat(pixels[b]).isEqualTo(b / 255f);
        }
    }

    @Test
    void labelsAreFoundBesideTheImagesByTheUsualNames() throws IOException {
        Path images = gzip(folder.resolve("t10k-images-idx3-ubyte.gz"), IMAGES);
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), idx(new int[] {2}, (byte) 7, (byte) 2));
        assertThat(labels(reader.read(request(images)))).containsExactly(7, 2);

        Path dotted = Files.write(folder.resolve("train-images.idx3-ubyte"), IMAGES);
        gzip(folder.resolve("train-labels.idx1-ubyte.gz"), idx(new int[] {2}, (byte) 1, (byte) 3));
        assertThat(labels(reader.read(request(dotted)))).containsExactly(1, 3);
    }

    @Test
    void labelsThatAreGivenWin() throws IOException {
        Path images = Files.write(folder.resolve("images-idx3-ubyte"), IMAGES);
        Files.write(folder.resolve("labels-idx1-ubyte"), idx(new int[] {2}, (byte) 7, (byte) 2));
        Path given = Files.writeString(folder.resolve("labels.txt"), "5\n6\n");
        Dataset data = reader.read(new Request(images, Optional.of(given), DataOptions.defaults(), List.of()));
        assertThat(labels(data)).containsExactly(5, 6);
    }

    @Test
    void anotherNumberOfLabelsIsBadInput() throws IOException {
        Path images = Files.write(folder.resolve("images-idx3-ubyte"), IMAGES);
        Files.write(folder.resolve("labels-idx1-ubyte"), idx(new int[] {3}, (byte) 7, (byte) 2, (byte) 1));
        assertBad(request(images), "labels do not fit", "labels-idx1-ubyte");
    }

    @Test
    void aLimitLeavesTheRestOfImagesAndLabelsOut() throws IOException {
        Path images = Files.write(folder.resolve("images-idx3-ubyte"), IMAGES);
        Files.write(folder.resolve("labels-idx1-ubyte"), idx(new int[] {2}, (byte) 7, (byte) 2));
        Dataset data = reader.read(request(images, limit(1)));
        assertThat(data.size()).isEqualTo(1);
        assertThat(labels(data)).containsExactly(7);
    }

    @Test
    void aScaleThatIsGivenWins() throws IOException {
        Path images = Files.write(folder.resolve("a.idx"), IMAGES);
        assertThat(sample(reader.read(request(images, scale("1"))), 0)).containsExactly(0, 128, 255);
        assertThat(sample(reader.read(request(images, scale("1/128"))), 0)[1]).isEqualTo(1);
        assertBad(request(images, scale("bright")), "scale of the data", "bright");
        assertBad(request(images, scale("1/0")), "scale of the data", "1/0");
    }

    @Test
    void floatsStayAsTheyAre() throws IOException {
        ByteBuffer file = ByteBuffer.allocate(12 + 8);
        file.put(new byte[] {0, 0, 0x0D, 2}).putInt(1).putInt(2).putFloat(2.5f).putFloat(-1);
        Dataset data = reader.read(request(Files.write(folder.resolve("a.idx"), file.array())));
        assertThat(data.shape()).containsExactly(2);
        assertThat(sample(data, 0)).containsExactly(2.5f, -1);
    }

    @Test
    void labelsInPlaceOfImagesAreNamed() throws IOException {
        Path file = Files.write(folder.resolve("a.idx"), idx(new int[] {2}, (byte) 1, (byte) 2));
        assertBad(request(file), "one number per sample", "IMAGES,LABELS");
    }

    @Test
    void everyTruncationIsBadInput() throws IOException {
        for (int length = 0; length < IMAGES.length; length++) {
            Path file = Files.write(folder.resolve("part.idx"), Arrays.copyOf(IMAGES, length));
            assertBad(request(file), "part.idx");
        }
        byte[] zipped = Files.readAllBytes(gzip(folder.resolve("a.gz"), IMAGES));
        for (int length = 0; length < zipped.length; length++) {
            Path file = Files.write(folder.resolve("part.gz"), Arrays.copyOf(zipped, length));
            assertBad(request(file), "part.gz");
        }
    }

    @Test
    void claimsOfBillionsOfImagesAreRefusedUnread() throws IOException {
        for (int[] shape :
                new int[][] {{Integer.MAX_VALUE, 28, 28}, {Integer.MIN_VALUE, 1}, {1 << 16, 1 << 16}, {0, 28}}) {
            byte[] file = idx(shape, new byte[100]);
            assertBad(request(Files.write(folder.resolve("liar.idx"), file)), "liar.idx");
            assertBad(request(gzip(folder.resolve("liar.gz"), file)), "liar.gz");
        }
    }

    @Test
    void bytesBehindTheImagesAreBadInput() throws IOException {
        Path file = Files.write(folder.resolve("long.idx"), Arrays.copyOf(IMAGES, IMAGES.length + 1));
        assertBad(request(file), "not as long as its header says");
        Path zipped = gzip(folder.resolve("long.gz"), Arrays.copyOf(IMAGES, IMAGES.length + 1));
        assertBad(request(zipped), "more in the IDX file");
    }

    @Test
    void somethingElseIsBadInput() throws IOException {
        assertBad(request(Files.writeString(folder.resolve("a.idx"), "hello")), "not an IDX file", "68 65 6C 6C");
        assertBad(request(gzip(folder.resolve("a.gz"), new byte[] {1, 2, 3, 4, 5})), "not an IDX file");
    }

    @Test
    void theTestImagesOfMnistAreRead() throws IOException {
        Optional<Path> zoo = SampleFiles.zoo();
        Assumptions.assumeTrue(zoo.isPresent(), "no folder shared/zoo beside the checkout");
        Path images = zoo.get().resolve("images/t10k-images-idx3-ubyte.gz");
        Dataset data = reader.read(request(images));
        assertThat(data.size()).isEqualTo(10_000);
        assertThat(data.shape()).containsExactly(1, 28, 28);
        assertThat(Arrays.copyOf(labels(data), 5)).containsExactly(7, 2, 1, 0, 4);
    }

    private void assertBad(Request request, String... messages) {
        assertThatThrownBy(() -> reader.read(request))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll(messages);
    }
}
