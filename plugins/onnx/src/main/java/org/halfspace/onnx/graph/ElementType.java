package org.halfspace.onnx.graph;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The element types of ONNX tensors that Halfspace names; a tensor of any other type is refused when it is read. */
public enum ElementType {
    FLOAT(1, 4),
    UINT8(2, 1),
    INT8(3, 1),
    UINT16(4, 2),
    INT16(5, 2),
    INT32(6, 4),
    INT64(7, 8),
    STRING(8, 0),
    BOOL(9, 1),
    FLOAT16(10, 2),
    DOUBLE(11, 8),
    UINT32(12, 4),
    UINT64(13, 8),
    BFLOAT16(16, 2);

    private static final Map<Integer, ElementType> BY_CODE = byCode();

    private final int code;
    private final int bytes;

    ElementType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    private static Map<Integer, ElementType> byCode() {
        Map<Integer, ElementType> types = new HashMap<>();
        for (ElementType type : values()) {
            types.put(type.code, type);
        }
        return Map.copyOf(types);
    }

    /** The type with this number in {@code TensorProto.DataType}; empty where Halfspace does not know it. */
    public static Optional<ElementType> of(int code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }

    /** The number in {@code TensorProto.DataType}. */
    public int code() {
        return code;
    }

    /** How many bytes an element has; 0 for strings, which have no fixed size. */
    public int bytes() {
        return bytes;
    }

    /** Whether it is one of the floating-point types. */
    public boolean isFloating() {
        return this == FLOAT || this == DOUBLE || this == FLOAT16 || this == BFLOAT16;
    }

    /** Whether it is one of the integer types. */
    public boolean isInteger() {
        return bytes > 0 && !isFloating() && this != BOOL;
    }
}
