package org.halfspace.plot;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.view.FloatSize;
import com.github.weisj.jsvg.view.ViewBox;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import org.halfspace.spi.InputException;

/** Paints SVG. */
public final class Raster {
    /** Pixels for each unit of the SVG: sharp on a screen of today and on paper. */
    private static final int SCALE = 2;

    private static final int LARGEST_SIDE = 20_000;

    private Raster() {}

    /**
     * Writes a PNG file with two pixels for each unit of an SVG, on white.
     *
     * @throws InputException if this Java has no fonts to write with
     */
    public static void png(String svg, OutputStream out) throws IOException {
        SVGDocument document = new SVGLoader()
                .load(
                        new ByteArrayInputStream(HslColours.replaced(svg).getBytes(StandardCharsets.UTF_8)),
                        null,
                        LoaderContext.createDefault());
        if (document == null) {
            throw new IllegalArgumentException("expected an SVG document");
        }
        FloatSize size = document.size();
        int width = side(size.width);
        int height = side(size.height);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, width, height);
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.scale(SCALE, SCALE);
            document.render(null, graphics, new ViewBox(size));
        } catch (LinkageError | RuntimeException e) {
            // Java's fonts come from the system's font configuration, which a bare server does not have.
            throw new InputException("a PNG cannot be painted on this machine", e)
                    .found(String.valueOf(e.getMessage()))
                    .hint(
                            "write .svg or .html, or install fonts (Debian and Ubuntu: apt-get install fontconfig fonts-dejavu-core)");
        } finally {
            graphics.dispose();
        }
        ImageIO.write(image, "png", out);
    }

    private static int side(float units) {
        return Math.max(1, Math.min(LARGEST_SIDE, (int) Math.ceil(SCALE * units)));
    }
}
