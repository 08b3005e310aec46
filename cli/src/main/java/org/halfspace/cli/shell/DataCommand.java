package org.halfspace.cli.shell;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfspace.cli.Console;
import org.halfspace.cli.ExitStatus;
import org.halfspace.cli.SubjectOptions;
import org.halfspace.cli.session.DataChoice;
import org.halfspace.cli.session.OpenSubject;
import org.halfspace.cli.session.Session;
import org.halfspace.parameters.ParameterSchema;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.DataOptions;
import org.halfspace.spi.data.Dataset;
import org.halfspace.workbench.DataFiles;
import org.halfspace.workbench.Workbench;
import picocli.CommandLine.ParseResult;

/** {@code data}: chooses the current data set, or says which one it is. */
final class DataCommand extends BuiltIn {
    private final Session session;
    private final Console console;

    DataCommand(Session session, Console console) {
        super(
                "data",
                "Chooses the current data set: the one of all commands that name none. Without a file: says which one is current.",
                "data t10k-images-idx3-ubyte.gz --data-limit 100",
                "data images.npy,labels.npy",
                "data",
                "data --none");
        this.session = session;
        this.console = console;
        word(0, "FILE[,LABELS]", "0..1", "IDX, CSV, .npy, .npz, CIFAR binary, or a folder of images by class.");
        flag("--none", "From now on no data set is current.");
        spec().addArgGroup(SubjectOptions.dataGroup());
    }

    @Override
    public Integer call() {
        ParseResult parsed = parsed();
        String argument = parsed.matchedPositionalValue(0, null);
        Map<String, String> options = SubjectOptions.dataOptions(parsed);
        if (parsed.hasMatchedOption("--none")) {
            session.state(session.state().withData(Optional.empty()));
        } else if (argument != null) {
            choose(new DataChoice(argument, options));
        } else if (!options.isEmpty()) {
            choose(new DataChoice(
                    session.state()
                            .data()
                            .orElseThrow(
                                    () -> new InputException("there are no current data that the options could be of")
                                            .hint("data FILE, with the options behind it"))
                            .argument(),
                    options));
        } else {
            console.out()
                    .println(session.state()
                            .data()
                            .map(one -> one.argument() + Choices.options(one.options()))
                            .orElse("no data are current; data FILE chooses some"));
        }
        return ExitStatus.DONE;
    }

    /** Reads them, for the current model where there is one, so that what is wrong with them is said now. */
    private void choose(DataChoice data) {
        Optional<Workbench.Inputs> inputs =
                session.inputs(Optional.empty(), Map.of(), Optional.of(data.argument()), data.options());
        if (inputs.isPresent()) {
            try (OpenSubject open = session.open(inputs.get())) {
                chosen(data, open.subject().data().orElseThrow());
            }
        } else {
            DataOptions options = new ParameterSchema<>(DataOptions.class).bind(data.options());
            chosen(
                    data,
                    new DataFiles(session.workbench().registry().readers()).open(data.argument(), options, List.of()));
        }
    }

    private void chosen(DataChoice data, Dataset samples) {
        session.state(session.state().withData(Optional.of(data)));
        console.err().println(data.argument() + ": " + samples.size() + " samples");
    }
}
