package org.halfspace.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.halfspace.onnx.file.GraphWriter;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.spi.InputException;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.ModelOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are damaged, are something else, or want to do harm: one message each. */
class HostileFilesTest {
    @TempDir
    Path folder;

    private final Models models = new Models(3);

    private void refused(byte[] content, String... words) throws IOException {
        Path file = folder.resolve("model.onnx");
        Files.write(file, content);
        assertThatThrownBy(() -> Models.open(file, ModelOptions.defaults()))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll(words);
    }

    private void refused(ModelProto.Builder model, String... words) throws IOException {
        refused(model.build().toByteArray(), words);
    }

    private ModelProto.Builder sound() {
        GraphBuilder graph = models.toHidden(13)
                .constant("W", Tensor.of(ElementType.FLOAT, models.numbers(20), 5, 4))
                .node("MatMul", "z", "h", "W")
                .output(ValueInfo.untyped("z"));
        return GraphWriter.write(graph.build()).toBuilder();
    }

    private static TensorProto.Builder weights(ModelProto.Builder model) {
        return model.getGraphBuilder().getInitializerBuilderList().stream()
                .filter(tensor -> tensor.getName().equals("W"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_sound_model_opens() throws IOException {
        Path file = folder.resolve("model.onnx");
        Files.write(file, sound().build().toByteArray());
        try (Classifier classifier = Models.open(file, ModelOptions.defaults())) {
            assertThat(classifier.head().classes()).isEqualTo(4);
        }
    }

    @Test
    void a_file_that_is_not_there() {
        assertThatThrownBy(() -> Models.open(folder.resolve("nowhere.onnx"), ModelOptions.defaults()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void an_empty_file() throws IOException {
        refused(new byte[0], "an empty file");
    }

    @Test
    void a_picture() throws IOException {
        refused(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13}, "a PNG image");
    }

    @Test
    void a_file_that_was_cut_off() throws IOException {
        byte[] whole = sound().build().toByteArray();
        refused(Arrays.copyOf(whole, whole.length - 10), "damaged");
    }

    @Test
    void a_message_nested_without_end() throws IOException {
        GraphProto graph = GraphProto.newBuilder().setName("innermost").build();
        for (int depth = 0; depth < 200; depth++) {
            graph = GraphProto.newBuilder()
                    .addNode(NodeProto.newBuilder()
                            .setOpType("If")
                            .addAttribute(AttributeProto.newBuilder()
                                    .setName("then_branch")
                                    .setType(AttributeProto.AttributeType.GRAPH)
                                    .setG(graph)))
                    .build();
        }
        refused(ModelProto.newBuilder().setIrVersion(8).setGraph(graph), "nesting");
    }

    @Test
    void a_tensor_of_two_gigabytes_in_a_hundred_bytes() throws IOException {
        ModelProto.Builder model = sound();
        weights(model).setDims(0, 1 << 27);
        refused(model, "\"W\"", "declares");
    }

    @Test
    void a_tensor_whose_sizes_overflow() throws IOException {
        ModelProto.Builder model = sound();
        weights(model).setDims(0, (1L << 62) + 5);
        refused(model, "\"W\"", "declares");
    }

    @Test
    void a_shape_that_makes_terabytes() throws IOException {
        GraphBuilder graph = models.toHidden(13)
                .constant("shape", Tensor.shape(1 << 20, 1 << 20))
                .node("ConstantOfShape", "W", "shape")
                .node("MatMul", "z", "h", "W")
                .output(ValueInfo.untyped("z"));
        refused(GraphWriter.write(graph.build()).toBuilder(), "too large", "ConstantOfShape");
    }

    @Test
    void weights_that_double_fifty_times() throws IOException {
        GraphBuilder graph = models.toHidden(13).constant("W0", Tensor.of(ElementType.FLOAT, models.numbers(20), 5, 4));
        for (int k = 0; k < 50; k++) {
            graph.node(
                    Node.of("Concat", List.of("W" + k, "W" + k), "W" + (k + 1)).with("axis", 0));
        }
        graph.node("MatMul", "z", "h", "W50").output(ValueInfo.untyped("z"));
        refused(GraphWriter.write(graph.build()).toBuilder(), "too large", "Concat");
    }

    /** The sound model, its hidden vector made larger by what a node of few bytes makes. */
    private void grown(String words, UnaryOperator<GraphBuilder> nodes) throws IOException {
        GraphBuilder graph = nodes.apply(models.toHidden(13))
                .node("ReduceSum", "s", "B")
                .node("Add", "t", "h", "s")
                .constant("W", Tensor.of(ElementType.FLOAT, models.numbers(20), 5, 4))
                .node("MatMul", "z", "t", "W")
                .output(ValueInfo.untyped("z"));
        refused(GraphWriter.write(graph.build()).toBuilder(), "too large", words);
    }

    @Test
    void ranges_repetitions_and_margins_that_make_gigabytes() throws IOException {
        grown("Range", graph -> graph.constant("begin", Tensor.of(ElementType.FLOAT, new double[] {0}))
                .constant("end", Tensor.of(ElementType.FLOAT, new double[] {2e9}))
                .constant("step", Tensor.of(ElementType.FLOAT, new double[] {1}))
                .node("Range", "B", "begin", "end", "step"));
        grown("Expand", graph -> graph.constant("one", Tensor.of(ElementType.FLOAT, new double[] {1}, 1))
                .constant("sizes", Tensor.shape(1L << 26, 4, 3))
                .node("Expand", "B", "one", "sizes"));
        grown("Tile", graph -> graph.constant("times", Tensor.shape(1L << 20, 1L << 10))
                .node("Tile", "B", "h", "times"));
        grown("Pad", graph -> graph.constant("pads", Tensor.shape(0, 0, 1L << 30, 0))
                .node("Pad", "B", "h", "pads"));
    }

    @Test
    void an_input_that_doubles_forty_times() throws IOException {
        grown("Concat", graph -> {
            graph.node("Identity", "D0", "h");
            for (int k = 0; k < 40; k++) {
                graph.node(Node.of("Concat", List.of("D" + k, "D" + k), "D" + (k + 1))
                        .with("axis", 0));
            }
            return graph.node("Identity", "B", "D40");
        });
    }

    @Test
    void different_copies_of_an_input_that_double_forty_times() throws IOException {
        grown("Concat", graph -> {
            graph.node("Identity", "D0", "h");
            for (int k = 0; k < 40; k++) {
                graph.node("Identity", "I" + k, "D" + k)
                        .node("Add", "A" + k, "D" + k, "D" + k)
                        .node(Node.of("Concat", List.of("I" + k, "A" + k), "D" + (k + 1))
                                .with("axis", 0));
            }
            return graph.node("Identity", "B", "D40");
        });
    }

    /** A column and a row make a table, and that is made a column again. */
    @Test
    void a_broadcast_that_squares_five_times() throws IOException {
        grown("Mul", graph -> {
            graph.constant("column", Tensor.shape(-1, 1))
                    .constant("row", Tensor.shape(1, -1))
                    .node("Reshape", "D0", "h", "column");
            for (int k = 0; k < 5; k++) {
                graph.node("Reshape", "R" + k, "D" + k, "row")
                        .node("Mul", "T" + k, "D" + k, "R" + k)
                        .node("Reshape", "D" + (k + 1), "T" + k, "column");
            }
            return graph.node("Identity", "B", "D5");
        });
    }

    /** Sizes that the graph computes from the input's numbers are known to nobody. */
    @Test
    void a_doubling_behind_sizes_that_cannot_be_inferred() throws IOException {
        grown("Concat", graph -> {
            graph.node("Abs", "positive", "h").node("NonZero", "places", "positive");
            graph.constant("sizes", Tensor.shape(-1)).node("Reshape", "flat", "places", "sizes");
            graph.node(Node.of("Cast", List.of("flat"), "D0").with("to", ElementType.FLOAT.code()));
            for (int k = 0; k < 40; k++) {
                graph.node("Neg", "I" + k, "D" + k)
                        .node(Node.of("Concat", List.of("I" + k, "D" + k), "D" + (k + 1))
                                .with("axis", 0));
            }
            return graph.node("Identity", "B", "D40");
        });
    }

    @Test
    void a_loop_without_end() throws IOException {
        refused(loop(Node.of("Neg", List.of("state"), "next"), 1e15), "Loop", "run for too long");
    }

    @Test
    void a_loop_that_doubles_its_state() throws IOException {
        Node doubling = Node.of("Concat", List.of("state", "state"), "next").with("axis", 0);
        refused(loop(doubling, 60), "Loop", "run for too long");
    }

    private ModelProto.Builder loop(Node step, double trips) {
        Graph body = Graph.builder()
                .nested()
                .opset("", 13)
                .input(ValueInfo.of("turn", ElementType.INT64))
                .input(ValueInfo.of("go", ElementType.BOOL))
                .input(ValueInfo.untyped("state"))
                .node("Identity", "on", "go")
                .node(step)
                .output(ValueInfo.of("on", ElementType.BOOL))
                .output(ValueInfo.untyped("next"))
                .build();
        GraphBuilder graph = models.toHidden(13)
                .constant("trips", Tensor.of(ElementType.INT64, new double[] {trips}))
                .constant("yes", Tensor.of(ElementType.BOOL, new double[] {1}))
                .node(Node.of("Loop", List.of("trips", "yes", "h"), "t").with("body", new Attribute.Subgraph(body)))
                .constant("W", Tensor.of(ElementType.FLOAT, models.numbers(20), 5, 4))
                .node("MatMul", "z", "t", "W")
                .output(ValueInfo.untyped("z"));
        return GraphWriter.write(graph.build()).toBuilder();
    }

    @Test
    void thousands_of_graphs_inside_graphs() throws IOException {
        ModelProto.Builder model = sound();
        GraphProto inner = GraphProto.newBuilder()
                .setName("inner")
                .addNode(NodeProto.newBuilder().setOpType("Relu").addInput("h").addOutput("inside"))
                .addOutput(ValueInfoProto.newBuilder().setName("inside"))
                .build();
        for (int k = 0; k < 600; k++) {
            NodeProto.Builder choice =
                    NodeProto.newBuilder().setOpType("If").addInput("h").addOutput("if" + k);
            for (String branch : List.of("then_branch", "else_branch")) {
                choice.addAttribute(AttributeProto.newBuilder()
                        .setName(branch)
                        .setType(AttributeProto.AttributeType.GRAPH)
                        .setG(inner));
            }
            model.getGraphBuilder().addNode(choice);
        }
        refused(model, "damaged", "too many graphs inside graphs");
    }

    @Test
    void a_hundred_thousand_nodes() throws IOException {
        ModelProto.Builder model = sound();
        for (int k = 0; k < 100_001; k++) {
            model.getGraphBuilder()
                    .addNode(NodeProto.newBuilder()
                            .setOpType("Relu")
                            .addInput("h")
                            .addOutput("r" + k));
        }
        refused(model, "damaged", "too many nodes");
    }

    @Test
    void external_data_outside_the_folder() throws IOException {
        for (String place : new String[] {"../../etc/passwd", "/etc/passwd", "inside/../../outside", ".."}) {
            ModelProto.Builder model = sound();
            outside(weights(model), place);
            refused(model, "may not read", place);
        }
    }

    @Test
    void external_data_behind_a_link_that_leaves_the_folder() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path secret = Files.write(folder.resolve("secret.bin"), new byte[80]);
        Files.createSymbolicLink(inner.resolve("weights.bin"), secret);
        ModelProto.Builder model = sound();
        outside(weights(model), "weights.bin");
        Path file = Files.write(inner.resolve("model.onnx"), model.build().toByteArray());
        assertThatThrownBy(() -> Models.open(file, ModelOptions.defaults()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("a link leads out");
    }

    @Test
    void external_data_inside_the_folder_are_read() throws IOException {
        ModelProto.Builder model = sound();
        byte[] raw = weights(model).getRawData().toByteArray();
        Files.write(Files.createDirectory(folder.resolve("data")).resolve("weights.bin"), raw);
        outside(weights(model), "data/weights.bin");
        Path file = Files.write(folder.resolve("model.onnx"), model.build().toByteArray());
        try (Classifier classifier = Models.open(file, ModelOptions.defaults())) {
            assertThat(classifier.head().classes()).isEqualTo(4);
            assertThat(classifier.features().apply(new float[2 * Models.PIXELS], 2))
                    .hasSize(10);
        }
    }

    private static void outside(TensorProto.Builder tensor, String place) {
        tensor.clearRawData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue(place));
    }

    @Test
    void a_circle_of_nodes() throws IOException {
        ModelProto.Builder model = sound();
        for (NodeProto.Builder node : model.getGraphBuilder().getNodeBuilderList()) {
            if (node.getOpType().equals("Relu")) {
                node.setInput(0, "z");
            }
        }
        refused(model, "cycle");
    }

    @Test
    void a_tensor_that_nobody_makes() throws IOException {
        ModelProto.Builder model = sound();
        weights(model).setName("another");
        refused(model, "\"W\"", "nothing makes");
    }

    @Test
    void an_operator_of_a_stranger() throws IOException {
        ModelProto.Builder model = sound();
        model.addOpsetImport(
                OperatorSetIdProto.newBuilder().setDomain("com.example").setVersion(1));
        for (NodeProto.Builder node : model.getGraphBuilder().getNodeBuilderList()) {
            if (node.getOpType().equals("Relu")) {
                node.setDomain("com.example").setOpType("Fancy");
            }
        }
        refused(model, "com.example", "Fancy");
    }

    @Test
    void no_output() throws IOException {
        ModelProto.Builder model = sound();
        model.getGraphBuilder().clearOutput();
        refused(model, "no output");
    }

    @Test
    void weights_that_are_no_numbers() throws IOException {
        GraphBuilder graph = models.toHidden(13)
                .constant("W", Tensor.floats(new float[] {1, 2, 3, 4, Float.NaN, 6, 7, 8, 9, 10}, 5, 2))
                .node("MatMul", "z", "h", "W")
                .output(ValueInfo.untyped("z"));
        refused(GraphWriter.write(graph.build()).toBuilder(), "NaN", "feature 2 of class 0");
    }

    @Test
    void token_numbers_instead_of_pixels() throws IOException {
        GraphBuilder graph = Graph.builder()
                .opset("", 13)
                .input(ValueInfo.of("input_ids", ElementType.INT64, -1, 8))
                .constant("table", Tensor.of(ElementType.FLOAT, models.numbers(30), 10, 3))
                .constant("W", Tensor.of(ElementType.FLOAT, models.numbers(6), 3, 2))
                .node("Gather", "embedded", "table", "input_ids")
                .node(Node.of("ReduceMean", List.of("embedded"), "h").with("axes", 1L, 1L))
                .node("MatMul", "z", "h", "W")
                .output(ValueInfo.untyped("z"));
        refused(GraphWriter.write(graph.build()).toBuilder(), "takes text", "input_ids");
    }

    @Test
    void an_input_that_nobody_can_feed_is_left_to_the_message_of_its_type() throws IOException {
        ModelProto.Builder model = sound();
        ValueInfoProto.Builder input = model.getGraphBuilder().getInputBuilder(0);
        input.getTypeBuilder().getTensorTypeBuilder().setElemType(ElementType.STRING.code());
        refused(model, "strings");
    }
}
