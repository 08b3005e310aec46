package org.halfspace.onnx.graph;

/** The two 16-bit floating-point formats, to and from float. (The JDK has {@code Float.float16ToFloat} from 20 on only.) */
public final class Half {
    /** 2^-24: the least positive float16. */
    private static final float LEAST = 0x1p-24f;

    private Half() {}

    /** The value of an IEEE 754 binary16 number. */
    public static float fromFloat16(short bits) {
        int sign = bits < 0 ? -1 : 1;
        int exponent = (bits >> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        if (exponent == 0) {
            return sign * fraction * LEAST;
        }
        if (exponent == 0x1f) {
            return fraction != 0 ? Float.NaN : sign * Float.POSITIVE_INFINITY;
        }
        return Float.intBitsToFloat(((bits & 0x8000) << 16) | ((exponent + 112) << 23) | (fraction << 13));
    }

    /** The nearest IEEE 754 binary16 number, ties to even. */
    public static short toFloat16(float value) {
        int bits = Float.floatToIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        float magnitude = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7e00);
        }
        if (magnitude >= 65520f) {
            return (short) (sign | 0x7c00);
        }
        if (magnitude < 0x1p-14f) {
            return (short) (sign | (int) Math.rint(magnitude / LEAST));
        }
        int rounded = (bits & 0x7fffffff) + 0xfff + ((bits >>> 13) & 1);
        return (short) (sign | ((rounded >>> 13) - (112 << 10)));
    }

    /** The value of a bfloat16 number: the upper half of a float. */
    public static float fromBfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** The nearest bfloat16 number, ties to even. */
    public static short toBfloat16(float value) {
        int bits = Float.floatToIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }
}
