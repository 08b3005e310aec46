/**
 * Finds plugin jars, gives each a class loader and an injector of its own, builds its extensions, and files them by name.
 *
 * <p>Data flow: folders -> {@link org.halfspace.plugin.PluginJars} (PF4J: manifest, version range, class loader) ->
 * {@link org.halfspace.plugin.PluginInjector} (Guice: one injector per plugin) -> {@link org.halfspace.plugin.LoadedPlugin} ->
 * {@link org.halfspace.plugin.ExtensionRegistry}. Whatever goes wrong on the way becomes a
 * {@link org.halfspace.plugin.PluginProblem}; PF4J itself would log and go on.
 */
package org.halfspace.plugin;
