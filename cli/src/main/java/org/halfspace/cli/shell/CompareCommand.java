package org.halfspace.cli.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.halfspace.cli.Console;
import org.halfspace.cli.ExitStatus;
import org.halfspace.cli.OutputOptions;
import org.halfspace.cli.session.KeptResult;
import org.halfspace.cli.session.Session;
import org.halfspace.parameters.ColumnSchema;
import org.halfspace.parameters.ColumnSchema.Leaf;
import org.halfspace.report.Report;
import org.halfspace.report.ReportWriter;
import org.halfspace.spi.Column;
import picocli.CommandLine.ParseResult;

/** {@code compare}: the figures of two results side by side. */
final class CompareCommand extends BuiltIn {
    private final Session session;
    private final Console console;

    /** A figure of both. */
    record Row(
            @Column("The figure") String field,
            @Column("In the first result") Object first,
            @Column("In the second result") Object second,
            @Column("The second less the first, of numbers; \"differs\" of all else that is not the same")
                    Object difference) {}

    CompareCommand(Session session, Console console) {
        super(
                "compare",
                "The figures of two results side by side, with the differences.",
                "compare directions1 directions2",
                "compare a b --format csv");
        this.session = session;
        this.console = console;
        word(0, "RESULT", "1", "The first result's name.");
        word(1, "RESULT", "1", "The second result's name.");
        spec().addArgGroup(OutputOptions.group());
    }

    @Override
    public Integer call() throws Exception {
        ParseResult parsed = parsed();
        ReportWriter writer = OutputOptions.writer(parsed);
        KeptResult first = Results.named(parsed.matchedPositionalValue(0, ""), session);
        KeptResult second = Results.named(parsed.matchedPositionalValue(1, ""), session);
        Report report = new Report(
                "halfspace/compare",
                1,
                first.name() + " (" + about(first) + ") and " + second.name() + " (" + about(second) + ")",
                List.of(),
                null,
                Row.class,
                rows(
                        first.result().summary().values(),
                        second.result().summary().values()),
                Map.of());
        OutputOptions.print(report, Integer.MAX_VALUE, writer, console);
        return ExitStatus.DONE;
    }

    private static String about(KeptResult result) {
        return result.analysis() + " of " + result.inputs().model().getFileName();
    }

    /** The figures of both, those of the first in front; what one of them lacks is null there. */
    static List<Row> rows(Record first, Record second) {
        Map<String, Object> a = values(first);
        Map<String, Object> b = values(second);
        List<String> names = new ArrayList<>(a.keySet());
        b.keySet().stream().filter(name -> !a.containsKey(name)).forEach(names::add);
        return names.stream()
                .map(name -> new Row(name, a.get(name), b.get(name), difference(a.get(name), b.get(name))))
                .toList();
    }

    private static Map<String, Object> values(Record record) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Leaf leaf : new ColumnSchema(record.getClass()).leaves()) {
            values.put(leaf.name(), leaf.value().apply(record));
        }
        return values;
    }

    private static Object difference(Object a, Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return y.doubleValue() - x.doubleValue();
        }
        return same(a, b) ? null : "differs";
    }

    private static boolean same(Object a, Object b) {
        return Objects.deepEquals(a, b);
    }
}
