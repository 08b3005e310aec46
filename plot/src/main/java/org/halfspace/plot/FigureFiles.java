package org.halfspace.plot;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import org.halfspace.spi.InputException;

/** Writes figures to files of the kind that their names say. Starts Vega at the first SVG or PNG. Used by one thread at a time. */
public final class FigureFiles implements AutoCloseable {
    /** The kinds of files, as the ends of their names. */
    public static final List<String> KINDS = List.of("svg", "png", "html", "json");

    private VegaEngine engine;

    /**
     * Checks a name before any work is done.
     *
     * @throws InputException if the file's name has no end that says its kind
     */
    public static void requireKind(Path file) {
        if (!KINDS.contains(kind(file))) {
            throw new InputException("the figure's file has no known kind")
                    .where(file.toString())
                    .expected("a name that ends in .svg, .png, .html or .json (the Vega-Lite specification)");
        }
    }

    private static String kind(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /**
     * Writes a figure; a file that is there is replaced once the new one is complete.
     *
     * @throws InputException if the name's end is unknown, Vega cannot draw the figure, or the file cannot be written
     */
    public void write(Drawing drawing, Path file) {
        requireKind(file);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                write(drawing, kind(file), out);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new InputException("the figure cannot be written", e)
                    .where(file)
                    .found(e);
        } finally {
            deleteQuietly(part);
        }
    }

    /** What is left of a file that was not finished; where it cannot be deleted, what went wrong first is what is told. */
    private static void deleteQuietly(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            part.toFile().deleteOnExit();
        }
    }

    private void write(Drawing drawing, String kind, OutputStream out) throws IOException {
        switch (kind) {
            case "html" -> out.write(bytes(FigurePage.of(drawing)));
            case "json" -> out.write(bytes(drawing.json() + "\n"));
            case "svg" -> out.write(bytes(engine().svg(drawing) + "\n"));
            default -> Raster.png(engine().svg(drawing), out);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private VegaEngine engine() {
        if (engine == null) {
            engine = new VegaEngine();
        }
        return engine;
    }

    @Override
    public void close() {
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }
}
