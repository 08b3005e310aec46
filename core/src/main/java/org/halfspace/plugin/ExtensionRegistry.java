package org.halfspace.plugin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.data.DatasetReader;
import org.halfspace.spi.engine.Engine;
import org.halfspace.spi.model.ModelLoader;
import org.halfspace.spi.search.SearchMethod;
import org.pf4j.ExtensionPoint;

/**
 * The extensions of all plugins, by kind and name. Two extensions of one kind must not share a name; the second one is left
 * out, and is a problem. Immutable.
 */
public final class ExtensionRegistry {
    private final Map<String, Entry<ModelLoader>> loaders = new TreeMap<>();
    private final Map<String, Entry<DatasetReader>> readers = new TreeMap<>();
    private final Map<String, Entry<Analysis<?, ?>>> analyses = new TreeMap<>();
    private final Map<String, Entry<Engine>> engines = new TreeMap<>();
    private final Map<String, Entry<SearchMethod>> methods = new TreeMap<>();
    private final List<PluginProblem> problems = new ArrayList<>();

    /**
     * An extension with the plugin it came from.
     *
     * @param extension the extension
     * @param plugin its plugin
     * @param <T> the kind
     */
    public record Entry<T>(T extension, LoadedPlugin plugin) {}

    /**
     * An extension as a list of plugins shows it.
     *
     * @param kind {@code "analysis"}, {@code "model loader"}, {@code "data reader"}, {@code "search method"} or
     *     {@code "engine"}
     * @param name its name
     */
    public record Listing(String kind, String name) {}

    /** Files the extensions of some plugins; where names collide, the plugin that comes first keeps the name. */
    public ExtensionRegistry(Collection<LoadedPlugin> plugins) {
        for (LoadedPlugin plugin : plugins) {
            for (ExtensionPoint extension : plugin.extensions()) {
                add(extension, plugin);
            }
        }
    }

    /** Files an extension under every kind that it is of: one class may be several. */
    private void add(ExtensionPoint extension, LoadedPlugin plugin) {
        boolean known = false;
        try {
            if (extension instanceof ModelLoader loader) {
                known = true;
                add(loaders, "model loader", loader.name(), loader, plugin);
            }
            if (extension instanceof DatasetReader reader) {
                known = true;
                add(readers, "data reader", reader.name(), reader, plugin);
            }
            if (extension instanceof Analysis<?, ?> analysis) {
                known = true;
                addAnalysis(analysis, plugin);
            }
            if (extension instanceof SearchMethod method) {
                known = true;
                // Help shows it with the methods of everybody else, which must not go down with it.
                Objects.requireNonNull(method.description(), "its description is null");
                add(methods, "search method", method.name(), method, plugin);
            }
            if (extension instanceof Engine engine) {
                known = true;
                add(engines, "engine", engine.name(), engine, plugin);
            }
        } catch (RuntimeException | Error e) {
            problems.add(new PluginProblem(
                    plugin.jar(), extension.getClass().getName() + " cannot be asked what it is: " + e));
            return;
        }
        if (!known) {
            problems.add(new PluginProblem(
                    plugin.jar(),
                    extension.getClass().getName() + " is none of the kinds of extension that Halfspace knows"));
        }
    }

    private void addAnalysis(Analysis<?, ?> analysis, LoadedPlugin plugin) {
        Definition<?, ?> definition = analysis.definition();
        List<String> wrong = DefinitionCheck.problems(definition);
        if (wrong.isEmpty()) {
            // The same for the values of its options.
            Objects.requireNonNull(analysis.choices(), "its choices are null");
            add(analyses, "analysis", definition.name(), analysis, plugin);
        } else {
            problems.add(new PluginProblem(
                    plugin.jar(),
                    "its analysis \"" + definition.name() + "\" cannot be a command: " + String.join("; ", wrong)));
        }
    }

    private <T> void add(Map<String, Entry<T>> map, String kind, String name, T extension, LoadedPlugin plugin) {
        Entry<T> first = map.putIfAbsent(name, new Entry<>(extension, plugin));
        if (first != null) {
            problems.add(new PluginProblem(
                    plugin.jar(),
                    "its " + kind + " \"" + name + "\" has the name of one in plugin \""
                            + first.plugin().id() + "\" (" + first.plugin().jar() + "); remove one of the two jars"));
        }
    }

    /** The names that collided, and the extensions that are of no known kind or cannot be a command. */
    public List<PluginProblem> problems() {
        return List.copyOf(problems);
    }

    /** All model loaders, by name. */
    public Collection<ModelLoader> loaders() {
        return values(loaders);
    }

    /** All data readers, by name. */
    public Collection<DatasetReader> readers() {
        return values(readers);
    }

    /** All analyses with their plugins, by name. */
    public Collection<Entry<Analysis<?, ?>>> analyses() {
        return List.copyOf(analyses.values());
    }

    /** The analysis of a name. */
    public Optional<Entry<Analysis<?, ?>>> analysis(String name) {
        return Optional.ofNullable(analyses.get(name));
    }

    /** The engine of a name. */
    public Optional<Engine> engine(String name) {
        return Optional.ofNullable(engines.get(name)).map(Entry::extension);
    }

    /** What a plugin brought, kind by kind. */
    public List<Listing> of(LoadedPlugin plugin) {
        Map<String, Map<String, ? extends Entry<?>>> kinds = new LinkedHashMap<>();
        kinds.put("model loader", loaders);
        kinds.put("data reader", readers);
        kinds.put("analysis", analyses);
        kinds.put("search method", methods);
        kinds.put("engine", engines);
        List<Listing> listings = new ArrayList<>();
        kinds.forEach((kind, entries) -> entries.forEach((name, entry) -> {
            if (entry.plugin().equals(plugin)) {
                listings.add(new Listing(kind, name));
            }
        }));
        return listings;
    }

    private static <T> Collection<T> values(Map<String, Entry<T>> map) {
        return map.values().stream().map(Entry::extension).toList();
    }
}
