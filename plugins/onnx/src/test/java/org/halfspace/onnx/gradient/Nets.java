package org.halfspace.onnx.gradient;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;

/** Puts small networks together: input {@code x}, output {@code y}, random constants. */
final class Nets {
    private final GraphBuilder builder;
    private final SplittableRandom random;
    private final long[] sample;
    private int nodes;

    private Nets(long opset, long seed, long... sample) {
        this.builder = Graph.builder().opset("", opset);
        this.random = new SplittableRandom(seed);
        this.sample = sample;
        long[] dims = new long[sample.length + 1];
        dims[0] = -1;
        System.arraycopy(sample, 0, dims, 1, sample.length);
        builder.input(ValueInfo.of("x", ElementType.FLOAT, dims).withOpenBatch("N"));
    }

    /** A network whose samples have these sizes. */
    static Nets of(long... sample) {
        return new Nets(17, 1, sample);
    }

    /** A network of another operator set. */
    static Nets opset(long opset, long... sample) {
        return new Nets(opset, 1, sample);
    }

    /** The sizes of a sample. */
    long[] sample() {
        return sample;
    }

    /** A random constant, uniform in [-1, 1]. */
    String weights(long... dims) {
        return constant(random(random, Tensor.size(dims), -1, 1), dims);
    }

    /** A random constant, uniform in [1/2, 3/2]. */
    String positive(long... dims) {
        return constant(random(random, Tensor.size(dims), 0.5, 1.5), dims);
    }

    /** A constant of floats. */
    String constant(float[] values, long... dims) {
        String name = builder.freshName("c");
        builder.constant(name, Tensor.floats(values, dims));
        return name;
    }

    /** A float of rank 0. */
    String scalar(double value) {
        return constant(new float[] {(float) value});
    }

    /** A list of integers. */
    String longs(long... values) {
        String name = builder.freshName("c");
        builder.constant(name, Tensor.shape(values));
        return name;
    }

    /** A constant of integers with sizes. */
    String integers(long[] values, long... dims) {
        String name = builder.freshName("c");
        builder.constant(name, Tensor.longs(values, dims));
        return name;
    }

    /** Adds a node; attributes are pairs of name and value. */
    String node(String opType, List<String> inputs, Object... attributes) {
        return nodes(opType, 1, inputs, attributes).get(0);
    }

    /** Adds a node of several outputs. */
    List<String> nodes(String opType, int outputs, List<String> inputs, Object... attributes) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            names.add("t" + nodes + "_" + i);
        }
        nodes++;
        Node node = new Node(opType, "", names.get(0), inputs, names, java.util.Map.of());
        for (int i = 0; i < attributes.length; i += 2) {
            node = node.with((String) attributes[i], attribute(attributes[i + 1]));
        }
        builder.node(node);
        return names;
    }

    private static Attribute attribute(Object value) {
        if (value instanceof Integer number) {
            return new Attribute.Int(number);
        } else if (value instanceof Float number) {
            return new Attribute.Real(number);
        } else if (value instanceof String text) {
            return new Attribute.Text(text);
        } else if (value instanceof float[] numbers) {
            return new Attribute.Reals(numbers);
        }
        return new Attribute.Ints((long[]) value);
    }

    /** The graph that gives this tensor. */
    Graph to(String output) {
        return builder.output(ValueInfo.untyped(output)).build();
    }

    /** Uniform random numbers. */
    static float[] random(SplittableRandom random, int count, double low, double high) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (low + (high - low) * random.nextDouble());
        }
        return values;
    }

    /** Numbers in random order, all the same distance apart, so that a small step changes no order among them. */
    static float[] distinct(SplittableRandom random, int count, double low, double high) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            values[i] = values[other];
            values[other] = (float) (low + (high - low) * (i + 0.5) / count);
        }
        return values;
    }
}
