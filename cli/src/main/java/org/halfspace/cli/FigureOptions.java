package org.halfspace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.halfspace.plot.Drawing;
import org.halfspace.plot.FigureFiles;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Figure;
import org.halfspace.workbench.AnalysisResult;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Where an analysis's figures go, and as what. */
final class FigureOptions {
    private static final String FOLDER = "--figures";
    private static final String KIND = "--figures-as";

    private FigureOptions() {}

    static ArgGroupSpec group() {
        return ArgGroupSpec.builder()
                .heading("%nFigures:%n")
                .validate(false)
                .addArg(OptionSpec.builder(FOLDER)
                        .type(String.class)
                        .paramLabel("DIR")
                        .description("Write the figures into this folder.")
                        .build())
                .addArg(OptionSpec.builder(KIND)
                        .type(String.class)
                        .paramLabel(String.join("|", FigureFiles.KINDS))
                        .completionCandidates(FigureFiles.KINDS)
                        .description("What files they are; json is the Vega-Lite specification. (default: svg)")
                        .build())
                .build();
    }

    /**
     * The folder that was asked for, and the kind.
     *
     * @throws InputException if there is no such kind
     */
    static Optional<Target> target(ParseResult parsed) {
        String kind = parsed.matchedOptionValue(KIND, "svg");
        if (!FigureFiles.KINDS.contains(kind)) {
            throw new InputException("there is no kind of figure \"" + kind + "\"")
                    .where(KIND)
                    .expected(String.join(", ", FigureFiles.KINDS));
        }
        String folder = parsed.matchedOptionValue(FOLDER, null);
        if (folder == null && parsed.hasMatchedOption(KIND)) {
            throw new InputException(KIND + " needs " + FOLDER + " DIR: where the figures go");
        }
        return Optional.ofNullable(folder).map(name -> new Target(Path.of(name), kind));
    }

    /** A folder, and the kind of files in it. */
    record Target(Path folder, String kind) {

        /** Writes the figures of a result and tells their names. */
        void write(AnalysisResult result, Console console) {
            List<Figure> figures = result.summary().figures();
            if (figures.isEmpty()) {
                console.err().println("note: there are no figures to write");
                return;
            }
            try (FigureFiles files = new FigureFiles()) {
                Files.createDirectories(folder);
                for (Figure figure : figures) {
                    Path file = folder.resolve(figure.name() + "." + kind);
                    files.write(Drawing.of(figure, result.definition().rows(), result.rows()), file);
                    console.err().println("figure: " + file);
                }
            } catch (IOException e) {
                throw new InputException("the figures cannot be written", e)
                        .where(folder)
                        .found(e);
            }
        }
    }
}
