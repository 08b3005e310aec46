package org.halfspace.onnx.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.onnx.run.GraphSession.Slot;
import org.halfspace.spi.model.FeatureMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedWeightsTest {
    private static final int SIZE = 1024;

    /** -1: on the heap; else how far in front of the weights a file's other contents end. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 4})
    void weightsAreReadWhereverTheyLie(int offset) {
        int bytes = SIZE * SIZE * Float.BYTES;
        ByteBuffer weights = offset < 0
                ? ByteBuffer.allocate(bytes)
                : ByteBuffer.allocateDirect(offset + bytes).position(offset).slice();
        weights.order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < SIZE; i++) {
            // y = i x: a diagonal matrix.
            weights.putFloat(i * (SIZE + 1) * Float.BYTES, i);
        }
        Graph graph = Graph.builder()
                .opset("", 17)
                .input(ValueInfo.of("x", ElementType.FLOAT, -1, SIZE))
                .constant("W", Tensor.of(ElementType.FLOAT, new long[] {SIZE, SIZE}, weights))
                .node("MatMul", "y", "x", "W")
                .output(ValueInfo.of("y", ElementType.FLOAT))
                .build();
        FloatBuffer x = FeatureMap.allocate(SIZE);
        FloatBuffer y = FeatureMap.allocate(SIZE);
        for (int i = 0; i < SIZE; i++) {
            x.put(i, 2);
        }

        try (GraphSession session = new OnnxRuntime(1).open(graph, 1, false)) {
            session.run(List.of(new Slot("x", x, 1, SIZE)), List.of(new Slot("y", y, 1, SIZE)));
        }

        for (int i = 0; i < SIZE; i++) {
            assertThat(y.get(i)).isEqualTo(2 * i);
        }
    }
}
