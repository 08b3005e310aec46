package org.halfspace.plugin;

import java.nio.file.Path;

/**
 * Why a plugin could not be loaded.
 *
 * @param jar the plugin's jar
 * @param message what is wrong and what to do, one or more lines
 */
public record PluginProblem(Path jar, String message) {}
