package org.halfspace.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.halfspace.cli.session.Session;
import org.halfspace.parameters.ParameterSchema;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.DataOptions;
import org.halfspace.spi.model.ModelOptions;
import org.halfspace.workbench.Workbench;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The model, the data, how to read both, and where: what every command takes that looks at a classifier. */
public final class SubjectOptions {
    private static final ParameterSchema<ModelOptions> MODEL = new ParameterSchema<>(ModelOptions.class);
    private static final ParameterSchema<DataOptions> DATA = new ParameterSchema<>(DataOptions.class);

    private SubjectOptions() {}

    /**
     * Adds them to a command.
     *
     * @param lasting whether there may be a current model, so that none need be given
     */
    static void addTo(CommandSpec spec, boolean lasting) {
        spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .paramLabel("MODEL")
                .type(String.class)
                .required(!lasting)
                .arity(lasting ? "0..1" : "1")
                .description("The model: an ONNX file, or a head alone as .npy, .npz or .safetensors."
                        + (lasting ? " (default: the current one)" : ""))
                .build());
        ArgGroupSpec.Builder data =
                ArgGroupSpec.builder().heading("%nData options:%n").validate(false);
        data.addArg(OptionSpec.builder("--data")
                .type(String.class)
                .paramLabel("FILE[,LABELS]")
                .description("Samples: IDX, CSV, .npy, .npz, CIFAR binary, or a folder of images by class.")
                .build());
        Options.group("", DATA.specs()).args().forEach(data::addArg);
        spec.addArgGroup(data.build());
        spec.addArgGroup(modelGroup());
        MachineOptions.addTo(spec);
    }

    /**
     * What was given, and what the session has for what was not.
     *
     * @throws InputException if there is no model, or what the command may use of the machine makes no sense
     */
    static Workbench.Inputs inputs(ParseResult parsed, Session session) {
        MachineOptions.check(parsed, session.workbench().host(), session.isLasting());
        Optional<String> model = Optional.ofNullable(parsed.matchedPositionalValue(0, null));
        Optional<String> data = Optional.ofNullable(parsed.matchedOptionValue("--data", null));
        return session.inputs(model.map(Path::of), modelOptions(parsed), data, dataOptions(parsed))
                .orElseThrow(() -> new InputException("there is no current model")
                        .hint("model FILE chooses one, or name one behind the command"));
    }

    /** The group of options that say how a model is read. */
    public static ArgGroupSpec modelGroup() {
        return Options.group("Model options", MODEL.specs());
    }

    /** The model options that were given. */
    public static Map<String, String> modelOptions(ParseResult parsed) {
        return Options.given(parsed, MODEL.specs());
    }

    /** The group of options that say how data are read. */
    public static ArgGroupSpec dataGroup() {
        return Options.group("Data options", DATA.specs());
    }

    /** The data options that were given. */
    public static Map<String, String> dataOptions(ParseResult parsed) {
        return Options.given(parsed, DATA.specs());
    }
}
