package org.halfspace.cli.shell;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.halfspace.spi.Column;
import org.halfspace.spi.Parameter;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Figure;
import org.halfspace.spi.analysis.Plan;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Task;

/** A stranger's analysis that does what none should. */
public final class RogueAnalysis implements Analysis<RogueAnalysis.Parameters, RogueAnalysis.Row> {
    /** The key of a {@link Runnable} among the system's properties that presses Ctrl-C: what class loaders share. */
    static final String CTRL_C = "halfspace.test.interrupt";

    /** What it does. */
    public enum Deed {
        NOTHING,
        THROW_ERROR,
        OVERFLOW,
        HANG,
        WAIT,
        LEAK,
        WRONG_ROWS,
        NO_ROWS,
        NO_SUMMARY,
        DRAW
    }

    /** One parameter. */
    public record Parameters(@Parameter(value = "What it does", defaultValue = "nothing") Deed deed) {}

    /** A row. */
    public record Row(@Column("A number") int number) {}

    /** A row of nobody. */
    public record Other(@Column("A text") String text) {}

    @Override
    public Definition<Parameters, Row> definition() {
        return new Definition<>(
                "rogue",
                1,
                "Does what none should",
                Parameters.class,
                Row.class,
                Set.of(),
                List.of("rogue model.onnx"));
    }

    @Override
    public AnalysisRun<Row> prepare(Subject subject, Parameters parameters, Context context)
            throws InterruptedException {
        switch (parameters.deed()) {
            case THROW_ERROR -> throw new AssertionError("a slip of the author");
            case OVERFLOW -> overflow(1);
            case HANG -> {
                pressCtrlC();
                hang();
            }
            case WAIT -> {
                pressCtrlC();
                new CountDownLatch(1).await();
            }
            case LEAK -> leak();
            default -> {}
        }
        return new AnalysisRun<>() {
            @Override
            public Plan plan() {
                return new Plan(1, 1, "items");
            }

            @Override
            public List<Row> rows(Task task) {
                return switch (parameters.deed()) {
                    case NO_ROWS -> null;
                    case WRONG_ROWS -> wrongRows();
                    default -> List.of(new Row(1));
                };
            }

            @Override
            public Summary summarise(List<Row> rows) {
                if (parameters.deed() == Deed.NO_SUMMARY) {
                    return null;
                }
                List<Figure> figures =
                        parameters.deed() == Deed.DRAW ? List.of(bars("bars"), bars("others")) : List.of();
                return new Summary(new Row(rows.size()), List.of("done"), List.of(), figures, List.of());
            }
        };
    }

    private static Figure bars(String name) {
        return new Figure(
                name,
                "What it did",
                Map.of(
                        "data", Map.of("name", "rows"),
                        "mark", "bar",
                        "encoding",
                                Map.of(
                                        "x", Map.of("field", "number", "type", "quantitative"),
                                        "y", Map.of("field", "number", "type", "quantitative"))));
    }

    private static int overflow(int depth) {
        return depth < 0 ? 0 : overflow(depth + 1) + 1;
    }

    private static void pressCtrlC() {
        ((Runnable) System.getProperties().get(CTRL_C)).run();
    }

    private static void hang() {
        while (true) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                // That is the point.
            }
        }
    }

    private static void leak() {
        Thread thread = new Thread(RogueAnalysis::hang, "rogue-worker");
        thread.setDaemon(true);
        thread.start();
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static List<Row> wrongRows() {
        return (List) List.of(new Other("none of its own"));
    }
}
