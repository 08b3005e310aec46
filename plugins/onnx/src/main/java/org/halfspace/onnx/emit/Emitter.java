package org.halfspace.onnx.emit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.GraphBuilder;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;

/**
 * Writes nodes of standard operators into a graph, each under a name that nobody else has. A node that was written before with
 * the same inputs and attributes is not written again. Not thread-safe.
 */
public final class Emitter {
    private final GraphBuilder builder;
    private final String prefix;
    private final long opset;
    private final Map<Written, String> written = new HashMap<>();
    private final Map<Number, Map<ElementType, String>> scalars = new HashMap<>();
    private final Map<List<Long>, String> lists = new HashMap<>();
    private final Map<String, String> shared = new HashMap<>();

    private record Written(String opType, List<String> inputs, Map<String, Attribute> attributes) {}

    /**
     * @param builder receives the nodes
     * @param prefix begins the names of what is written
     * @param opset the version of ONNX's operator set that the graph has
     */
    public Emitter(GraphBuilder builder, String prefix, long opset) {
        this.builder = builder;
        this.prefix = prefix;
        this.opset = opset;
    }

    /** A node that is being put together. */
    public final class Op {
        private final String opType;
        private final List<String> inputs;
        private final Map<String, Attribute> attributes = new LinkedHashMap<>();

        private Op(String opType, List<String> inputs) {
            this.opType = opType;
            this.inputs = inputs;
        }

        /** Adds an integer attribute. */
        public Op with(String attribute, long value) {
            attributes.put(attribute, new Attribute.Int(value));
            return this;
        }

        /** Adds an attribute of integers. */
        public Op with(String attribute, long[] values) {
            attributes.put(attribute, new Attribute.Ints(values.clone()));
            return this;
        }

        /** Adds a float attribute. */
        public Op with(String attribute, float value) {
            attributes.put(attribute, new Attribute.Real(value));
            return this;
        }

        /** Adds a text attribute. */
        public Op with(String attribute, String value) {
            attributes.put(attribute, new Attribute.Text(value));
            return this;
        }

        /** Adds any attribute. */
        public Op with(String attribute, Attribute value) {
            attributes.put(attribute, value);
            return this;
        }

        /** Adds these attributes of another node, where it has them. */
        public Op like(Node other, String... names) {
            for (String name : names) {
                if (other.attributes().containsKey(name)) {
                    attributes.put(name, other.attributes().get(name));
                }
            }
            return this;
        }

        /** Writes the node, unless the same one is there already; returns the name of its output. */
        public String emit() {
            Written key = new Written(opType, inputs, attributes);
            return written.computeIfAbsent(key, missing -> to(builder.freshName(prefix + opType)));
        }

        /** Writes the node with this name for its output. */
        public String to(String output) {
            builder.node(new Node(opType, "", output, inputs, List.of(output), attributes));
            return output;
        }

        /** Writes a node of several outputs; returns their names. */
        public List<String> emit(int outputs) {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < outputs; i++) {
                names.add(builder.freshName(prefix + opType));
            }
            builder.node(new Node(opType, "", names.get(0), inputs, names, attributes));
            return names;
        }
    }

    /** Begins a node; an input that is absent is an empty name. */
    public Op op(String opType, String... inputs) {
        return new Op(opType, List.of(inputs));
    }

    /** Begins a node. */
    public Op op(String opType, List<String> inputs) {
        return new Op(opType, List.copyOf(inputs));
    }

    /** The version of ONNX's operator set that the graph has. */
    public long opset() {
        return opset;
    }

    /** Where the nodes go. */
    public GraphBuilder builder() {
        return builder;
    }

    /** A constant under a name of its own. */
    public String constant(String wish, Tensor value) {
        String name = builder.freshName(prefix + wish);
        builder.constant(name, value);
        return name;
    }

    /** A constant that is made when it is asked for first; the key is its name. */
    public String shared(String key, Supplier<Tensor> value) {
        return shared.computeIfAbsent(key, missing -> constant(key, value.get()));
    }

    /** A number of rank 0. */
    public String scalar(ElementType type, double value) {
        return scalars.computeIfAbsent(value, key -> new HashMap<>())
                .computeIfAbsent(type, key -> constant("scalar", Tensor.of(type, new double[] {value})));
    }

    /** A 64-bit integer of rank 0. */
    public String integer(long value) {
        return shared("integer/" + value, () -> Tensor.of(ElementType.INT64, new double[] {value}));
    }

    /** A list of 64-bit integers. */
    public String longs(long... values) {
        List<Long> key = Arrays.stream(values).boxed().toList();
        return lists.computeIfAbsent(key, missing -> constant("list", Tensor.shape(values)));
    }

    /** {@code a + b}. */
    public String add(String a, String b) {
        return op("Add", a, b).emit();
    }

    /** {@code a - b}. */
    public String sub(String a, String b) {
        return op("Sub", a, b).emit();
    }

    /** {@code a * b}. */
    public String mul(String a, String b) {
        return op("Mul", a, b).emit();
    }

    /** {@code a / b}. */
    public String div(String a, String b) {
        return op("Div", a, b).emit();
    }

    /** The sum of one or more tensors. */
    public String sum(List<String> terms) {
        return switch (terms.size()) {
            case 1 -> terms.get(0);
            case 2 -> add(terms.get(0), terms.get(1));
            default -> op("Sum", terms).emit();
        };
    }

    /** A tensor of other sizes, one of which may be -1. */
    public String reshape(String tensor, long... sizes) {
        return op("Reshape", tensor, longs(sizes)).emit();
    }

    /** A tensor with its axes in another order. */
    public String transpose(String tensor, long... order) {
        return op("Transpose", tensor).with("perm", order).emit();
    }

    /** Sums over axes. */
    public String reduceSum(String tensor, boolean keepAxes, long... axes) {
        return op("ReduceSum", tensor, longs(axes))
                .with("keepdims", keepAxes ? 1 : 0)
                .emit();
    }

    /** Puts zeros around a tensor; negative numbers cut off. */
    public String pad(String tensor, ElementType type, long[] pads) {
        return Arrays.stream(pads).allMatch(pad -> pad == 0)
                ? tensor
                : op("Pad", tensor, longs(pads), scalar(type, 0)).emit();
    }

    /** A part of a tensor along one axis, {@code begin <= k < end}. */
    public String slice(String tensor, long axis, long begin, long end) {
        return op("Slice", tensor, longs(begin), longs(end), longs(axis)).emit();
    }

    /** {@code condition} as numbers 0 and 1. */
    public String zeroOne(String condition, ElementType type) {
        return op("Cast", condition).with("to", type.code()).emit();
    }
}
