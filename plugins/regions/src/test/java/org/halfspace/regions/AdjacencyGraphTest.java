package org.halfspace.regions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Figure;
import org.halfspace.spi.analysis.Task;
import org.halfspace.testkit.Subjects;
import org.junit.jupiter.api.Test;

class AdjacencyGraphTest {
    @Test
    void joinsTheRegionsThatShareAFacetAndLeavesTheOthersApart() throws InterruptedException {
        // Three parallel boundaries on a line: the middle region is bounded, and the outer ones do not meet.
        var head = Heads.of(new double[][] {{0}, {1}, {2}}, 0, 0, -1);
        var parameters = Heads.parameters(Optional.empty(), true);
        var run = new RegionsAnalysis().prepare(Subjects.of(head), parameters, new Context(1, 1));
        var summary = run.summarise(run.rows(new Task(0, 3)));

        Figure figure = summary.figures().stream()
                .filter(one -> one.name().equals("adjacency"))
                .findAny()
                .orElseThrow();
        List<?> layers = (List<?>) figure.specification().get("layer");
        assertThat(values(layers.get(0))).extracting(edge -> edge.get("pair")).containsExactly("0 and 1", "1 and 2");
        assertThat(values(layers.get(1)))
                .extracting(node -> node.get("region"))
                .containsExactly("unbounded", "bounded", "unbounded");
        assertThat(figure.caption()).contains("2 of 3 pairs");
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> values(Object layer) {
        return (List<Map<String, Object>>)
                ((Map<String, Map<String, Object>>) layer).get("data").get("values");
    }
}
