package org.halfspace.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.NumpyType;

/** The JSON header of a safetensors file: for every tensor its type, its shape, and where its bytes are. */
final class SafetensorsHeader {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Map<String, NumpyType> TYPES = Map.ofEntries(
            Map.entry("F64", NumpyType.FLOAT64),
            Map.entry("F32", NumpyType.FLOAT32),
            Map.entry("F16", NumpyType.FLOAT16),
            Map.entry("BF16", NumpyType.BFLOAT16),
            Map.entry("I64", NumpyType.INT64),
            Map.entry("I32", NumpyType.INT32),
            Map.entry("I16", NumpyType.INT16),
            Map.entry("I8", NumpyType.INT8),
            Map.entry("U64", NumpyType.UINT64),
            Map.entry("U32", NumpyType.UINT32),
            Map.entry("U16", NumpyType.UINT16),
            Map.entry("U8", NumpyType.UINT8),
            Map.entry("BOOL", NumpyType.BOOL));

    private final Path file;
    private final long dataLength;

    private SafetensorsHeader(Path file, long dataLength) {
        this.file = file;
        this.dataLength = dataLength;
    }

    /**
     * One tensor.
     *
     * @param typeName the type's name in the file
     * @param type the same type; empty where it is not read here
     * @param shape the sizes of the axes
     * @param begin where its bytes begin, from the end of the header
     * @param end where they end
     */
    record Tensor(String typeName, Optional<NumpyType> type, List<Integer> shape, long begin, long end) {}

    /**
     * Reads a header.
     *
     * @param json the header's bytes
     * @param dataLength how many bytes follow the header
     * @throws InputException if it is not valid JSON, or a tensor lies outside of the file or has another length than its
     *     shape says
     */
    static Map<String, Tensor> read(byte[] json, long dataLength, Path file) throws IOException {
        try (JsonParser parser = JSON.createParser(json)) {
            return new SafetensorsHeader(file, dataLength).tensors(parser);
        } catch (JsonProcessingException e) {
            throw unreadable(file, e.getOriginalMessage(), e);
        }
    }

    private Map<String, Tensor> tensors(JsonParser parser) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        require(parser.nextToken() == JsonToken.START_OBJECT, "no object");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            require(parser.nextToken() == JsonToken.START_OBJECT, "no object for \"" + name + "\"");
            if (name.equals("__metadata__")) {
                parser.skipChildren();
            } else {
                tensors.put(name, tensor(parser, name));
            }
        }
        if (tensors.isEmpty()) {
            throw new InputException("no tensor in the safetensors file").where(file);
        }
        return tensors;
    }

    private Tensor tensor(JsonParser parser, String name) throws IOException {
        String type = "";
        List<Long> shape = null;
        List<Long> offsets = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            switch (key) {
                case "dtype" -> type = parser.getValueAsString("");
                case "shape" -> shape = numbers(parser, name);
                case "data_offsets" -> offsets = numbers(parser, name);
                default -> parser.skipChildren();
            }
        }
        require(shape != null && offsets != null && offsets.size() == 2, "no shape or offsets for \"" + name + "\"");
        return checked(name, type, shape, offsets.get(0), offsets.get(1));
    }

    private List<Long> numbers(JsonParser parser, String name) throws IOException {
        require(parser.currentToken() == JsonToken.START_ARRAY, "no list of numbers in \"" + name + "\"");
        List<Long> numbers = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            require(parser.currentToken() == JsonToken.VALUE_NUMBER_INT, "no whole number in \"" + name + "\"");
            numbers.add(parser.getLongValue());
        }
        return numbers;
    }

    private Tensor checked(String name, String typeName, List<Long> shape, long begin, long end) {
        Optional<NumpyType> type = Optional.ofNullable(TYPES.get(typeName));
        String where = "\"" + name + "\" of " + file;
        if (begin < 0 || end < begin || end > dataLength) {
            throw new InputException("a tensor lies outside of the file")
                    .where(where)
                    .expected("offsets from 0 to " + dataLength)
                    .found(begin + " to " + end)
                    .hint("the file is truncated; copy it again");
        }
        double count = 1;
        List<Integer> axes = new ArrayList<>();
        for (long length : shape) {
            if (length < 0 || length > Integer.MAX_VALUE) {
                throw new InputException("an axis of a tensor is impossible")
                        .where(where)
                        .found(length);
            }
            axes.add((int) length);
            count *= length;
        }
        if (type.isPresent() && count * type.get().bytes() != (double) (end - begin)) {
            throw new InputException("a tensor is not as long as its shape says")
                    .where(where)
                    .expected(String.format(
                            "%.0f bytes, for shape %s of %s", count * type.get().bytes(), shape, typeName))
                    .found(end - begin + " bytes");
        }
        return new Tensor(typeName, type, List.copyOf(axes), begin, end);
    }

    private void require(boolean condition, String found) {
        if (!condition) {
            throw unreadable(file, found, null);
        }
    }

    private static InputException unreadable(Path file, String found, Throwable cause) {
        return new InputException("the header of the safetensors file cannot be read", cause)
                .where(file)
                .expected("a JSON object of tensors with dtype, shape and data_offsets")
                .found(found);
    }
}
