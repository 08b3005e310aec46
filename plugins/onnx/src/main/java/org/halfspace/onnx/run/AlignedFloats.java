package org.halfspace.onnx.run;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Memory that begins where ONNX Runtime's own begins. */
public final class AlignedFloats {
    /** What ONNX Runtime aligns its tensors to at least, and as much as the widest vector register holds. */
    private static final int BYTES = 64;

    private AlignedFloats() {}

    /**
     * A direct buffer in native order.
     *
     * @param numbers how many
     */
    public static FloatBuffer allocate(int numbers) {
        int bytes = Math.multiplyExact(numbers, Float.BYTES);
        ByteBuffer padded = ByteBuffer.allocateDirect(Math.addExact(bytes, BYTES));
        int first = (BYTES - padded.alignmentOffset(0, BYTES)) % BYTES;
        return padded.slice(first, bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }
}
