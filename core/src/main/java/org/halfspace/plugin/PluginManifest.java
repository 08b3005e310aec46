package org.halfspace.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * What the manifest of a jar says of the plugin in it. Read before PF4J reads it, since PF4J has one answer to all that can be
 * wrong with it.
 *
 * @param id the {@code Plugin-Id}
 */
record PluginManifest(String id) {

    /** Why a jar cannot be a plugin, in words for the user. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnusableException(String message) {
            super(message);
        }
    }

    /**
     * Reads the manifest of a jar.
     *
     * @param hostVersion what {@code Plugin-Requires} is held against
     * @throws UnusableException if the file is no jar, or its manifest not that of a plugin which can run here
     */
    static PluginManifest read(Path jar, String hostVersion) throws UnusableException {
        Attributes attributes = attributes(jar);
        String id = attributes.getValue("Plugin-Id");
        if (blank(id) || blank(attributes.getValue("Plugin-Version"))) {
            throw new UnusableException("it is not a plugin: its manifest has no "
                    + (blank(id) ? "Plugin-Id" : "Plugin-Version") + "; build it as a plugin, or remove the jar");
        }
        if (!blank(attributes.getValue("Plugin-Dependencies"))) {
            throw new UnusableException("plugin \"" + id + "\" depends on other plugins ("
                    + attributes.getValue("Plugin-Dependencies")
                    + "), and plugins are isolated from each other; put what it needs into its jar");
        }
        requireVersion(id, attributes.getValue("Plugin-Requires"), hostVersion);
        return new PluginManifest(id);
    }

    private static Attributes attributes(Path jar) throws UnusableException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return Optional.ofNullable(file.getManifest())
                    .map(Manifest::getMainAttributes)
                    .orElseThrow(() -> new UnusableException(
                            "it is not a plugin: the jar has no manifest; build it as a plugin, or remove the jar"));
        } catch (IOException e) {
            throw new UnusableException("it cannot be read as a jar (" + e.getMessage()
                    + "); get it again, or remove it from the folder of plugins");
        }
    }

    private static void requireVersion(String id, String requires, String hostVersion) throws UnusableException {
        if (blank(requires)) {
            return;
        }
        boolean fits;
        try {
            fits = VersionRange.contains(requires, hostVersion);
        } catch (IllegalArgumentException e) {
            throw new UnusableException("plugin \"" + id + "\" has a Plugin-Requires that is no range of versions: \""
                    + requires + "\"; write, for instance, \"" + hostVersion + "\" or \">=0.1 & <1.0\"");
        }
        if (!fits) {
            throw new UnusableException("plugin \"" + id + "\" was built for Halfspace " + requires + ", this is "
                    + hostVersion + "; get the version of the plugin that belongs to this one");
        }
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }
}
