package org.halfspace.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.halfspace.spi.Column;
import org.halfspace.spi.InputException;
import org.halfspace.spi.Parameter;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Artifact;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Figure;
import org.halfspace.spi.analysis.Plan;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Task;

/** A stranger's analysis: the spread of each class's weights. It can be told to misbehave. */
public final class SpreadAnalysis implements Analysis<SpreadAnalysis.Parameters, SpreadAnalysis.Row> {

    /** How it is to behave. */
    public enum Mood {
        GOOD,
        DEFECTIVE,
        PICKY,
        BROKEN_LIBRARY,
        ERRING,
        EMPTY_HANDED,
        INTERRUPTED
    }

    /** Parameters of several types. */
    public record Parameters(
            @Parameter(value = "Weights are multiplied by this", defaultValue = "1/2", min = 0, label = "F")
                    double factor,
            @Parameter(value = "How it behaves", defaultValue = "good") Mood mood,
            @Parameter("Count from the last class") boolean backwards,
            @Parameter("Where to write the spreads") Optional<Path> spreadsFile) {}

    /** One class. */
    public record Row(
            @Column("The class") int label,
            @Column(value = "Largest minus smallest weight", unit = "logits") double spread) {}

    /** All classes. */
    public record Values(@Column("How many classes") int classes, @Column("The largest spread") double largestSpread) {}

    @Override
    public Definition<Parameters, Row> definition() {
        return new Definition<>(
                "spread",
                2,
                "Spread of the weights of every class",
                Parameters.class,
                Row.class,
                Set.of(),
                List.of("spread model.onnx --factor 8/255"));
    }

    @Override
    public AnalysisRun<Row> prepare(Subject subject, Parameters parameters, Context context) {
        if (parameters.mood() == Mood.BROKEN_LIBRARY) {
            throw new UnsatisfiedLinkError("no native spread");
        }
        if (parameters.mood() == Mood.ERRING) {
            throw new AssertionError("a stranger's assertion");
        }
        Thread caller = Thread.currentThread();
        return new AnalysisRun<>() {
            @Override
            public Plan plan() {
                return new Plan(subject.head().classes(), 1, "classes");
            }

            @Override
            public List<Row> rows(Task task) throws InterruptedException {
                if (task.begin() == 1) {
                    misbehave(parameters.mood(), caller);
                }
                if (parameters.mood() == Mood.EMPTY_HANDED) {
                    return null;
                }
                List<Row> rows = new ArrayList<>();
                for (int i = task.begin(); i < task.end(); i++) {
                    rows.add(new Row(i, parameters.factor() * spread(subject, i)));
                }
                return rows;
            }

            @Override
            public Summary summarise(List<Row> rows) {
                double largest = rows.stream().mapToDouble(Row::spread).max().orElse(Double.NaN);
                List<Artifact> artifacts = parameters.spreadsFile().stream()
                        .map(file -> new Artifact(
                                file, out -> out.write(rows.toString().getBytes(StandardCharsets.UTF_8))))
                        .toList();
                return new Summary(
                        new Values(rows.size(), largest),
                        List.of("the largest spread is " + largest),
                        List.of(),
                        List.of(new Figure(
                                "spreads",
                                "The spread of each class",
                                Map.of(
                                        "data",
                                        Map.of("name", "rows"),
                                        "mark",
                                        "bar",
                                        "encoding",
                                        Map.of(
                                                "x",
                                                Map.of("field", "label", "type", "ordinal"),
                                                "y",
                                                Map.of("field", "spread", "type", "quantitative"))))),
                        artifacts);
            }
        };
    }

    private static void misbehave(Mood mood, Thread caller) throws InterruptedException {
        switch (mood) {
            case DEFECTIVE -> throw new IllegalStateException("a slip of the author");
            case PICKY -> throw new InputException("class 1 is not to its taste");
            case INTERRUPTED -> {
                caller.interrupt();
                new CountDownLatch(1).await();
            }
            default -> {}
        }
    }

    private static double spread(Subject subject, int label) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < subject.head().hiddenSize(); k++) {
            low = Math.min(low, subject.head().weights().get(k, label));
            high = Math.max(high, subject.head().weights().get(k, label));
        }
        return high - low;
    }
}
