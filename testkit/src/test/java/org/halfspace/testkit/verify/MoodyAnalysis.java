package org.halfspace.testkit.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.halfspace.spi.Column;
import org.halfspace.spi.InputException;
import org.halfspace.spi.Parameter;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Plan;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.analysis.Task;

/** Does what its parameter says, for tests of verification. */
public final class MoodyAnalysis implements Analysis<MoodyAnalysis.Parameters, MoodyAnalysis.Row> {

    /** How it behaves. */
    public enum Mood {
        GOOD,
        THROWS,
        HANGS,
        HANGS_FOR_GOOD,
        NULL_ROWS,
        OTHER_ROWS,
        NOT_A_NUMBER,
        PATHS,
        GROUPED,
        PICKY
    }

    /** One parameter without a default. */
    public record Parameters(@Parameter("How it behaves") Mood mood) {}

    /** An item. */
    public record Row(@Column("The number") double number) {}

    /** All items. */
    public record Values(@Column("The largest number") double largest) {}

    /** Of a type that no figure has. */
    public record Paths(@Column("A file") Path file) {}

    @Override
    public Definition<Parameters, Row> definition() {
        return new Definition<>(
                "moody", 1, "What its mood is", Parameters.class, Row.class, Set.of(), List.of("moody model.onnx"));
    }

    @Override
    public AnalysisRun<Row> prepare(Subject subject, Parameters parameters, Context context) {
        Mood mood = parameters.mood();
        if (mood == Mood.PICKY) {
            throw new InputException("no model is to its taste");
        }
        return new AnalysisRun<>() {
            @Override
            public Plan plan() {
                return new Plan(10, 4, "items");
            }

            @Override
            public List<Row> rows(Task task) throws InterruptedException {
                switch (mood) {
                    case THROWS -> throw new AssertionError("a slip of the author");
                    case HANGS -> new CountDownLatch(1).await();
                    case HANGS_FOR_GOOD -> forever();
                    case NULL_ROWS -> {
                        return null;
                    }
                    case OTHER_ROWS -> {
                        return others();
                    }
                    default -> {}
                }
                List<Row> rows = new ArrayList<>();
                for (int i = task.begin(); i < task.end(); i++) {
                    double number = mood == Mood.GROUPED ? i - task.begin() : i;
                    rows.add(new Row(mood == Mood.NOT_A_NUMBER ? Double.NaN : number));
                }
                return rows;
            }

            @Override
            public Summary summarise(List<Row> rows) {
                double largest = rows.stream().mapToDouble(Row::number).max().orElse(0);
                return Summary.of(mood == Mood.PATHS ? new Paths(Path.of("x")) : new Values(largest), List.of());
            }
        };
    }

    /** Takes no notice of anything. */
    private static void forever() {
        CountDownLatch never = new CountDownLatch(1);
        while (never.getCount() > 0) {
            Thread.interrupted();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** What an author gets with an unchecked cast. */
    @SuppressWarnings("unchecked")
    private static List<Row> others() {
        return (List<Row>) (List<?>) List.of(new Values(1));
    }
}
