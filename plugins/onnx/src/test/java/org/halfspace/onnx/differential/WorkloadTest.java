package org.halfspace.onnx.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.halfspace.onnx.differential.Workload.Sharing;
import org.halfspace.onnx.gradient.DifferentiableGraph;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.probe.GraphProbe;
import org.halfspace.onnx.run.OnnxRuntime;
import org.halfspace.spi.InputException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkloadTest {
    private static final OnnxRuntime RUNTIME = new OnnxRuntime(2);

    @AfterEach
    void unpin() {
        System.clearProperty(Workload.PIN);
    }

    @Test
    void smallNetworksAreMeasuredAndLargeOnesAreNot() {
        assertThat(Workload.of(network(1000)).sharing()).isEqualTo(Sharing.MEASURED);
        assertThat(Workload.of(network(1000)).rows()).isGreaterThan(1);
        assertThat(Workload.of(network(40_000_000)).sharing()).isEqualTo(Sharing.SIZED);
    }

    @Test
    void aLargeSampleGetsFewRowsAtOnce() {
        assertThat(Workload.of(network(40_000_000)).rows()).isBetween(1, 3);
        assertThat(Workload.of(network(400_000_000)).rows()).isEqualTo(1);
    }

    @Test
    void thePropertyPinsTheChoice() {
        System.setProperty(Workload.PIN, "rows");
        assertThat(Workload.of(network(40_000_000)).sharing()).isEqualTo(Sharing.ROWS);
        System.setProperty(Workload.PIN, "Operators");
        assertThat(Workload.of(network(1000)).sharing()).isEqualTo(Sharing.OPERATORS);
    }

    @Test
    void aPinThatCannotBeReadIsNamed() {
        System.setProperty(Workload.PIN, "both");
        assertThatThrownBy(() -> Workload.of(network(1000)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("halfspace.onnx.threads")
                .hasMessageContaining("both");
    }

    /** A network that makes twice as many numbers as its input has. */
    private static DifferentiableGraph network(long size) {
        Graph graph = Graph.builder()
                .opset("", 17)
                .input(ValueInfo.of("x", ElementType.FLOAT, -1, size))
                .node("Relu", "h", "x")
                .node("Sigmoid", "y", "h")
                .output(ValueInfo.of("y", ElementType.FLOAT))
                .build();
        return DifferentiableGraph.of(graph, "y", new GraphProbe(RUNTIME::environment));
    }
}
