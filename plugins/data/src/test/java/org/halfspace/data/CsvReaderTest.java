package org.halfspace.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.halfspace.data.SampleFiles.labels;
import static org.halfspace.data.SampleFiles.layout;
import static org.halfspace.data.SampleFiles.limit;
import static org.halfspace.data.SampleFiles.request;
import static org.halfspace.data.SampleFiles.sample;
import static org.halfspace.data.SampleFiles.scale;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.DataOptions;
import org.halfspace.spi.data.DataOptions.DataLayout;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.data.DatasetReader.Request;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReaderTest {
    @TempDir
    Path folder;

    private final CsvReader reader = new CsvReader();

    private Path csv(String text) throws IOException {
        return Files.writeString(folder.resolve("a.csv"), text);
    }

    @Test
    void theLabelComesFirst() throws IOException {
        Dataset data = reader.read(request(csv("7,0,51,255\n2,255,0,1\n")));
        assertThat(labels(data)).containsExactly(7, 2);
        assertThat(data.shape()).containsExactly(3);
        assertThat(sample(data, 0)).containsExactly(0, 51 / 255f, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "label,a,b\n1,0.5,0.25",
                "1,0.5,0.25\r\n",
                "\n\n1,5e-1,+0.25\n\n",
                "1;0.5;0.25",
                "1\t0.5\t0.25\n",
                "# a comment\n  1   0.5  0.25 \n",
                "\"label\",\"a\",\"b\"\n\"1\",\"0.5\",\"0.25\"\n",
                "\uFEFF1,.5,0.2500000000000000000000000000\n"
            })
    void theUsualWaysToWriteATableAreRead(String text) throws IOException {
        Dataset data = reader.read(request(csv(text)));
        assertThat(data.size()).isEqualTo(1);
        assertThat(data.label(0)).isEqualTo(1);
        assertThat(sample(data, 0)).containsExactly(0.5f, 0.25f);
    }

    @Test
    void gzipIsSeenThrough() throws IOException {
        Path file = SampleFiles.gzip(folder.resolve("a.csv.gz"), "1,0.5\n".getBytes(StandardCharsets.UTF_8));
        assertThat(sample(reader.read(request(file)), 0)).containsExactly(0.5f);
    }

    @Test
    void wholeNumbersAboveOneAreBytes() throws IOException {
        assertThat(sample(reader.read(request(csv("0,0,2\n"))), 0)).containsExactly(0, 2 / 255f);
    }

    @Test
    void zerosAndOnesAreLeftAsTheyAre() throws IOException {
        assertThat(sample(reader.read(request(csv("5,0,1\n"))), 0)).containsExactly(0, 1);
    }

    @Test
    void fractionsAndNumbersThatAreNoBytesAreLeftAsTheyAre() throws IOException {
        assertThat(sample(reader.read(request(csv("0,0.5,2\n"))), 0)).containsExactly(0.5f, 2);
        assertThat(sample(reader.read(request(csv("0,-3,2\n"))), 0)).containsExactly(-3, 2);
        assertThat(sample(reader.read(request(csv("0,256,2\n"))), 0)).containsExactly(256, 2);
    }

    @Test
    void aScaleThatIsGivenWins() throws IOException {
        assertThat(sample(reader.read(request(csv("0,4,255\n"), scale("0.5"))), 0))
                .containsExactly(2, 127.5f);
    }

    @Test
    void interleavedChannelsAreMovedToTheFront() throws IOException {
        Path file = csv("0,0.1,0.2,0.3,0.4,0.5,0.6\n");
        Dataset data = reader.read(request(file, layout(DataLayout.HWC), 3, 1, 2));
        assertThat(data.shape()).containsExactly(3, 1, 2);
        assertThat(sample(data, 0)).containsExactly(0.1f, 0.4f, 0.2f, 0.5f, 0.3f, 0.6f);
    }

    @Test
    void withoutAModelInterleavedChannelsAreThreeEqualSquares() throws IOException {
        Dataset colour = reader.read(request(csv("0" + ",0.1,0.2,0.3".repeat(4)), layout(DataLayout.HWC)));
        assertThat(colour.shape()).containsExactly(3, 2, 2);
        assertThat(sample(colour, 0))
                .containsExactly(0.1f, 0.1f, 0.1f, 0.1f, 0.2f, 0.2f, 0.2f, 0.2f, 0.3f, 0.3f, 0.3f, 0.3f);
        Dataset grey = reader.read(request(csv("0,0.1,0.2,0.3,0.4"), layout(DataLayout.HWC)));
        assertThat(grey.shape()).containsExactly(1, 2, 2);
        assertBad(request(csv("0,0.1,0.2,0.3,0.4,0.5"), layout(DataLayout.HWC)), "5 numbers per sample");
    }

    @Test
    void aModelThatTakesAVectorStillGetsChannelsFirst() throws IOException {
        Dataset data = reader.read(request(csv("0" + ",0.1,0.2,0.3".repeat(4)), layout(DataLayout.HWC), 12));
        assertThat(data.shape()).containsExactly(12);
        assertThat(sample(data, 0)).startsWith(0.1f, 0.1f, 0.1f, 0.1f, 0.2f);
    }

    @Test
    void theModelGivesBareNumbersTheirAxes() throws IOException {
        Path file = csv("0,0.1,0.2,0.3,0.4\n");
        assertThat(reader.read(request(file, DataOptions.defaults(), 1, 2, 2)).shape())
                .containsExactly(1, 2, 2);
        assertThat(reader.read(request(file, DataOptions.defaults(), 1, 3, 3)).shape())
                .containsExactly(4);
    }

    @Test
    void rowsOfTheModelsSizeHaveNoLabel() throws IOException {
        Dataset data = reader.read(request(csv("0.5,0.25\n"), DataOptions.defaults(), 2));
        assertThat(data.label(0)).isEqualTo(-1);
        assertThat(sample(data, 0)).containsExactly(0.5f, 0.25f);
    }

    @Test
    void labelsMayBeInAFileOfTheirOwn() throws IOException {
        Path labels = Files.writeString(folder.resolve("y.csv"), "label\n3\n4\n");
        Request request =
                new Request(csv("0.5,0.25\n0.125,1\n"), Optional.of(labels), DataOptions.defaults(), List.of());
        Dataset data = reader.read(request);
        assertThat(labels(data)).containsExactly(3, 4);
        assertThat(sample(data, 1)).containsExactly(0.125f, 1);
    }

    @Test
    void aLimitEndsTheReading() throws IOException {
        Dataset data = reader.read(request(csv("1,0.5\n2,0.5\n3,not a number\n"), limit(2)));
        assertThat(labels(data)).containsExactly(1, 2);
    }

    @Test
    void aRaggedRowIsNamedByItsLine() throws IOException {
        assertBad(request(csv("label,a,b\n1,0,1\n\n2,0\n")), "line 4", "3 cells", "found:    2");
        assertBad(request(csv("1,0,1\n2,0,1,1\n")), "line 2", "found:    4");
        assertBad(request(csv("1,0,1\n2,0,1,\n")), "line 2", "column 4");
    }

    @Test
    void aCellThatIsNoNumberIsNamedByLineAndColumn() throws IOException {
        assertBad(request(csv("1,0,1\n2,x,1\n")), "line 2, column 2", "\"x\"");
        assertBad(request(csv("1,0,1\n2,,1\n")), "line 2, column 2", "\"\"");
        assertBad(request(csv("1,0,nan\n")), "line 1, column 3", "nan");
        assertBad(request(csv("1,0,1e99\n")), "line 1, column 3", "1e99");
        assertBad(request(csv("1,0,1f\n")), "line 1, column 3", "1f");
        assertBad(request(csv("a,b\nc,d\n")), "line 2, column 1", "\"c\"");
        assertBad(request(csv("1," + "9".repeat(10_000) + "\n")), "line 1, column 2");
        assertBad(request(csv("1,0." + "3".repeat(100) + "\n")), "line 1, column 2");
    }

    @Test
    void labelsThatAreNoClassesAreBadInput() throws IOException {
        assertBad(request(csv("0.5,0,1\n")), "label is not a class", "sample 0");
        assertBad(request(csv("1,0,1\n-1,0,1\n")), "label is not a class", "sample 1");
    }

    @Test
    void filesWithoutRowsAreBadInput() throws IOException {
        assertBad(request(csv("")), "no data", "an empty file");
        assertBad(request(csv("label,a,b\n")), "no row of numbers");
        assertBad(request(csv("1\n2\n")), "no pixels");
        assertBad(request(folder), "no data", "a folder");
    }

    @Test
    void damagedGzipIsBadInput() throws IOException {
        byte[] whole = Files.readAllBytes(
                SampleFiles.gzip(folder.resolve("a.gz"), "1,0.5,7\n".repeat(99).getBytes(StandardCharsets.UTF_8)));
        for (int length = 2; length < whole.length; length++) {
            Path file = Files.write(folder.resolve("part.csv.gz"), Arrays.copyOf(whole, length));
            assertBad(request(file), "part.csv.gz");
        }
    }

    @Property(tries = 200)
    void floatsComeBackBitForBit(@ForAll @Size(min = 1, max = 20) List<Float> values) throws IOException {
        StringBuilder line = new StringBuilder("0");
        values.forEach(value -> line.append(',').append(value));
        Path file = Files.createTempFile("halfspace", ".csv");
        try {
            Files.writeString(file, line);
            Dataset data = reader.read(request(file, scale("1")));
            float[] back = sample(data, 0);
            for (int i = 0; i < back.length; i++) {
                // A table of bytes has no sign of zero.
                assertThat(back[i] + 0f).isEqualTo(values.get(i) + 0f);
            }
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void theTablesOfTheZooAreRead() throws IOException {
        Optional<Path> zoo = SampleFiles.zoo();
        Assumptions.assumeTrue(zoo.isPresent(), "no folder shared/zoo beside the checkout");
        Dataset mnist = reader.read(request(zoo.get().resolve("images/mnist_test.csv")));
        assertThat(mnist.size()).isEqualTo(100);
        assertThat(mnist.shape()).containsExactly(784);
        Dataset idx = new IdxReader().read(request(zoo.get().resolve("images/t10k-images-idx3-ubyte.gz")));
        for (int i = 0; i < 100; i++) {
            assertThat(mnist.label(i)).isEqualTo(idx.label(i));
            assertThat(sample(mnist, i)).isEqualTo(sample(idx, i));
        }
        Dataset cifar =
                reader.read(request(zoo.get().resolve("images/cifar10_test.csv"), layout(DataLayout.HWC), 3, 32, 32));
        assertThat(cifar.shape()).containsExactly(3, 32, 32);
        assertThat(cifar.label(0)).isEqualTo(3);
        // The first line begins 3,158,112,49,159: red, green, blue of the first pixel, red of the second.
        float[] first = sample(cifar, 0);
        assertThat(new float[] {first[0], first[1024], first[2048], first[1]})
                .containsExactly(158 / 255f, 112 / 255f, 49 / 255f, 159 / 255f);
    }

    private void assertBad(Request request, String... messages) {
        assertThatThrownBy(() -> reader.read(request))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll(messages);
    }
}
