package org.halfspace.plot;

import io.roastedroot.quickjs4j.core.Engine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.halfspace.spi.InputException;

/**
 * Vega in a JavaScript engine (QuickJS), without a browser: the scripts see no file, no network and no class of Java. It starts in
 * seconds, with scripts that were compiled when the project was built, and draws each figure in about one. Used by one thread at a time.
 */
public final class VegaEngine implements AutoCloseable {
    /** What {@link ScriptCompiler} made of the scripts. */
    static final String COMPILED = "vega.qjs";

    private static final String FAILED = "error:";

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final Engine engine;

    /** Starts the engine. */
    public VegaEngine() {
        engine = Engine.builder().withStdout(output).build();
        try (InputStream in = VegaScripts.open(COMPILED)) {
            engine.exec(engine.writeCompiled(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A figure as SVG.
     *
     * @throws InputException if Vega cannot draw it
     */
    public String svg(Drawing drawing) {
        output.reset();
        int script = engine.compile("draw(" + drawing.json() + ");");
        try {
            engine.exec(script);
        } finally {
            engine.free(script);
        }
        String drawn = output.toString(StandardCharsets.UTF_8).strip();
        if (drawn.isEmpty() || drawn.startsWith(FAILED)) {
            throw new InputException("the figure \"" + drawing.figure().name() + "\" cannot be drawn")
                    .found(
                            drawn.isEmpty()
                                    ? "Vega gave nothing"
                                    : drawn.substring(FAILED.length()).strip());
        }
        return drawn;
    }

    @Override
    public void close() {
        engine.close();
    }
}
