package org.halfspace.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.halfspace.parameters.ParameterSchema;
import org.halfspace.spi.data.DataOptions;
import org.halfspace.spi.model.ModelOptions;
import org.halfspace.workbench.Workbench;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The model, the data, how to read both, and where: what every command takes that looks at a classifier. */
final class SubjectOptions {
    private static final ParameterSchema<ModelOptions> MODEL = new ParameterSchema<>(ModelOptions.class);
    private static final ParameterSchema<DataOptions> DATA = new ParameterSchema<>(DataOptions.class);

    private SubjectOptions() {}

    /** Adds them to a command. */
    static void addTo(CommandSpec spec) {
        spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .paramLabel("MODEL")
                .type(String.class)
                .required(true)
                .description("The model: an ONNX file, or a head alone as .npy, .npz or .safetensors.")
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
        spec.addArgGroup(Options.group("Model options", MODEL.specs()));
        MachineOptions.addTo(spec);
    }

    /**
     * What was given.
     *
     * @throws org.halfspace.spi.InputException if what the command may use of the machine makes no sense
     */
    static Workbench.Inputs inputs(ParseResult parsed) {
        MachineOptions.check(parsed);
        return new Workbench.Inputs(
                Path.of(parsed.matchedPositionalValue(0, "")),
                Options.given(parsed, MODEL.specs()),
                Optional.ofNullable(parsed.matchedOptionValue("--data", null)),
                Options.given(parsed, DATA.specs()));
    }
}
