package org.halfspace.cli.session;

import java.nio.file.Path;
import java.util.Map;

/**
 * A model, as it was given.
 *
 * @param file the model's file or folder
 * @param options model options by name, as texts
 */
public record ModelChoice(Path file, Map<String, String> options) {
    public ModelChoice {
        options = Map.copyOf(options);
    }
}
