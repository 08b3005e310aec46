package org.halfspace.testkit.verify;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.halfspace.plugin.ExtensionRegistry;
import org.halfspace.plugin.LoadedPlugin;
import org.halfspace.plugin.PluginLoading;
import org.halfspace.plugin.PluginProblem;
import org.halfspace.spi.Host;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.data.DatasetReader;
import org.halfspace.spi.engine.Engine;
import org.halfspace.spi.model.ModelLoader;
import org.halfspace.spi.search.SearchMethod;
import org.halfspace.testkit.AnalysisLaws.Law;
import org.halfspace.testkit.EngineLaws;
import org.halfspace.testkit.Finding;
import org.halfspace.testkit.FormatLaws;
import org.halfspace.testkit.SearchMethodLaws;
import org.halfspace.workbench.Workbench;
import org.pf4j.ExtensionPoint;

/**
 * Checks a plugin's jar: the file, the manifest, the classes, the definitions, and as many of the contracts' laws as can be asked without
 * the author's tests. All problems are listed, not the first. What belongs to a stranger runs under a time limit; that it means no
 * harm is presumed, as of every plugin. Used once, by one thread.
 */
public final class PluginVerification {
    private final Host host;
    private final Map<String, String> taken = new HashMap<>();
    private final Map<String, Path> owners = new HashMap<>();
    private final Map<String, String> parameters;
    private final TimeLimit limit;
    private final List<String> extensions = new ArrayList<>();
    private final List<String> checks = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    /**
     * @param installed whose names are taken, and which version it is
     * @param parameters of analyses, by name, as texts, where a default will not do
     * @param seconds how long one check may take
     */
    public PluginVerification(Workbench installed, Map<String, String> parameters, int seconds) {
        this.host = installed.host();
        this.parameters = Map.copyOf(parameters);
        this.limit = new TimeLimit(seconds);
        for (LoadedPlugin plugin : installed.plugins()) {
            owners.put(plugin.id(), plugin.jar());
            for (ExtensionRegistry.Listing one : installed.registry().of(plugin)) {
                taken.put(one.kind() + " " + one.name(), plugin.id());
            }
        }
    }

    /**
     * Checks a jar.
     *
     * @throws InputException if there is no such file
     * @throws InterruptedException if the thread was interrupted
     */
    public Verification verify(Path jar) throws InterruptedException {
        if (!Files.isRegularFile(jar) || !Files.isReadable(jar)) {
            throw new InputException("there is no jar to verify")
                    .where(jar)
                    .expected("a file that can be read")
                    .found(Files.isDirectory(jar) ? "a folder" : Files.exists(jar) ? "one that cannot" : "nothing")
                    .hint("mvn verify puts it into target/");
        }
        JarInspection inspection = new JarInspection(jar, host.version());
        check("the jar, its manifest, its index and its class files", inspection::findings);
        if (findings.isEmpty()) {
            loaded(jar, inspection.id());
        } else {
            notes.add("nothing of the jar was run, since the file is not in order");
        }
        Path owner = owners.get(inspection.id());
        if (owner != null && !owner.equals(jar.toAbsolutePath().normalize())) {
            notes.add("a plugin of the same id is installed, of which one has to go: " + owner);
        }
        return new Verification(inspection.id(), inspection.pluginVersion(), extensions, checks, notes, findings);
    }

    private void loaded(Path jar, String id) throws InterruptedException {
        try (PluginLoading loading = new PluginLoading(host)) {
            asked(loading, jar, id);
        }
    }

    private void asked(PluginLoading loading, Path jar, String id) throws InterruptedException {
        List<LoadedPlugin> plugins = new ArrayList<>();
        check("its classes can be loaded and built", () -> {
            loading.loadJar(jar);
            plugins.addAll(loading.plugins());
            List<Finding> problems = new ArrayList<>();
            for (PluginProblem problem : loading.problems()) {
                problem.message()
                        .lines()
                        .forEach(line -> problems.add(Finding.of(line)
                                .where(jar)
                                .expected("extensions that an injector can build", "none")
                                .hint("extensions need a constructor without parameters, or one with @Inject")));
            }
            return problems;
        });
        for (LoadedPlugin plugin : plugins) {
            for (ExtensionPoint extension : plugin.extensions()) {
                ofAnyKind(id, extension);
            }
        }
    }

    /** One class may be several extensions. */
    private void ofAnyKind(String id, ExtensionPoint extension) throws InterruptedException {
        int before = extensions.size() + findings.size();
        if (extension instanceof Analysis<?, ?> analysis) {
            named(id, "analysis", () -> analysis.definition().name(), label -> verifyAnalysis(label, analysis));
        }
        if (extension instanceof ModelLoader loader) {
            named(id, "model loader", loader::name, label -> {
                check(
                        label + ": its name, and files of others",
                        () -> inTemporaryFolder(
                                folder -> both(FormatLaws.name(loader.name()), FormatLaws.foreign(loader, folder))));
                notes.add(label + ": reading its own files is for its own test, of ModelLoaderContract");
            });
        }
        if (extension instanceof DatasetReader reader) {
            named(id, "data reader", reader::name, label -> {
                check(
                        label + ": its name, and files of others",
                        () -> inTemporaryFolder(
                                folder -> both(FormatLaws.name(reader.name()), FormatLaws.foreign(reader, folder))));
                notes.add(label + ": reading its own files is for its own test, of DatasetReaderContract");
            });
        }
        if (extension instanceof SearchMethod method) {
            named(id, "search method", method::name, label -> all(label, new SearchMethodLaws(() -> method).all()));
        }
        if (extension instanceof Engine engine) {
            named(id, "engine", engine::name, label -> all(label, new EngineLaws(() -> engine).all()));
        }
        if (extensions.size() + findings.size() == before) {
            findings.add(Finding.of("an extension is of no kind that is known")
                    .where(extension.getClass().getName())
                    .expected("Analysis, ModelLoader, DatasetReader, SearchMethod or Engine", "none of them"));
        }
    }

    /** What is checked of an extension whose name is known. */
    private interface Checks {
        void of(String label) throws InterruptedException;
    }

    private void named(String id, String kind, Callable<String> name, Checks more) throws InterruptedException {
        String[] label = new String[1];
        check(kind + ": it says its name", () -> {
            label[0] = kind + " " + name.call();
            return List.of();
        });
        if (label[0] == null) {
            return;
        }
        extensions.add(label[0]);
        String owner = taken.putIfAbsent(label[0], id);
        if (owner != null && (!owner.equals(id) || !owners.containsKey(id))) {
            findings.add(Finding.of("its name is taken")
                    .where(label[0])
                    .expected("a name of its own", "that of one in plugin " + owner)
                    .hint("rename it; of two with one name the second is refused"));
        }
        more.of(label[0]);
    }

    private <P extends Record, R extends Record> void verifyAnalysis(String label, Analysis<P, R> analysis)
            throws InterruptedException {
        new AnalysisVerification<>(label, analysis, parameters, this::check, notes).verify();
    }

    private void all(String label, Map<String, Law> laws) throws InterruptedException {
        for (Map.Entry<String, Law> law : laws.entrySet()) {
            if (!check(label + ": " + law.getKey(), law.getValue()::broken)) {
                notes.add(label + ": no more was asked of it");
                return;
            }
        }
    }

    /** Something to check, that throws what it likes. */
    @FunctionalInterface
    interface Check {
        List<Finding> findings() throws Exception;
    }

    /** Makes a check under the time limit; false where it neither held nor found something, so that more of the kind is in vain. */
    private boolean check(String name, Check check) throws InterruptedException {
        checks.add(name);
        try {
            findings.addAll(limit.call(check::findings));
            return true;
        } catch (TimeLimit.ExceededException e) {
            findings.add(Finding.of("it does not end")
                    .where(name)
                    .expected("an end within " + limit.seconds() + " s", "still at " + e.getMessage())
                    .hint("long loops ask Thread.interrupted(); if it is only slow, give --time-limit SECONDS"));
            return false;
        } catch (ExecutionException e) {
            findings.add(thrown(name, e.getCause()));
            return false;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a stranger's code threw, with the place. */
    static Finding thrown(String where, Throwable e) {
        Throwable root = e;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        StackTraceElement[] trace = root.getStackTrace();
        return Finding.of("it throws")
                .where(where)
                .expected("an answer", e + (trace.length == 0 ? "" : ", at " + trace[0]))
                .hint("bad input is answered with InputException; anything else is a defect");
    }

    private static List<Finding> both(List<Finding> some, List<Finding> more) {
        List<Finding> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    /** Something that needs a folder. */
    private interface InFolder {
        List<Finding> findings(Path folder) throws Exception;
    }

    private static List<Finding> inTemporaryFolder(InFolder check) throws Exception {
        Path folder = Files.createTempDirectory("halfspace-verify");
        try {
            return check.findings(folder);
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }
}
