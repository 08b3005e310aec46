package org.halfspace.cli.session;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.model.Classifier;
import org.halfspace.workbench.FileHash;
import org.halfspace.workbench.ModelFiles;
import org.halfspace.workbench.Workbench;

/**
 * What a command works with: the plugins, and in a shell what earlier commands left. A command line's session lasts for one
 * command: its state stays empty, and what it opens is closed with the command. Used by one thread at a time.
 */
public final class Session implements AutoCloseable {
    private final Supplier<Workbench> loading;
    private final boolean lasting;
    private final SubjectCache cache = new SubjectCache();
    private final LayerNames layers = new LayerNames();
    private Workbench workbench;
    private State state;

    private Session(Supplier<Workbench> loading, Workbench workbench, State state, boolean lasting) {
        this.loading = loading;
        this.workbench = workbench;
        this.state = state;
        this.lasting = lasting;
    }

    /** A session for one command. */
    public static Session ofOneCommand(Workbench workbench) {
        return new Session(() -> workbench, workbench, State.EMPTY, false);
    }

    /**
     * A session for many commands.
     *
     * @param workbench the plugins, to be closed with the session
     * @param loading loads them again, for {@link #reload}
     */
    public static Session lasting(Workbench workbench, Supplier<Workbench> loading) {
        return new Session(loading, workbench, State.EMPTY, true);
    }

    /** Whether there are commands before and after this one. */
    public boolean isLasting() {
        return lasting;
    }

    /** The plugins; others after {@link #reload}. */
    public Workbench workbench() {
        return workbench;
    }

    /** What was chosen and found so far. */
    public State state() {
        return state;
    }

    /** Puts a state in the place of the one that is. */
    public void state(State next) {
        state = next;
    }

    /**
     * What a command looks at: what it was given, and the state's for what it was not. Options that are given with the state's model
     * or data go before the state's options; a model or data of the command's own come with the command's options alone.
     *
     * @param model the model; the state's when empty
     * @param modelOptions the model options that were given
     * @param data the data; the state's when empty
     * @param dataOptions the data options that were given
     * @return nothing if there is no model
     */
    public Optional<Workbench.Inputs> inputs(
            Optional<Path> model,
            Map<String, String> modelOptions,
            Optional<String> data,
            Map<String, String> dataOptions) {
        Optional<ModelChoice> chosen = model.map(file -> new ModelChoice(file, modelOptions))
                .or(() -> state.model().map(one -> new ModelChoice(one.file(), over(one.options(), modelOptions))));
        Optional<DataChoice> samples = data.map(argument -> new DataChoice(argument, dataOptions))
                .or(() -> state.data().map(one -> new DataChoice(one.argument(), over(one.options(), dataOptions))));
        return chosen.map(one -> new Workbench.Inputs(
                one.file(),
                one.options(),
                samples.map(DataChoice::argument),
                samples.map(DataChoice::options).orElse(dataOptions)));
    }

    private static Map<String, String> over(Map<String, String> below, Map<String, String> above) {
        Map<String, String> both = new HashMap<>(below);
        both.putAll(above);
        return both;
    }

    /**
     * Opens what a command looks at, or takes what is open already.
     *
     * @return to be closed by the command
     * @throws org.halfspace.spi.InputException if something cannot be used
     */
    public OpenSubject open(Workbench.Inputs inputs) {
        if (lasting) {
            return cache.open(workbench, inputs);
        }
        Subject subject = workbench.open(inputs);
        Classifier classifier = subject.classifier();
        // The hash of a large model takes as long as reading it: beside the run, not before it.
        return new OpenSubject(
                subject, CompletableFuture.supplyAsync(() -> FileHash.sha256(inputs.model())), classifier::close);
    }

    /** Makes a model the current one. */
    public void choose(ModelChoice model) {
        state = state.withModel(Optional.of(model));
        layers.read(new ModelFiles(workbench.registry().loaders()), model.file());
    }

    /** The names of the current model's layers, as far as they are known by now: read in the background. */
    public List<String> layers() {
        return layers.known();
    }

    /** The model and data that are open between two commands. */
    public Optional<Subject> opened() {
        return cache.peek();
    }

    /** Closes what is open; the next command opens it again. */
    public void closeSubject() {
        cache.close();
    }

    /** Lets go of what is open without closing it: threads that go on may still work with it. */
    public void forgetSubject() {
        cache.abandon();
    }

    /** Loads the plugins again: closes what they opened, then them. Results stay, and can still be shown. */
    public void reload() {
        cache.close();
        workbench.close();
        workbench = loading.get();
    }

    /**
     * The session to go on with when a command does not stop: the same plugins and state. What the command works with stays open
     * in this one, which is its own from now on.
     *
     * @param before the state before the command
     */
    public Session leaveBehind(State before) {
        cache.abandon();
        return new Session(loading, workbench, before, lasting);
    }

    @Override
    public void close() {
        cache.close();
        workbench.close();
    }
}
