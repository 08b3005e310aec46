package org.halfspace.spi.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PlanTest {

    @Property
    void everyItemIsInOneTask(
            @ForAll @IntRange(max = 500) int items, @ForAll @IntRange(min = 1, max = 600) int itemsPerTask) {
        List<Task> tasks = new Plan(items, itemsPerTask, "items").tasks();
        int next = 0;
        for (Task task : tasks) {
            assertThat(task.begin()).isEqualTo(next);
            assertThat(task.size()).isBetween(1, itemsPerTask);
            next = task.end();
        }
        assertThat(next).isEqualTo(items);
    }

    @Test
    void aHugeTaskDoesNotOverflow() {
        assertThat(new Plan(Integer.MAX_VALUE, Integer.MAX_VALUE - 1, "items").tasks())
                .containsExactly(
                        new Task(0, Integer.MAX_VALUE - 1), new Task(Integer.MAX_VALUE - 1, Integer.MAX_VALUE));
    }

    @Test
    void aSummaryAloneHasNoTask() {
        assertThat(Plan.summaryOnly().tasks()).isEmpty();
    }

    @Test
    void refusesEmptyTasksAndNegativeCounts() {
        assertThatThrownBy(() -> new Plan(-1, 1, "items")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Plan(1, 0, "items")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Task(2, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Task(-1, 2)).isInstanceOf(IllegalArgumentException.class);
    }
}
