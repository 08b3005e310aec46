package org.halfspace.onnx.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SizedRunTest {
    private final List<String> events = new ArrayList<>();

    @Test
    void theSizeOfABatchDecidesAndEachWayIsMadeOnceWhenItIsNeeded() {
        SizedRun run = new SizedRun(4, () -> way("few"), () -> way("many"));

        run.run(4, List.of(), List.of());
        run.run(9, List.of(), List.of());
        run.run(3, List.of(), List.of());
        run.run(1, List.of(), List.of());

        assertThat(events).containsExactly("make many", "many 4", "many 9", "make few", "few 3", "few 1");
    }

    private Run way(String name) {
        events.add("make " + name);
        return (count, inputs, outputs) -> events.add(name + " " + count);
    }
}
