package org.halfspace.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.normalise.Normaliser;
import org.halfspace.onnx.referee.kernel.Operators;
import org.junit.jupiter.api.Test;

/** docs/operators.md is made from the table of operators. */
class OperatorsPageTest {
    private static final Path PAGE = Path.of("../../docs/operators.md");

    /** With this system property the page is written anew instead of compared. */
    private static final String WRITE = "write.operators.page";

    @Test
    void thePageSaysWhatTheTableSays() throws IOException {
        String page = page(StandardOperators.table());
        if (Boolean.getBoolean(WRITE)) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE)
                .as("run this test with -D" + WRITE + "=true to write the page anew")
                .content()
                .isEqualTo(page);
    }

    private static String page(OperatorTable table) {
        StringBuilder page = new StringBuilder(
                """
                # Operators that Halfspace differentiates

                Graphs of operator set 7 to %d; those below %d are brought to it first, newer ones stay as they are. An operator that
                is not here makes a network impossible to differentiate where it lies between the input and the output; `inspect` names it.
                Operators whose results are no real numbers (comparisons, indices, sizes) count as constants.

                *Reverse* is the product of a cotangent with the Jacobian, *forward* that of the Jacobian with a tangent, *referee* the second
                opinion in double precision. "Written out" operators are replaced by others of this table first.

                *Operator sets* are those that have the operator and in which ONNX Runtime runs it. At the first and at the last of them, and at
                some between, tests compare both products of random nodes with the referee.

                | operator | kind | operator sets | reverse | forward | referee | remark |
                |---|---|---|---|---|---|---|
                """
                        .formatted(OperatorVersions.NEWEST, Normaliser.OPSET));
        table.entries().forEach(entry -> page.append(row(entry)));
        return page.toString();
    }

    private static String row(OperatorEntry entry) {
        String reverse = "yes";
        String forward = "yes";
        if (entry.way() instanceof OperatorEntry.Flat) {
            reverse = "zero";
            forward = "zero";
        } else if (entry.way() instanceof OperatorEntry.Rules rules
                && rules.forward().isEmpty()) {
            forward = "no";
        }
        String name = entry.domain().isEmpty() ? entry.operator() : entry.domain() + "." + entry.operator();
        Node node = new Node(entry.operator(), entry.domain(), "", List.of(), List.of(""), Map.of());
        boolean refereed = Operators.all().of(node).isPresent();
        OperatorEntry.Versions versions = entry.versions();
        String range = versions.from() == versions.to() ? "" + versions.from() : versions.from() + "-" + versions.to();
        return String.join(
                " | ",
                "| " + name,
                entry.family(),
                range,
                reverse,
                forward,
                refereed ? "yes" : "no",
                entry.remark() + " |\n");
    }
}
