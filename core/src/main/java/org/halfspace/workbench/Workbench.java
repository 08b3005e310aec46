package org.halfspace.workbench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.ejml.concurrency.EjmlConcurrency;
import org.halfspace.engine.LocalEngine;
import org.halfspace.parameters.Names;
import org.halfspace.parameters.ParameterSchema;
import org.halfspace.plugin.ExtensionRegistry;
import org.halfspace.plugin.LoadedPlugin;
import org.halfspace.plugin.PluginLoading;
import org.halfspace.plugin.PluginProblem;
import org.halfspace.predict.PredictAnalysis;
import org.halfspace.spi.Host;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.data.DataOptions;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.model.Classifier;

/**
 * The host: the plugins of this process, and what is done with them. Every front end composes this. Thread-safe.
 */
public final class Workbench implements AutoCloseable {
    private final Host host;
    private final PluginLoading loading;
    private final List<LoadedPlugin> plugins;
    private final ExtensionRegistry registry;
    private final List<PluginProblem> problems;

    private Workbench(Host host, List<LoadedPlugin> plugins, PluginLoading loading) {
        this.host = host;
        this.loading = loading;
        this.plugins = List.copyOf(plugins);
        this.registry = new ExtensionRegistry(plugins);
        this.problems = new ArrayList<>(loading.problems());
        this.problems.addAll(registry.problems());
    }

    /**
     * Loads plugins.
     *
     * @param host the version and the threads
     * @param folders folders of plugin jars, those whose names win first
     */
    public static Workbench open(Host host, List<Path> folders) {
        EjmlConcurrency.setMaxThreads(host.processors());
        PluginLoading loading = new PluginLoading(host);
        loading.load(folders);
        List<LoadedPlugin> plugins = new ArrayList<>();
        plugins.add(new LoadedPlugin(
                "core",
                host.version(),
                "Halfspace",
                "What the workbench brings itself",
                Path.of("core"),
                List.of(new PredictAnalysis(), new LocalEngine())));
        plugins.addAll(loading.plugins());
        return new Workbench(host, plugins, loading);
    }

    /** The version and the threads. */
    public Host host() {
        return host;
    }

    /** The plugins that started; core's own extensions are the first. */
    public List<LoadedPlugin> plugins() {
        return plugins;
    }

    /** The extensions of the plugins. */
    public ExtensionRegistry registry() {
        return registry;
    }

    /** What could not be loaded, and why. */
    public List<PluginProblem> problems() {
        return List.copyOf(problems);
    }

    /**
     * What a run is given.
     *
     * @param model the model's file
     * @param modelOptions model options by name, as texts
     * @param data {@code FILE} or {@code FILE,LABELS}
     * @param dataOptions data options by name, as texts
     */
    public record Inputs(
            Path model, Map<String, String> modelOptions, Optional<String> data, Map<String, String> dataOptions) {}

    /**
     * Opens a model, and the data with it.
     *
     * @return the subject; its classifier is to be closed by the caller
     * @throws InputException if something cannot be used
     */
    public Subject open(Inputs inputs) {
        DataFiles dataFiles = new DataFiles(registry.readers());
        DataOptions dataOptions = new ParameterSchema<>(DataOptions.class).bind(inputs.dataOptions());
        Map<List<Integer>, Dataset> read = new LinkedHashMap<>();
        Function<List<Integer>, Optional<Dataset>> data = shape -> inputs.data()
                .map(argument -> read.computeIfAbsent(shape, s -> dataFiles.open(argument, dataOptions, s)));
        Classifier classifier = new ModelFiles(registry.loaders()).open(inputs.model(), inputs.modelOptions(), data);
        try {
            return new Subject(classifier, data.apply(classifier.input().shape()));
        } catch (RuntimeException e) {
            classifier.close();
            throw e;
        }
    }

    /**
     * Runs an analysis.
     *
     * @param entry the analysis, with its plugin
     * @param subject what it looks at
     * @param inputs where that came from
     * @param hash the SHA-256 of the model, waited for at the end of the run
     * @param parameters parameters by name, as texts
     * @param seed the run's seed
     * @param progress is told how it goes on
     * @throws InputException if the parameters, or the subject, cannot be used
     * @throws RunFailedException if the analysis failed
     * @throws InterruptedException if the thread was interrupted and there is nothing to show
     */
    public AnalysisResult run(
            ExtensionRegistry.Entry<Analysis<?, ?>> entry,
            Subject subject,
            Inputs inputs,
            CompletableFuture<String> hash,
            Map<String, String> parameters,
            long seed,
            Progress progress)
            throws InterruptedException {
        try {
            return job(entry.extension(), subject, parameters, new Context(seed, host.processors()))
                    .run(
                            registry.engine("local").orElseThrow(),
                            progress,
                            () -> provenance(entry, subject, inputs, parameters, seed, joined(hash)));
        } catch (InputException | OutOfMemoryError e) {
            throw e;
        } catch (RunFailedException e) {
            throw new RunFailedException(
                    e.getMessage() + "\n  where:    plugin " + entry.plugin().id() + " "
                            + entry.plugin().version(),
                    e.getCause());
        } catch (RuntimeException | Error e) {
            // Whatever a stranger's code throws, an assertion or an endless recursion too: it is the plugin that is
            // named.
            throw new RunFailedException(
                    entry.extension().definition().name() + " of plugin "
                            + entry.plugin().id() + " " + entry.plugin().version() + " failed: " + e,
                    e);
        }
    }

    private static <P extends Record, R extends Record> AnalysisJob<P, R> job(
            Analysis<P, R> analysis, Subject subject, Map<String, String> parameters, Context context) {
        requireChoices(analysis, parameters);
        P bound = new ParameterSchema<>(analysis.definition().parameters()).bind(parameters);
        return new AnalysisJob<>(analysis, subject, bound, context);
    }

    private static void requireChoices(Analysis<?, ?> analysis, Map<String, String> parameters) {
        analysis.choices().forEach((parameter, known) -> {
            String value = parameters.get(parameter);
            if (value != null && !known.containsKey(value)) {
                throw new InputException("the value of --" + parameter + " is not known")
                        .expected("one of " + String.join(", ", known.keySet()))
                        .found(value)
                        .hint(Names.nearest(value, known.keySet())
                                .map(near -> "did you mean " + near + "?")
                                .orElse("halfspace " + analysis.definition().name()
                                        + " --help says what each one does"));
            }
        });
    }

    private Provenance provenance(
            ExtensionRegistry.Entry<Analysis<?, ?>> entry,
            Subject subject,
            Inputs inputs,
            Map<String, String> parameters,
            long seed,
            String hash) {
        return new Provenance(
                host.version(),
                entry.extension().definition().name(),
                entry.plugin().id() + " " + entry.plugin().version(),
                inputs.model().toString(),
                hash,
                ModelFiles.options(inputs.model(), inputs.modelOptions()),
                subject.head().domain().toString(),
                inputs.data().orElse(null),
                inputs.dataOptions(),
                seed,
                new ParameterSchema<>(entry.extension().definition().parameters()).complete(parameters));
    }

    private static String joined(CompletableFuture<String> hash) {
        try {
            return hash.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof InputException bad ? bad : e;
        }
    }

    /** Closes the plugins' class loaders. What they opened is to be closed before, and none of it can be used any more. */
    @Override
    public void close() {
        loading.close();
    }
}
