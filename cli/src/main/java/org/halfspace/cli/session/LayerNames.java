package org.halfspace.cli.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.halfspace.workbench.ModelFiles;

/** The names of a model's layers, read in the background so that nobody who presses Tab waits for them. */
final class LayerNames {
    /** Reading a file takes as much memory as it is long; a network of this size still takes well below a second. */
    private static final long LARGEST = 100_000_000;

    private CompletableFuture<List<String>> names = CompletableFuture.completedFuture(List.of());

    /** Begins to read them; those of the model before are forgotten. */
    void read(ModelFiles files, Path model) {
        names = CompletableFuture.supplyAsync(() -> large(model) ? List.of() : files.layers(model));
    }

    private static boolean large(Path model) {
        try {
            return !Files.isRegularFile(model) || Files.size(model) > LARGEST;
        } catch (IOException e) {
            return true;
        }
    }

    /** The names, as far as they are known by now. */
    List<String> known() {
        return names.isDone() && !names.isCompletedExceptionally() ? names.join() : List.of();
    }
}
