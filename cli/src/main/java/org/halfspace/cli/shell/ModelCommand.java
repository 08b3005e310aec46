package org.halfspace.cli.shell;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.halfspace.cli.Console;
import org.halfspace.cli.ExitStatus;
import org.halfspace.cli.SubjectOptions;
import org.halfspace.cli.session.ModelChoice;
import org.halfspace.cli.session.OpenSubject;
import org.halfspace.cli.session.Session;
import org.halfspace.spi.InputException;
import org.halfspace.spi.model.Classifier;
import org.halfspace.workbench.Workbench;
import picocli.CommandLine.ParseResult;

/** {@code model}: chooses the current model, or says which one it is. */
final class ModelCommand extends BuiltIn {
    private final Session session;
    private final Console console;

    ModelCommand(Session session, Console console) {
        super(
                "model",
                "Chooses the current model: the one of all commands that name none. It is opened once; when its file changes,"
                        + " it is opened again. Without a file: says which one is current.",
                "model mnist.onnx",
                "model resnet.onnx --input-mean 0.485,0.456,0.406 --input-std 0.229,0.224,0.225",
                "model",
                "model --none");
        this.session = session;
        this.console = console;
        word(0, "MODEL", "0..1", "An ONNX file, or a head alone as .npy, .npz or .safetensors.");
        flag("--none", "From now on no model is current; closes the one that was.");
        spec().addArgGroup(SubjectOptions.modelGroup());
    }

    @Override
    public Integer call() {
        ParseResult parsed = parsed();
        String file = parsed.matchedPositionalValue(0, null);
        Map<String, String> options = SubjectOptions.modelOptions(parsed);
        if (parsed.hasMatchedOption("--none")) {
            session.closeSubject();
            session.state(session.state().withModel(Optional.empty()));
        } else if (file != null) {
            choose(new ModelChoice(Path.of(file), options));
        } else if (!options.isEmpty()) {
            choose(new ModelChoice(
                    session.state()
                            .model()
                            .orElseThrow(
                                    () -> new InputException("there is no current model that the options could be of")
                                            .hint("model FILE, with the options behind it"))
                            .file(),
                    options));
        } else {
            console.out()
                    .println(session.state()
                            .model()
                            .map(one -> one.file() + Choices.options(one.options()))
                            .orElse("no model is current; model FILE chooses one"));
        }
        return ExitStatus.DONE;
    }

    /** Opens it, so that what is wrong with it is said now. */
    private void choose(ModelChoice model) {
        session.closeSubject();
        Workbench.Inputs inputs = session.inputs(Optional.of(model.file()), model.options(), Optional.empty(), Map.of())
                .orElseThrow();
        try (OpenSubject open = open(inputs)) {
            Classifier classifier = open.subject().classifier();
            session.choose(model);
            console.err()
                    .println(model.file() + ": " + classifier.head() + ", input "
                            + classifier.input().shape());
        }
    }

    /** Data that do not fit another model are no reason not to choose it. */
    private OpenSubject open(Workbench.Inputs inputs) {
        try {
            return session.open(inputs);
        } catch (InputException e) {
            if (inputs.data().isEmpty()) {
                throw e;
            }
            OpenSubject without = session.open(
                    new Workbench.Inputs(inputs.model(), inputs.modelOptions(), Optional.empty(), Map.of()));
            console.err()
                    .println("note: the current data cannot be used with it: " + e.what()
                            + "; data FILE chooses others, data --none leaves them out");
            return without;
        }
    }
}
