package org.halfspace.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.halfspace.spi.InputException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FigureFilesTest {
    private static FigureFiles files;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        files = new FigureFiles();
    }

    @AfterAll
    static void stop() {
        files.close();
    }

    private static Drawing bars() {
        return Drawings.of(
                "{'data': {'name': 'rows'}, 'mark': 'bar', 'encoding': {'x': {'field': 'name', 'type': 'nominal', 'title': 'the </script> names'},"
                        + " 'y': {'aggregate': 'count'}, 'color': {'value': '#ff0000'}}}",
                List.of(Map.of("name", "one"), Map.of("name", "two"), Map.of("name", "two")));
    }

    @Test
    void vegaDrawsTheRowsAsSvg() {
        Path file = folder.resolve("bars.svg");
        files.write(bars(), file);
        assertThat(file)
                .content()
                .startsWith("<svg")
                .contains(">one<")
                .contains(">two<")
                .contains("fill=\"#ff0000\"");
        assertThat(folder.toFile().list()).containsExactly("bars.svg");
    }

    @Test
    void paintsAPng() throws IOException {
        Path file = folder.resolve("bars.PNG");
        try {
            files.write(bars(), file);
        } catch (InputException e) {
            assertThat(e).hasMessageContaining("apt-get install fontconfig");
            Assumptions.abort("this machine has no fonts for Java: " + e.getMessage());
        }
        BufferedImage image = ImageIO.read(file.toFile());
        int red = 0;
        int white = 0;
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                red += (image.getRGB(x, y) & 0xffffff) == 0xff0000 ? 1 : 0;
                white += (image.getRGB(x, y) & 0xffffff) == 0xffffff ? 1 : 0;
            }
        }
        // Two bars, one twice as high as the other, on white.
        assertThat(red).isGreaterThan(2000);
        assertThat(white).isGreaterThan(red);
    }

    @Test
    void aPageBringsItsScriptsAndEscapesWhatIsInTheFigure() throws IOException {
        Path file = folder.resolve("bars.html");
        files.write(bars(), file);
        String page = Files.readString(file);
        assertThat(page).contains("vegaEmbed('#figure', {").contains("A caption with &lt;b&gt; in it");
        assertThat(page).contains("the <\\/script> names").doesNotContain("the </script> names");
        assertThat(page.split("<script", -1)).hasSize(5);
    }

    @Test
    void whatVegaCannotDrawIsAnErrorAndLeavesNothing() {
        Path file = folder.resolve("wrong.svg");
        assertThatThrownBy(() -> files.write(Drawings.of("{'mark': 'nonsense', 'data': {'values': []}}"), file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("the figure \"test\" cannot be drawn");
        assertThat(folder).isEmptyDirectory();
        files.write(bars(), file);
        assertThat(file).as("the engine goes on").isNotEmptyFile();
    }

    @Test
    void aFolderThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> files.write(bars(), folder.resolve("nowhere/bars.html")))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll("the figure cannot be written", "nowhere");
    }

    @Test
    void theKindIsInTheName() {
        assertThatThrownBy(() -> files.write(bars(), folder.resolve("bars.gif")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(".svg, .png, .html");
    }
}
