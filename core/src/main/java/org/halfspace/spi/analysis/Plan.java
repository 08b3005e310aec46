package org.halfspace.spi.analysis;

import java.util.ArrayList;
import java.util.List;

/**
 * How the work of a run is cut: items 0 to {@code items - 1}, whatever an item is (a sample, a class, a pair), some at a
 * time. Immutable.
 *
 * @param items how many items; 0 when the whole answer is in the summary
 * @param itemsPerTask how many of them one task takes; changes speed, never rows
 * @param unit what an item is, in the plural, for the progress bar: {@code "samples"}
 */
public record Plan(int items, int itemsPerTask, String unit) {

    public Plan {
        if (items < 0 || itemsPerTask < 1) {
            throw new IllegalArgumentException(
                    "expected items >= 0 and itemsPerTask >= 1, found " + items + " and " + itemsPerTask);
        }
    }

    /** No tasks: the summary says it all. */
    public static Plan summaryOnly() {
        return new Plan(0, 1, "items");
    }

    /** The tasks, in order. */
    public List<Task> tasks() {
        List<Task> tasks = new ArrayList<>();
        for (long begin = 0; begin < items; begin += itemsPerTask) {
            tasks.add(new Task((int) begin, (int) Math.min(items, begin + itemsPerTask)));
        }
        return tasks;
    }
}
