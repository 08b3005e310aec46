package org.halfspace.plot;

import io.roastedroot.quickjs4j.core.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Part of the build: compiles Vega for the engine once, which takes longer than drawing. */
public final class ScriptCompiler {
    private ScriptCompiler() {}

    /**
     * Compiles.
     *
     * @param arguments the folder of the classes, where the result belongs
     */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]).resolve("org/halfspace/plot").resolve(VegaEngine.COMPILED);
        Path script = file.resolveSibling("engine.js");
        if (Files.exists(file) && Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(script)) >= 0) {
            return;
        }
        try (Engine engine = Engine.builder().build()) {
            Files.write(file, engine.readCompiled(engine.compile(VegaScripts.forEngine())));
        }
    }
}
