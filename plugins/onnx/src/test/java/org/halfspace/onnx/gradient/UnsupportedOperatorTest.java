package org.halfspace.onnx.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.spi.InputException;
import org.junit.jupiter.api.Test;

class UnsupportedOperatorTest {

    @Test
    void anOperatorWithoutARuleIsNamedWithItsNodeAndWhatToDo() {
        DifferentiableGraph subject = subject("Det", 3, 3);
        assertThat(subject.unsupportedOperators()).containsExactly("Det");
        assertThatThrownBy(() -> VjpGraph.of(subject))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("there is no derivative of Det")
                .hasMessageContaining("Det \"t0_0\", operator set 17")
                .hasMessageContaining("try:");
    }

    @Test
    void anOperatorBesideThePathIsNoObstacle() {
        Nets net = Nets.of(3, 3);
        String off = net.node("Det", List.of(net.weights(1, 3, 3)));
        Graph graph = net.to(net.node("Mul", List.of("x", off)));
        DifferentiableGraph subject =
                DifferentiableGraph.of(graph, graph.outputs().get(0).name(), Jacobians.PROBE);
        assertThat(subject.unsupportedOperators()).isEmpty();
        assertThat(VjpGraph.of(subject).graph().outputs()).hasSize(2);
    }

    @Test
    void anOutputThatIsRoundedHasNoDerivative() {
        assertThatThrownBy(() -> VjpGraph.of(subject("Floor", 3)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("does not depend on the input in a way that has a derivative");
    }

    @Test
    void weightsThatDependOnTheInputAreRefused() {
        Nets net = Nets.of(2, 3, 3);
        String weights = net.node("ReduceMean", List.of("x"), "axes", new long[] {0}, "keepdims", 1);
        Graph graph = net.to(net.node("Conv", List.of("x", weights)));
        DifferentiableGraph subject =
                DifferentiableGraph.of(graph, graph.outputs().get(0).name(), Jacobians.PROBE);
        assertThatThrownBy(() -> VjpGraph.of(subject))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("weights that do not depend on the network's input");
    }

    @Test
    void sizesThatDoNotFitAnOperatorAreTheFilesFault() {
        // ONNX Runtime has nothing against a pool over no axes before it runs it.
        assertThatThrownBy(() -> VjpGraph.of(subject("GlobalAveragePool")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("GlobalAveragePool");
    }

    @Test
    void severalCotangentsAtOnceAreRefusedAlongTheBatch() {
        Nets net = Nets.of(3);
        Graph graph = net.to(net.node("Softmax", List.of("x"), "axis", 0));
        DifferentiableGraph subject =
                DifferentiableGraph.of(graph, graph.outputs().get(0).name(), Jacobians.PROBE);
        assertThatThrownBy(() -> VjpGraph.stacked(subject, 2))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("an axis within a sample");
    }

    private static DifferentiableGraph subject(String operator, long... sample) {
        Nets net = Nets.of(sample);
        Graph graph = net.to(net.node(operator, List.of("x")));
        return DifferentiableGraph.of(graph, graph.outputs().get(0).name(), Jacobians.PROBE);
    }
}
