package org.halfspace.plugin;

import com.google.inject.ConfigurationException;
import com.google.inject.CreationException;
import com.google.inject.ProvisionException;
import com.google.inject.spi.Message;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.halfspace.spi.Extensions;
import org.halfspace.spi.Host;
import org.pf4j.ExtensionPoint;
import org.pf4j.PluginState;
import org.pf4j.PluginWrapper;

/**
 * Loads the jars of some folders. Every jar ends as a {@link LoadedPlugin} or as a {@link PluginProblem}: PF4J logs and goes on
 * where a plugin is broken, so this looks at what became of each. Not thread-safe.
 */
public final class PluginLoading implements AutoCloseable {
    private final PluginJars jars;
    private final Host host;
    private final List<LoadedPlugin> plugins = new ArrayList<>();
    private final List<PluginProblem> problems = new ArrayList<>();

    /** @param host what the plugins get; its version is what their {@code Plugin-Requires} is held against */
    public PluginLoading(Host host) {
        this.host = host;
        this.jars = new PluginJars(host.version());
    }

    /**
     * Loads every jar of the folders, folder after folder, in the order of their names.
     *
     * @param folders folders of plugin jars; one that does not exist holds none
     */
    public void load(List<Path> folders) {
        List<PluginWrapper> wrappers = new ArrayList<>();
        // A folder that is named twice is no conflict of its jars with themselves.
        List<Path> different = folders.stream()
                .map(folder -> folder.toAbsolutePath().normalize())
                .distinct()
                .toList();
        for (Path folder : different) {
            for (Path jar : jarsOf(folder)) {
                PluginWrapper wrapper = read(jar);
                if (wrapper != null) {
                    wrappers.add(wrapper);
                }
            }
        }
        for (PluginWrapper wrapper : wrappers) {
            start(wrapper);
        }
    }

    /** Loads one jar, wherever it lies. */
    public void loadJar(Path jar) {
        PluginWrapper wrapper = read(jar.toAbsolutePath().normalize());
        if (wrapper != null) {
            start(wrapper);
        }
    }

    /** The plugins that started, in the order in which they were found. */
    public List<LoadedPlugin> plugins() {
        return List.copyOf(plugins);
    }

    /** What could not be loaded, and why. */
    public List<PluginProblem> problems() {
        return List.copyOf(problems);
    }

    /** Stops the plugins and closes their jars, so that these can be loaded again. */
    @Override
    public void close() {
        jars.unloadPlugins();
    }

    private Collection<Path> jarsOf(Path folder) {
        Set<Path> found = new TreeSet<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*.jar")) {
                entries.forEach(found::add);
            } catch (IOException e) {
                problems.add(new PluginProblem(folder, "the folder of plugins cannot be read: " + e.getMessage()));
            }
        }
        return found;
    }

    private PluginWrapper read(Path jar) {
        try {
            PluginManifest manifest = PluginManifest.read(jar, host.version());
            PluginWrapper first = jars.getPlugin(manifest.id());
            if (first == null) {
                return jars.getPlugin(jars.loadPlugin(jar));
            }
            problems.add(new PluginProblem(
                    jar,
                    "a plugin with the id \"" + manifest.id() + "\" is loaded already, from " + first.getPluginPath()
                            + "; remove one of the two jars"));
        } catch (PluginManifest.UnusableException e) {
            problems.add(new PluginProblem(jar, e.getMessage()));
        } catch (RuntimeException | Error e) {
            problems.add(new PluginProblem(jar, "it cannot be loaded: " + explain(e)));
        }
        return null;
    }

    private void start(PluginWrapper wrapper) {
        Path jar = wrapper.getPluginPath();
        String id = wrapper.getPluginId();
        try {
            PluginState state = jars.startPlugin(id);
            if (state != PluginState.STARTED) {
                Throwable cause = wrapper.getFailedException();
                throw cause instanceof IllegalStateException ours
                        ? ours
                        : new IllegalStateException("its start fails", cause);
            }
            plugins.add(built(wrapper));
        } catch (UnbuildableException e) {
            String start = "plugin \"" + id + "\" does not start: ";
            problems.add(new PluginProblem(jar, start + String.join("\n" + start, e.reasons)));
        } catch (RuntimeException | Error e) {
            problems.add(new PluginProblem(jar, "plugin \"" + id + "\" does not start: " + explain(e)));
        }
    }

    /** Extensions that cannot be had, each with its reason. */
    private static final class UnbuildableException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient List<String> reasons;

        UnbuildableException(List<String> reasons) {
            super(String.join("; ", reasons));
            this.reasons = List.copyOf(reasons);
        }
    }

    private LoadedPlugin built(PluginWrapper wrapper) {
        List<Class<? extends ExtensionPoint>> classes = classes(wrapper);
        PluginInjector injector = new PluginInjector(host, new Installed(), wrapper.getPlugin(), classes);
        List<ExtensionPoint> extensions = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (Class<? extends ExtensionPoint> extension : classes) {
            try {
                extensions.add(injector.create(extension));
            } catch (RuntimeException | Error e) {
                reasons.add(extension.getName() + " cannot be built: " + explain(e));
            }
        }
        if (!reasons.isEmpty()) {
            throw new UnbuildableException(reasons);
        }
        return new LoadedPlugin(
                wrapper.getPluginId(),
                wrapper.getDescriptor().getVersion(),
                text(wrapper.getDescriptor().getProvider()),
                text(wrapper.getDescriptor().getPluginDescription()),
                wrapper.getPluginPath(),
                extensions);
    }

    private List<Class<? extends ExtensionPoint>> classes(PluginWrapper wrapper) {
        List<Class<? extends ExtensionPoint>> classes = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        Set<String> names = new TreeSet<>(jars.getExtensionClassNames(wrapper.getPluginId()));
        if (names.isEmpty()) {
            reasons.add("it has no extension; is META-INF/extensions.idx in the jar? PF4J's annotation"
                    + " processor writes it for classes marked @Extension");
        }
        for (String name : names) {
            try {
                classes.add(wrapper.getPluginClassLoader().loadClass(name).asSubclass(ExtensionPoint.class));
            } catch (ClassNotFoundException e) {
                reasons.add("META-INF/extensions.idx names a class that is not there: " + name);
            } catch (ClassCastException e) {
                reasons.add("META-INF/extensions.idx names a class that implements no extension point: " + name);
            } catch (RuntimeException | Error e) {
                reasons.add(name + " cannot be loaded: " + explain(e));
            }
        }
        if (!reasons.isEmpty()) {
            throw new UnbuildableException(reasons);
        }
        return classes;
    }

    /** What all plugins brought, as soon as they have. */
    private final class Installed implements Extensions {
        @Override
        public <T extends ExtensionPoint> List<T> of(Class<T> kind) {
            return plugins.stream()
                    .flatMap(plugin -> plugin.extensions().stream())
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .toList();
        }
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    private static String explain(Throwable failure) {
        if (failure instanceof CreationException e) {
            return messages(e.getErrorMessages());
        }
        if (failure instanceof ConfigurationException e) {
            return messages(e.getErrorMessages());
        }
        if (failure instanceof ProvisionException e) {
            return messages(e.getErrorMessages());
        }
        return chain(failure);
    }

    private static String messages(Collection<Message> messages) {
        return messages.stream()
                .map(m -> m.getCause() == null ? m.getMessage() : chain(m.getCause()))
                .collect(Collectors.joining("; "));
    }

    /** The messages of a throwable and its causes, the outermost first; what a cause repeats is said once. */
    private static String chain(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable one = failure; one != null; one = one.getCause()) {
            // What we throw ourselves is a sentence; the rest needs its class to be understood.
            String message = one.getClass() == IllegalStateException.class && one.getMessage() != null
                    ? one.getMessage()
                    : one.toString();
            if (text.indexOf(message) < 0) {
                text.append(text.length() == 0 ? "" : ": ").append(message);
            }
        }
        return text.toString();
    }
}
