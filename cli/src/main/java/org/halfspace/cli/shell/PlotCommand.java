package org.halfspace.cli.shell;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.halfspace.cli.Console;
import org.halfspace.cli.ExitStatus;
import org.halfspace.cli.session.KeptResult;
import org.halfspace.cli.session.Session;
import org.halfspace.parameters.Names;
import org.halfspace.plot.Drawing;
import org.halfspace.plot.FigureFiles;
import org.halfspace.plot.TerminalPlot;
import org.halfspace.plot.UnsupportedFigureException;
import org.halfspace.spi.InputException;
import org.halfspace.spi.analysis.Figure;
import picocli.CommandLine.ParseResult;

/** {@code plot}: a figure of a result, in the terminal or as a file. */
final class PlotCommand extends BuiltIn {
    /** Where the terminal's width is not known. */
    private static final int USUAL_WIDTH = 80;

    /** Wider than high, as figures are; and the prompt stays in sight on a terminal of 24 lines. */
    private static final int LINES = 20;

    private final Session session;
    private final Console console;

    PlotCommand(Session session, Console console) {
        super(
                "plot",
                "Draws a figure of a result: with characters, or into a file. Without a figure's name: the first.",
                "plot d",
                "plot d spectrum",
                "plot d spectrum --to spectrum.svg");
        this.session = session;
        this.console = console;
        word(0, "RESULT", "1", "The result's name.");
        word(1, "FIGURE", "0..1", "The figure's name.");
        option("--to", "FILE", "Where to draw it: .svg, .png, .html, or .json for the Vega-Lite specification.");
    }

    @Override
    public Integer call() {
        ParseResult parsed = parsed();
        KeptResult result = Results.named(parsed.matchedPositionalValue(0, ""), session);
        String file = parsed.matchedOptionValue("--to", null);
        if (file != null) {
            FigureFiles.requireKind(Path.of(file));
        }
        Figure figure = figure(result, parsed.matchedPositionalValue(1, null));
        Drawing drawing = Drawing.of(
                figure, result.result().definition().rows(), result.result().rows());
        if (file == null) {
            draw(drawing, figure, result);
        } else {
            try (FigureFiles files = new FigureFiles()) {
                files.write(drawing, Path.of(file));
            }
            console.err().println(file + " written");
        }
        return ExitStatus.DONE;
    }

    private static Figure figure(KeptResult result, String name) {
        List<Figure> figures = result.result().summary().figures();
        if (figures.isEmpty()) {
            throw new InputException(result.name() + " has no figures").found(result.analysis());
        }
        if (name == null) {
            return figures.get(0);
        }
        List<String> names = figures.stream().map(Figure::name).toList();
        return figures.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> {
                    InputException missing = new InputException(result.name() + " has no figure \"" + name + "\"")
                            .expected("one of " + String.join(", ", names));
                    return Names.nearest(name, names)
                            .map(near -> missing.hint("did you mean " + near + "?"))
                            .orElse(missing);
                });
    }

    private void draw(Drawing drawing, Figure figure, KeptResult result) {
        int width = console.width().getAsInt();
        TerminalPlot plot = new TerminalPlot(width > 0 ? width - 1 : USUAL_WIDTH, LINES, console.colour(), unicode());
        try {
            console.out().println(figure.name() + ": " + figure.caption());
            plot.draw(drawing).forEach(console.out()::println);
        } catch (UnsupportedFigureException e) {
            throw new InputException("a terminal cannot show the figure \"" + figure.name() + "\"", e)
                    .found(e.getMessage())
                    .hint("plot " + result.name() + " " + figure.name() + " --to " + figure.name() + ".svg");
        }
        List<Figure> figures = result.result().summary().figures();
        if (figures.size() > 1) {
            console.err()
                    .println("figures of " + result.name() + ": "
                            + figures.stream().map(Figure::name).collect(Collectors.joining(", ")));
        }
    }

    /** Whether the user's own encoding has the patterns. */
    private static boolean unicode() {
        return Charset.forName(System.getProperty("native.encoding", "US-ASCII"))
                .equals(StandardCharsets.UTF_8);
    }
}
