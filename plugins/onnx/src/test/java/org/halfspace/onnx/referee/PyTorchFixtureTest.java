package org.halfspace.onnx.referee;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.halfspace.onnx.graph.Attribute;
import org.halfspace.onnx.referee.array.Array;
import org.halfspace.onnx.referee.array.Shape;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Values and gradients that PyTorch gave in double precision, at ties and kinks too; make_fixtures.py wrote them. */
class PyTorchFixtureTest {
    /** Both sides compute in double precision; sums of a few dozen terms in another order, and exp, differ by this much. */
    private static final double TOLERANCE = 2e-13;

    private static final List<String> FAMILIES = List.of(
            "activations",
            "arithmetic",
            "convolutions",
            "movements",
            "normalisations",
            "pools",
            "products",
            "reductions",
            "resizing");

    @TestFactory
    Stream<DynamicContainer> agrees_with_pytorch() {
        return FAMILIES.stream().map(family -> DynamicContainer.dynamicContainer(family, cases(family)));
    }

    private static Stream<DynamicTest> cases(String family) {
        try (InputStream stream = PyTorchFixtureTest.class.getResourceAsStream("/referee/" + family + ".json")) {
            JsonNode cases = new ObjectMapper().readTree(stream);
            return StreamSupport.stream(cases.spliterator(), false)
                    .map(one -> DynamicTest.dynamicTest(
                            one.get("op").asText() + ": " + one.get("name").asText(), () -> check(one)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(JsonNode one) {
        Array[] inputs = new Array[one.get("inputs").size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = array(one.get("inputs").get(i));
        }
        OneNode node = OneNode.of(
                one.get("op").asText(),
                one.get("domain").asText(),
                one.get("opset").asLong(),
                attributes(one.get("attributes")),
                inputs);
        if (node.node().opType().equals("Split")) {
            node = node.outputs(2);
        }
        assertClose(node.run(), array(one.get("output")), "value");
        if (one.has("gradients")) {
            Array cotangent = array(one.get("cotangent"));
            for (int i = 0; i < inputs.length; i++) {
                if (!one.get("gradients").get(i).isNull()) {
                    assertClose(
                            node.vjp(cotangent, "x" + i),
                            array(one.get("gradients").get(i)),
                            "gradient by input " + i);
                }
            }
        }
    }

    private static Map<String, Attribute> attributes(JsonNode object) {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        object.properties().forEach(field -> attributes.put(field.getKey(), attribute(field.getValue())));
        return attributes;
    }

    private static Attribute attribute(JsonNode value) {
        if (value.isTextual()) {
            return new Attribute.Text(value.asText());
        }
        if (value.isIntegralNumber()) {
            return new Attribute.Int(value.asLong());
        }
        if (value.isNumber()) {
            return new Attribute.Real((float) value.asDouble());
        }
        if (value.get(0).isIntegralNumber()) {
            long[] integers = new long[value.size()];
            for (int i = 0; i < integers.length; i++) {
                integers[i] = value.get(i).asLong();
            }
            return new Attribute.Ints(integers);
        }
        float[] reals = new float[value.size()];
        for (int i = 0; i < reals.length; i++) {
            reals[i] = (float) value.get(i).asDouble();
        }
        return new Attribute.Reals(reals);
    }

    private static Array array(JsonNode tensor) {
        if (tensor.isNull()) {
            return null;
        }
        int[] shape = new int[tensor.get("shape").size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = tensor.get("shape").get(i).asInt();
        }
        JsonNode values = tensor.get("values");
        if (tensor.get("type").asText().equals("real")) {
            double[] reals = new double[values.size()];
            for (int i = 0; i < reals.length; i++) {
                reals[i] = values.get(i).asDouble();
            }
            return Array.of(reals, shape);
        }
        boolean truths = tensor.get("type").asText().equals("bool");
        long[] whole = new long[values.size()];
        for (int i = 0; i < whole.length; i++) {
            whole[i] =
                    truths ? (values.get(i).asBoolean() ? 1 : 0) : values.get(i).asLong();
        }
        return truths ? Array.booleans(whole, shape) : Array.integers(whole, shape);
    }

    private static void assertClose(Array found, Array expected, String what) {
        assertThat(Shape.text(found.shape())).as(what).isEqualTo(Shape.text(expected.shape()));
        assertThat(found.isReal()).as(what).isEqualTo(expected.isReal());
        if (!found.isReal()) {
            assertThat(found.integers()).as(what).isEqualTo(expected.integers());
            return;
        }
        for (int i = 0; i < found.size(); i++) {
            double x = found.reals()[i];
            double y = expected.reals()[i];
            assertThat(Math.abs(x - y) <= TOLERANCE * Math.max(1, Math.abs(y)) || x == y)
                    .as("%s, element %d: %s, expected %s", what, i, x, y)
                    .isTrue();
        }
    }
}
