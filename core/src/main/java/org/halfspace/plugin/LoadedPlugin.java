package org.halfspace.plugin;

import java.nio.file.Path;
import java.util.List;
import org.pf4j.ExtensionPoint;

/**
 * A plugin that started, with its extensions.
 *
 * @param id the {@code Plugin-Id}
 * @param version the {@code Plugin-Version}
 * @param provider the {@code Plugin-Provider}; empty where there is none
 * @param description the {@code Plugin-Description}; empty where there is none
 * @param jar where it came from; {@code core} for what core brings itself
 * @param extensions its extensions, in the order of their class names
 */
public record LoadedPlugin(
        String id, String version, String provider, String description, Path jar, List<ExtensionPoint> extensions) {

    public LoadedPlugin {
        extensions = List.copyOf(extensions);
    }
}
