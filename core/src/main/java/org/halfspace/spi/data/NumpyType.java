package org.halfspace.spi.data;

import java.nio.ByteBuffer;
import java.util.Optional;

/** The element type of a {@link NumpyArray}. */
public enum NumpyType {
    FLOAT64("f8", 8, true),
    FLOAT32("f4", 4, true),
    FLOAT16("f2", 2, true),
    /** The upper half of a float32; NumPy has no such type, other formats of weights do. */
    BFLOAT16("", 2, true),
    INT64("i8", 8, false),
    INT32("i4", 4, false),
    INT16("i2", 2, false),
    INT8("i1", 1, false),
    UINT64("u8", 8, false),
    UINT32("u4", 4, false),
    UINT16("u2", 2, false),
    UINT8("u1", 1, false),
    BOOL("b1", 1, false);

    /** 2^63 as a double: what an unsigned number's upper bit stands for. */
    private static final double TWO_TO_63 = 0x1p63;

    private final String code;
    private final int bytes;
    private final boolean floating;

    NumpyType(String code, int bytes, boolean floating) {
        this.code = code;
        this.bytes = bytes;
        this.floating = floating;
    }

    /** NumPy's code without the byte order, {@code "f8"}; empty where NumPy has none. */
    String code() {
        return code;
    }

    /** How many bytes one element takes. */
    public int bytes() {
        return bytes;
    }

    /** Whether it is a floating-point type. */
    public boolean floating() {
        return floating;
    }

    /** The type with this code, without the byte order; empty where the code is none of ours. */
    static Optional<NumpyType> ofCode(String code) {
        for (NumpyType type : values()) {
            if (!type.code.isEmpty() && type.code.equals(code)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The element at a byte position, rounded to a double where it is an integer beyond 2^53. */
    double toDouble(ByteBuffer data, int at) {
        return switch (this) {
            case FLOAT64 -> data.getDouble(at);
            case FLOAT32 -> data.getFloat(at);
            case FLOAT16 -> halfToFloat(data.getShort(at));
            case BFLOAT16 -> Float.intBitsToFloat(data.getShort(at) << 16);
            case UINT64 -> unsignedToDouble(data.getLong(at));
            default -> toLong(data, at);
        };
    }

    /**
     * The element at a byte position as a Java cast makes a long: towards zero, and to the nearest end of the range where it
     * lies outside.
     */
    long toLong(ByteBuffer data, int at) {
        return switch (this) {
            case FLOAT64, FLOAT32, FLOAT16, BFLOAT16 -> (long) toDouble(data, at);
            case INT64 -> data.getLong(at);
            case INT32 -> data.getInt(at);
            case INT16 -> data.getShort(at);
            case INT8 -> data.get(at);
            case UINT64 -> data.getLong(at) < 0 ? Long.MAX_VALUE : data.getLong(at);
            case UINT32 -> Integer.toUnsignedLong(data.getInt(at));
            case UINT16 -> Short.toUnsignedLong(data.getShort(at));
            case UINT8 -> Byte.toUnsignedLong(data.get(at));
            case BOOL -> data.get(at) == 0 ? 0 : 1;
        };
    }

    private static double unsignedToDouble(long bits) {
        if (bits >= 0) {
            return bits;
        }
        // Halving keeps the lowest bit as a sticky one, so that the rounding of the conversion is still to nearest
        // even.
        double half = (bits >>> 1) | (bits & 1);
        return half < TWO_TO_63 ? half * 2 : TWO_TO_63 * 2;
    }

    /** An IEEE 754 binary16 number; the JDK reads these from version 20 on. */
    static float halfToFloat(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >>> 10) & 0x1F;
        int fraction = bits & 0x3FF;
        if (exponent == 0x1F) {
            return Float.intBitsToFloat(sign | 0x7F80_0000 | fraction << 13);
        }
        if (exponent == 0) {
            float magnitude = fraction * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        return Float.intBitsToFloat(sign | (exponent + 112) << 23 | fraction << 13);
    }
}
