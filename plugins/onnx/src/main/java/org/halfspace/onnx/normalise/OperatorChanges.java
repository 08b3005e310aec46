package org.halfspace.onnx.normalise;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfspace.onnx.emit.Emitter;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.graph.ElementType;
import org.halfspace.onnx.graph.Node;
import org.halfspace.onnx.graph.Tensor;
import org.halfspace.onnx.graph.ValueInfo;
import org.halfspace.spi.InputException;

/**
 * What changed in ONNX's operators between version 7 and {@link Normaliser#OPSET} of its operator set. An operator that is not
 * here means the same in all of them. Source: the change log of the ONNX specification, {@code docs/Changelog.md}.
 */
final class OperatorChanges {
    /** Rewrites one node to the meaning that it has from the entry's version on. */
    @FunctionalInterface
    interface Change {
        /**
         * Writes what takes a node's place.
         *
         * @param node the old node, which is out of the graph already
         * @param emitter writes what takes its place; the last node keeps the old one's outputs
         * @param sizes what is known of the tensors of the graph
         */
        void apply(Node node, Emitter emitter, Map<String, ValueInfo> sizes);
    }

    /**
     * One change.
     *
     * @param operator which operator
     * @param since the version that brought it
     * @param change what to do to nodes of older graphs
     */
    record Entry(String operator, long since, Change change) {}

    private static final List<Entry> ENTRIES = List.of(
            new Entry("Upsample", 9, (node, emitter, sizes) -> upsampleScales(node, emitter)),
            new Entry("Scan", 9, (node, emitter, sizes) -> {
                throw old(node, 9);
            }),
            new Entry("BatchNormalization", 9, (node, emitter, sizes) -> perChannel(node, emitter)),
            new Entry("Scatter", 11, (node, emitter, sizes) -> renamed(node, emitter, "ScatterElements")),
            new Entry("Upsample", 10, (node, emitter, sizes) -> renamed(node, emitter, "Resize")),
            new Entry("Slice", 10, (node, emitter, sizes) -> slice(node, emitter)),
            new Entry("TopK", 10, (node, emitter, sizes) -> intToInput(node, emitter, "k", 1)),
            new Entry("Resize", 11, (node, emitter, sizes) -> resize(node, emitter)),
            new Entry("Clip", 11, OperatorChanges::clip),
            new Entry("Pad", 11, OperatorChanges::pad),
            new Entry("Squeeze", 13, (node, emitter, sizes) -> listToInput(node, emitter, "axes")),
            new Entry("Unsqueeze", 13, (node, emitter, sizes) -> listToInput(node, emitter, "axes")),
            new Entry("ReduceSum", 13, (node, emitter, sizes) -> listToInput(node, emitter, "axes")),
            new Entry("Split", 13, (node, emitter, sizes) -> listToInput(node, emitter, "split")),
            new Entry("Softmax", 13, OperatorChanges::flattened),
            new Entry("LogSoftmax", 13, OperatorChanges::flattened),
            new Entry("Hardmax", 13, OperatorChanges::flattened),
            new Entry("Dropout", 12, (node, emitter, sizes) -> put(node.without("ratio"), emitter)),
            new Entry("BatchNormalization", 14, (node, emitter, sizes) -> inference(node, emitter)),
            new Entry(
                    "RoiAlign",
                    16,
                    (node, emitter, sizes) -> put(
                            node.with("coordinate_transformation_mode", new Attribute.Text("output_half_pixel")),
                            emitter)));

    private OperatorChanges() {}

    /** The changes that a graph of this version has not seen, in the order in which they came. */
    static List<Entry> since(long version) {
        return ENTRIES.stream()
                .filter(entry -> entry.since() > version)
                .sorted(Comparator.comparingLong(Entry::since))
                .toList();
    }

    private static void put(Node node, Emitter emitter) {
        emitter.builder().node(node);
    }

    private static void renamed(Node node, Emitter emitter, String operator) {
        put(new Node(operator, "", node.name(), node.inputs(), node.outputs(), node.attributes()), emitter);
    }

    private static void intToInput(Node node, Emitter emitter, String attribute, int index) {
        put(node.without(attribute).withInput(index, emitter.longs(node.intAttribute(attribute, 0))), emitter);
    }

    private static void listToInput(Node node, Emitter emitter, String attribute) {
        Optional<long[]> values = node.intsAttribute(attribute);
        put(values.isEmpty() ? node : node.without(attribute).withInput(1, emitter.longs(values.get())), emitter);
    }

    private static void upsampleScales(Node node, Emitter emitter) {
        float[] scales = node.realsAttribute("scales").orElseThrow(() -> missing(node, "scales"));
        put(
                node.without("scales").withInput(1, emitter.constant("scales", Tensor.floats(scales, scales.length))),
                emitter);
    }

    /** Up to 10, Upsample and Resize scaled from the corner and took the nearest element below. */
    private static void resize(Node node, Emitter emitter) {
        emitter.op("Resize", node.input(0), "", node.input(1))
                .with("mode", node.textAttribute("mode", "nearest"))
                .with("coordinate_transformation_mode", "asymmetric")
                .with("nearest_mode", "floor")
                .to(node.output());
    }

    private static void slice(Node node, Emitter emitter) {
        long[] starts = node.intsAttribute("starts").orElseThrow(() -> missing(node, "starts"));
        long[] ends = node.intsAttribute("ends").orElseThrow(() -> missing(node, "ends"));
        List<String> inputs = new ArrayList<>(List.of(node.input(0), emitter.longs(starts), emitter.longs(ends)));
        node.intsAttribute("axes").ifPresent(axes -> inputs.add(emitter.longs(axes)));
        emitter.op("Slice", inputs).to(node.output());
    }

    private static void clip(Node node, Emitter emitter, Map<String, ValueInfo> sizes) {
        ElementType type = type(node, sizes);
        boolean low = node.attributes().containsKey("min");
        boolean high = node.attributes().containsKey("max");
        String min = low ? emitter.scalar(type, node.realAttribute("min", 0)) : "";
        String max = high ? emitter.scalar(type, node.realAttribute("max", 0)) : "";
        emitter.op("Clip", node.input(0), min, max).to(node.output());
    }

    private static void pad(Node node, Emitter emitter, Map<String, ValueInfo> sizes) {
        long[] pads = node.intsAttribute("pads").orElseThrow(() -> missing(node, "pads"));
        emitter.op(
                        "Pad",
                        node.input(0),
                        emitter.longs(pads),
                        emitter.scalar(type(node, sizes), node.realAttribute("value", 0)))
                .like(node, "mode")
                .to(node.output());
    }

    /** The element type of a node's output; float where it is not known. */
    private static ElementType type(Node node, Map<String, ValueInfo> sizes) {
        return Optional.ofNullable(sizes.get(node.output()))
                .flatMap(ValueInfo::type)
                .orElse(ElementType.FLOAT);
    }

    private static void perChannel(Node node, Emitter emitter) {
        if (node.intAttribute("spatial", 1) == 0) {
            throw new InputException("the model normalises every activation by numbers of its own")
                    .where(node)
                    .expected("BatchNormalization with spatial = 1")
                    .found("spatial = 0, which operator sets from 9 on do not have");
        }
        put(node.without("spatial"), emitter);
    }

    private static void inference(Node node, Emitter emitter) {
        put(node.without("momentum").withOutputs(node.outputs().subList(0, 1)), emitter);
    }

    /**
     * Up to 12, a softmax flattened its input to a matrix at {@code axis} and ran over all columns; from 13 on it runs along
     * {@code axis} alone. Where {@code axis} is the last, both are the same.
     */
    private static void flattened(Node node, Emitter emitter, Map<String, ValueInfo> sizes) {
        long axis = node.intAttribute("axis", 1);
        Optional<Integer> rank = Optional.ofNullable(sizes.get(node.output()))
                .flatMap(ValueInfo::dims)
                .map(dims -> dims.length);
        if (axis == -1 || rank.filter(axes -> axis == axes - 1).isPresent()) {
            put(node.with("axis", -1L), emitter);
            return;
        }
        String flat = emitter.op("Flatten", node.input(0)).with("axis", axis).emit();
        String result = emitter.op(node.opType(), flat).with("axis", -1L).emit();
        String shape = emitter.op("Shape", node.input(0)).emit();
        emitter.op("Reshape", result, shape).to(node.output());
    }

    private static InputException old(Node node, long since) {
        return new InputException("the model has an operator in a form that is older than what can be read")
                .where(node)
                .expected(node.opType() + " of operator set " + since + " or newer")
                .hint("convert it: onnx.version_converter.convert_version(model, 13)");
    }

    private static InputException missing(Node node, String attribute) {
        return new InputException("a node lacks an attribute").where(node).expected("\"" + attribute + "\"");
    }
}
