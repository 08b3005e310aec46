package org.halfspace.onnx;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.referee.Referee;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.run.OnnxFeatureMap.Port;
import org.halfspace.spi.model.PreciseMap;

/** g in double precision: the network's graph, evaluated in plain Java. Thread-safe. */
final class RefereeMap implements PreciseMap {
    private final Port port;
    private final Referee referee;

    /**
     * @param graph g, from pixels to h
     * @param port its names and sizes
     */
    RefereeMap(Supplier<Graph> graph, Port port) {
        this.port = port;
        this.referee = Referee.of(graph.get());
    }

    /** Whether every operator of g is known in double precision. */
    boolean complete() {
        return referee.unsupportedNodes().isEmpty();
    }

    @Override
    public double[] apply(double[] input) {
        return referee.run(feed(input), port.output()).reals().clone();
    }

    @Override
    public Linearisation linearise(double[] input) {
        Referee.Linearisation point = referee.linearise(feed(input), port.output(), port.input());
        return new Linearisation() {
            @Override
            public double[] value() {
                return point.value().reals().clone();
            }

            @Override
            public double[] vjp(double[] cotangent) {
                return point.pullback(Array.of(cotangent, point.value().shape()))
                        .reals()
                        .clone();
            }
        };
    }

    private Map<String, Array> feed(double[] input) {
        int[] shape = Arrays.stream(port.inputDims().with(1))
                .mapToInt(size -> (int) Math.abs(size))
                .toArray();
        return Map.of(port.input(), Array.of(input.clone(), shape));
    }
}
