package org.halfspace.experiment.run;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
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

/** Counts: rows with every type that a column can have, tasks that fail when told to, a process that dies when told to. */
public final class CountingAnalysis implements Analysis<CountingAnalysis.Parameters, CountingAnalysis.Row> {

    /** A choice. */
    public enum Colour {
        DARK_RED,
        BLUE
    }

    /** What it does. */
    public record Parameters(
            @Parameter(value = "How many items", defaultValue = "12", min = 0, max = 10_000_000) int items,
            @Parameter(value = "Items per task", defaultValue = "1", min = 1) int perTask,
            @Parameter(value = "Microseconds of work per task", defaultValue = "0", min = 0) int work,
            @Parameter(value = "A colour", defaultValue = "blue") Colour colour,
            @Parameter(value = "Items that fail, unless the file that says otherwise is there", label = "N,...")
                    List<Integer> failing,
            @Parameter("The process dies at this item, unless the file that says so is there") Optional<Integer> deadly,
            @Parameter("Where the sum goes") Optional<Path> sumTo,
            @Parameter("Refuse to begin") boolean refuse) {}

    /** A pair. */
    public record Pair(@Column("One") int one, @Column("Other") String other) {}

    /** An item. */
    public record Row(
            @Column("The item") int item,
            @Column(value = "A random number", unit = "logits") double value,
            @Column("Twice the item") long twice,
            @Column("Whether it is even") boolean even,
            @Column("Its name; none for every third") String name,
            @Column("Its colour") Colour colour,
            @Column("Numbers") double[] numbers,
            @Column("Pairs") List<Pair> pairs,
            @Column("A pair; none for every fifth") Pair pair,
            @Column("Lists of lists") List<List<Integer>> nested,
            @Column("Maybe a number") Double maybe) {}

    /** The sum. */
    public record Values(
            @Column("How many rows") int count,
            @Column("The sum of the values") double sum,
            @Column("Sums of two halves") List<Pair> halves) {}

    @Override
    public Definition<Parameters, Row> definition() {
        return new Definition<>(
                "counting", 1, "Counts", Parameters.class, Row.class, Set.of(), List.of("counting model"));
    }

    @Override
    public AnalysisRun<Row> prepare(Subject subject, Parameters parameters, Context context) {
        if (parameters.refuse()) {
            throw new InputException("it does not want to");
        }
        return new Run(parameters, context);
    }

    private record Run(Parameters parameters, Context context) implements AnalysisRun<Row> {
        @Override
        public Plan plan() {
            return new Plan(parameters.items(), parameters.perTask(), "items");
        }

        @Override
        public List<Row> rows(Task task) {
            long until = System.nanoTime() + 1000L * parameters.work();
            List<Row> rows = new ArrayList<>();
            for (int i = task.begin(); i < task.end(); i++) {
                if (parameters.failing().contains(i) && !Files.exists(file("counting.mended"))) {
                    throw new IllegalStateException("item " + i + " is not for us");
                }
                dieAt(i);
                rows.add(row(i));
            }
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            return rows;
        }

        private static Path file(String property) {
            return Path.of(System.getProperty(property, "no such file"));
        }

        /** As a kill -9 would: nothing is written any more, no hook runs. */
        private void dieAt(int item) {
            if (parameters.deadly().orElse(-1) == item && !Files.exists(file("counting.mark"))) {
                try {
                    Files.createFile(file("counting.mark"));
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                Runtime.getRuntime().halt(137);
            }
        }

        private Row row(int i) {
            SplittableRandom random = context.random(i);
            Pair pair = new Pair(i, "o'" + i + "\n\"");
            return new Row(
                    i,
                    random.nextDouble(),
                    2L * i,
                    i % 2 == 0,
                    i % 3 == 0 ? null : "name " + i,
                    parameters.colour(),
                    new double[] {random.nextDouble(), i % 2 == 0 ? Double.NaN : Double.NEGATIVE_INFINITY, -0.0},
                    i % 4 == 0 ? List.of() : List.of(pair, new Pair(-i, "")),
                    i % 5 == 0 ? null : pair,
                    List.of(List.of(i, i + 1), List.of()),
                    i % 2 == 0 ? null : 1.0 / i);
        }

        @Override
        public Summary summarise(List<Row> rows) {
            double sum = rows.stream().mapToDouble(Row::value).sum();
            Figure figure = new Figure(
                    "values",
                    "The values, one by one",
                    Map.of(
                            "data",
                            Map.of("name", "rows"),
                            "mark",
                            "point",
                            "encoding",
                            Map.of(
                                    "x",
                                    Map.of("field", "item", "type", "quantitative"),
                                    "y",
                                    Map.of("field", "value", "type", "quantitative"))));
            List<Artifact> artifacts = parameters.sumTo().stream()
                    .map(file -> new Artifact(
                            file, out -> out.write(Double.toString(sum).getBytes(StandardCharsets.UTF_8))))
                    .toList();
            return new Summary(
                    new Values(rows.size(), sum, List.of(new Pair(1, "a"), new Pair(2, "<b>"))),
                    List.of(rows.size() + " rows were counted <script>alert(1)</script>"),
                    List.of(),
                    List.of(figure),
                    artifacts);
        }
    }
}
