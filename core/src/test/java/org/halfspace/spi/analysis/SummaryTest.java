package org.halfspace.spi.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private record Values(int count) {}

    @Test
    void aFigureIsAddedToACopy() {
        Figure first = new Figure("first", "A picture", Map.of());
        Figure second = new Figure("second", "Another", Map.of());
        Summary plain = Summary.of(new Values(1), List.of("one"));
        Summary both = plain.with(first).with(second);
        assertThat(both.figures()).containsExactly(first, second);
        assertThat(both.findings()).containsExactly("one");
        assertThat(plain.figures()).isEmpty();
    }

    @Test
    void aRunOfFunctionsAsksEachOfThem() throws InterruptedException {
        Plan plan = new Plan(3, 2, "items");
        AnalysisRun<Values> run = AnalysisRun.of(
                plan,
                task -> List.of(new Values(task.size())),
                rows -> Summary.of(rows.get(rows.size() - 1), List.of()));
        assertThat(run.plan()).isSameAs(plan);
        List<Values> rows = run.rows(new Task(0, 2));
        assertThat(rows).containsExactly(new Values(2));
        assertThat(run.summarise(rows).values()).isEqualTo(new Values(2));
        assertThat(run.hiddenDomain()).isEmpty();
    }
}
