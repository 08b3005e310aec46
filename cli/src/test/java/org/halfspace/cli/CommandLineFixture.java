package org.halfspace.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.halfspace.spi.Host;
import org.halfspace.testkit.AnalyticHeads;
import org.halfspace.testkit.PluginJarBuilder;
import org.halfspace.testkit.TinyDatasetReader;
import org.halfspace.testkit.TinyModelLoader;
import org.halfspace.workbench.Workbench;

/** A command line in this process, over a folder of plugins: a reader of models and one of data, and a stranger's analysis. */
public final class CommandLineFixture {
    private final Path plugins;
    private final Path model;
    private final Path data;

    /** What a command gave. */
    public record Outcome(int status, String out, String err) {}

    public CommandLineFixture(Path folder) {
        plugins = folder;
        new PluginJarBuilder("tiny")
                .extension(TinyModelLoader.class)
                .extension(TinyDatasetReader.class)
                .buildIn(folder);
        new PluginJarBuilder("stranger").extension(SpreadAnalysis.class).buildIn(folder);
        model = TinyModelLoader.write(folder.resolve("model.tiny"), AnalyticHeads.square());
        data = TinyDatasetReader.write(
                folder.resolve("data.tiny"), new float[][] {{2, 1}, {-1, 3}, {-1, -1}, {1, -2}}, 0, 1, 2, 0);
    }

    /** A model of the square's four classes in two dimensions. */
    public String model() {
        return model.toString();
    }

    /** Four samples, of which the model gets three right. */
    public String data() {
        return data.toString();
    }

    public Path folder() {
        return plugins;
    }

    Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        PrintWriter errWriter = new PrintWriter(err);
        PrintWriter outWriter = new PrintWriter(out);
        Workbench workbench = Workbench.open(new Host("0.1.0", 1), List.of(plugins));
        int status = new CommandTree(workbench, new Console(outWriter, errWriter, false)).execute(arguments);
        outWriter.flush();
        errWriter.flush();
        return new Outcome(status, out.toString(), err.toString());
    }
}
