package org.halfspace.onnx.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class GraphTest {
    private static GraphBuilder diamond() {
        return Graph.builder()
                .opset("", 13)
                .input(ValueInfo.of("x", ElementType.FLOAT, -1, 2))
                .constant("c", Tensor.floats(new float[] {1, 2}, 2))
                .node("Add", "sum", "left", "right")
                .node("Relu", "left", "x")
                .node("Mul", "right", "x", "c")
                .node("Neg", "unused", "x")
                .output(ValueInfo.untyped("sum"));
    }

    @Test
    void nodes_follow_those_that_they_need() {
        assertThat(diamond().build().nodes()).extracting(Node::opType).containsExactly("Relu", "Mul", "Add", "Neg");
    }

    @Test
    void pruning_leaves_what_the_outputs_need() {
        Graph pruned = diamond().build().pruned();
        assertThat(pruned.nodes()).extracting(Node::opType).containsExactly("Relu", "Mul", "Add");
        assertThat(pruned.withOutputs(List.of(ValueInfo.untyped("left"))).constants())
                .isEmpty();
    }

    @Test
    void a_part_begins_at_the_tensors_that_it_is_given() {
        Graph part = diamond()
                .build()
                .between(
                        List.of(ValueInfo.untyped("left"), ValueInfo.untyped("right"), ValueInfo.untyped("x")),
                        List.of(ValueInfo.untyped("sum")));
        assertThat(part.nodes()).extracting(Node::opType).containsExactly("Add");
        assertThat(part.inputs()).extracting(ValueInfo::name).containsExactly("left", "right");
    }

    @Test
    void producers_and_consumers_are_found() {
        Graph graph = diamond().build();
        assertThat(graph.producer("left").orElseThrow().opType()).isEqualTo("Relu");
        assertThat(graph.producer("x")).isEmpty();
        assertThat(graph.consumers("x")).extracting(Node::opType).containsExactly("Relu", "Mul", "Neg");
    }

    @Test
    void what_is_no_graph_is_refused() {
        assertThatThrownBy(() -> diamond().node("Relu", "left", "x").build())
                .isInstanceOf(MalformedGraphException.class)
                .hasMessageContaining("two nodes make the tensor \"left\"");
        assertThatThrownBy(() ->
                        diamond().node("Relu", "a", "b").node("Relu", "b", "a").build())
                .hasMessageContaining("cycle");
        assertThatThrownBy(() -> diamond().node("Relu", "a", "nowhere").build()).hasMessageContaining("nowhere");
    }

    @Test
    void a_node_uses_what_its_subgraphs_take_from_around_them() {
        Graph branch = Graph.builder()
                .nested()
                .node("Relu", "inner", "outside")
                .output(ValueInfo.untyped("inner"))
                .build();
        Node choice = Node.of("If", List.of("condition"), "chosen").with("then_branch", new Attribute.Subgraph(branch));
        assertThat(choice.uses()).containsExactly("condition", "outside");
        assertThat(choice.renamed(name -> "my/" + name).uses()).containsExactly("my/condition", "my/outside");
    }

    @Test
    void absentInputsAtTheEndOfANodeAreLeftOut() {
        Node node = Node.of("Clip", List.of("x", "", ""), "y");
        assertThat(node.inputs()).containsExactly("x");
        assertThat(node.withInputs(List.of("x", "", "high")).inputs()).containsExactly("x", "", "high");
    }
}
