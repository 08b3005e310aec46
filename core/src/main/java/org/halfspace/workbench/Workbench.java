package org.halfspace.workbench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.ejml.concurrency.EjmlConcurrency;
import org.halfspace.engine.LocalEngine;
import org.halfspace.parameters.ParameterSchema;
import org.halfspace.parameters.ParameterSpec;
import org.halfspace.plugin.ExtensionRegistry;
import org.halfspace.plugin.LoadedPlugin;
import org.halfspace.plugin.PluginLoading;
import org.halfspace.plugin.PluginProblem;
import org.halfspace.predict.PredictAnalysis;
import org.halfspace.spi.Host;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.data.DataOptions;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.model.Classifier;

/**
 * The host: the plugins of this process, and what is done with them. Every front end composes this. Thread-safe.
 */
public final class Workbench {
    private final Host host;
    private final List<LoadedPlugin> plugins;
    private final ExtensionRegistry registry;
    private final List<PluginProblem> problems;

    private Workbench(Host host, List<LoadedPlugin> plugins, List<PluginProblem> problems) {
        this.host = host;
        this.plugins = List.copyOf(plugins);
        this.registry = new ExtensionRegistry(plugins);
        this.problems = new ArrayList<>(problems);
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
        return new Workbench(host, plugins, loading.problems());
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
     * @param dataOptions how to read it
     */
    public record Inputs(
            Path model, Map<String, String> modelOptions, Optional<String> data, DataOptions dataOptions) {}

    /**
     * Opens a model, and the data with it.
     *
     * @return the subject; its classifier is to be closed by the caller
     * @throws org.halfspace.spi.InputException if something cannot be used
     */
    public Subject open(Inputs inputs) {
        DataFiles dataFiles = new DataFiles(registry.readers());
        Map<List<Integer>, Dataset> read = new LinkedHashMap<>();
        Function<List<Integer>, Optional<Dataset>> data = shape -> inputs.data()
                .map(argument -> read.computeIfAbsent(shape, s -> dataFiles.open(argument, inputs.dataOptions(), s)));
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
     * @param parameters parameters by name, as texts
     * @param seed the run's seed
     * @param progress is told how it goes on
     * @throws InterruptedException if the thread was interrupted before anything was done
     */
    public AnalysisResult run(
            ExtensionRegistry.Entry<Analysis<?, ?>> entry,
            Subject subject,
            Inputs inputs,
            Map<String, String> parameters,
            long seed,
            Progress progress)
            throws InterruptedException {
        AnalysisJob<?, ?> job =
                new AnalysisJob<>(entry.extension(), subject, parameters, new Context(seed, host.processors()));
        Provenance provenance = new Provenance(
                host.version(),
                entry.extension().definition().name(),
                entry.plugin().id() + " " + entry.plugin().version(),
                inputs.model().toString(),
                FileHash.sha256(inputs.model()),
                subject.head().domain().toString(),
                inputs.data().orElse(null),
                seed,
                allParameters(entry.extension().definition().parameters(), parameters));
        return job.run(registry.engine("local").orElseThrow(), progress, provenance);
    }

    /** Given parameters and defaults, so that a result can be made again when defaults have changed. */
    private static Map<String, String> allParameters(Class<? extends Record> type, Map<String, String> given) {
        Map<String, String> all = new LinkedHashMap<>();
        for (ParameterSpec spec : new ParameterSchema<>(type).specs()) {
            all.put(spec.name(), given.getOrDefault(spec.name(), spec.defaultValue()));
        }
        return all;
    }
}
