package org.halfspace.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.halfspace.data.SampleFiles.labels;
import static org.halfspace.data.SampleFiles.limit;
import static org.halfspace.data.SampleFiles.request;
import static org.halfspace.data.SampleFiles.sample;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.DataOptions;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.data.DatasetReader.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderReaderTest {
    @TempDir
    Path folder;

    private final ImageFolderReader reader = new ImageFolderReader();

    private Path save(BufferedImage image, String format, String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
        return file;
    }

    private static BufferedImage grey(int... values) {
        BufferedImage image = new BufferedImage(values.length, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSamples(0, 0, values.length, 1, 0, values);
        return image;
    }

    private static BufferedImage colour(int... rgb) {
        BufferedImage image = new BufferedImage(rgb.length, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, rgb.length, 1, rgb, 0, rgb.length);
        return image;
    }

    @Test
    void foldersAreClassesInTheOrderOfTheirNames() throws IOException {
        save(grey(1, 2), "png", "dog/a.png");
        save(grey(3, 4), "png", "cat/b.PNG");
        save(grey(5, 6), "png", "cat/a.png");
        Files.createDirectories(folder.resolve(".hidden"));
        Files.writeString(folder.resolve("notes.txt"), "left out");
        Dataset data = reader.read(request(folder));
        assertThat(labels(data)).containsExactly(0, 0, 1);
        assertThat(data.shape()).containsExactly(1, 1, 2);
        assertThat(sample(data, 0)).containsExactly(5 / 255f, 6 / 255f);
        assertThat(sample(data, 2)).containsExactly(1 / 255f, 2 / 255f);
        assertThat(reader.read(request(folder, limit(2))).size()).isEqualTo(2);
    }

    @Test
    void imagesInTheFolderItselfHaveNoLabelsButGivenOnes() throws IOException {
        save(grey(1), "png", "b.png");
        save(grey(2), "png", "a.png");
        assertThat(labels(reader.read(request(folder)))).containsExactly(-1, -1);
        Path file = Files.writeString(folder.resolve("labels.txt"), "8\n9\n");
        Dataset data = reader.read(new Request(folder, Optional.of(file), DataOptions.defaults(), List.of()));
        assertThat(labels(data)).containsExactly(8, 9);
        assertThat(sample(data, 0)).containsExactly(2 / 255f);
    }

    @Test
    void greyIsNotBentByGamma() throws IOException {
        int[] all = new int[256];
        Arrays.setAll(all, i -> i);
        save(grey(all), "png", "a.png");
        Dataset one = reader.read(request(folder));
        Dataset three = reader.read(request(folder, DataOptions.defaults(), 3, 1, 256));
        assertThat(three.shape()).containsExactly(3, 1, 256);
        for (int i = 0; i < 256; i++) {
            assertThat(sample(one, 0)[i]).isEqualTo(i / 255f);
            assertThat(sample(three, 0)[512 + i]).isEqualTo(i / 255f);
        }
    }

    @Test
    void colourIsThreePlanesAndItsLumaWhereTheModelIsGrey() throws IOException {
        save(colour(0xFF0000, 0x00FF00, 0x0000FF, 0x0A141E), "png", "a.png");
        Dataset data = reader.read(request(folder));
        assertThat(data.shape()).containsExactly(3, 1, 4);
        assertThat(sample(data, 0)).containsExactly(1, 0, 0, 10 / 255f, 0, 1, 0, 20 / 255f, 0, 0, 1, 30 / 255f);
        Dataset grey = reader.read(request(folder, DataOptions.defaults(), 1, 1, 4));
        // Pillow: Image.open(file).convert("L") gives 76, 150, 29, 18.
        assertThat(sample(grey, 0)).containsExactly(76 / 255f, 150 / 255f, 29 / 255f, 18 / 255f);
    }

    @Test
    void palettesAndSixteenBitsAreBytesOfTheSameBrightness() throws IOException {
        byte[] levels = {0, 85, (byte) 170, (byte) 255};
        IndexColorModel palette = new IndexColorModel(2, 4, levels, levels, levels);
        BufferedImage indexed = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
        indexed.getRaster().setSamples(0, 0, 4, 1, 0, new int[] {0, 1, 2, 3});
        save(indexed, "png", "a.png");
        BufferedImage deep = new BufferedImage(4, 1, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSamples(0, 0, 4, 1, 0, new int[] {0, 85 * 257, 170 * 257, 65535});
        save(deep, "png", "b.png");
        Dataset data = reader.read(request(folder));
        assertThat(data.shape()).containsExactly(1, 1, 4);
        for (int i = 0; i < 2; i++) {
            assertThat(sample(data, i)).containsExactly(0, 1 / 3f, 2 / 3f, 1);
        }
    }

    @Test
    void jpegIsReadToItsOwnPrecision() throws IOException {
        BufferedImage flat = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 256; i++) {
            flat.setRGB(i % 16, i / 16, 0x6496C8);
        }
        save(flat, "jpg", "a.jpeg");
        float[] pixels = sample(reader.read(request(folder)), 0);
        // JPEG keeps a flat colour to within its quantisation, two levels here.
        assertThat(pixels[0]).isCloseTo(100 / 255f, within(2.5f / 255));
        assertThat(pixels[700]).isCloseTo(200 / 255f, within(2.5f / 255));
    }

    @Test
    void theFirstImageOfAnotherSizeIsNamed() throws IOException {
        save(grey(1, 2), "png", "a.png");
        save(grey(1, 2, 3), "png", "b.png");
        assertBad(request(folder), "different sizes", "b.png", "1 x 3", "1 x 2");
    }

    @Test
    void aFileThatIsNoImageIsNamedAtOnce() throws IOException {
        save(grey(1, 2), "png", "a.png");
        Files.writeString(folder.resolve("b.png"), "not an image");
        assertBad(request(folder), "cannot be decoded", "b.png");
        Files.write(folder.resolve("b.png"), new byte[0]);
        assertBad(request(folder), "cannot be decoded", "b.png");
    }

    @Test
    void damagedImagesAreNamedWhenTheyAreRead() throws IOException {
        BufferedImage noise = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 4096; i++) {
            noise.setRGB(i % 64, i / 64, (i * 0x9E3779B1) >>> 8);
        }
        save(noise, "png", "a.png");
        byte[] whole = Files.readAllBytes(save(noise, "png", "b.png"));
        for (int length = 0; length < whole.length - 1000; length += 1000) {
            Files.write(folder.resolve("b.png"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> sample(reader.read(request(folder)), 1))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("b.png");
        }
    }

    @Test
    void foldersThatSayNothingAreBadInput() throws IOException {
        assertBad(request(folder), "no image in the folder");
        save(grey(1), "png", "cat/a.png");
        save(grey(1), "png", "a.png");
        assertBad(request(folder), "images beside folders", "a.png beside cat");
    }

    private void assertBad(Request request, String... messages) {
        assertThatThrownBy(() -> reader.read(request))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll(messages);
    }
}
