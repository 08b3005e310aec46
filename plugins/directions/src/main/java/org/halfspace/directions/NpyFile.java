package org.halfspace.directions;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.ejml.data.DMatrixRMaj;

/** Writes a matrix as NumPy's .npy, version 1.0: little-endian float64, row after row. */
final class NpyFile {

    /** Magic text, version and length of the header. */
    private static final int PREFIX = 10;

    /** The data begin at a multiple of this, as the format asks. */
    private static final int ALIGNMENT = 64;

    private NpyFile() {}

    static void write(DMatrixRMaj matrix, OutputStream out) throws IOException {
        String header =
                "{'descr': '<f8', 'fortran_order': False, 'shape': (" + matrix.numRows + ", " + matrix.numCols + "), }";
        int padding = ALIGNMENT - (PREFIX + header.length() + 1) % ALIGNMENT;
        byte[] text = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer prefix = ByteBuffer.allocate(PREFIX).order(ByteOrder.LITTLE_ENDIAN);
        prefix.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        prefix.putShort((short) text.length);
        out.write(prefix.array());
        out.write(text);
        ByteBuffer row = ByteBuffer.allocate(Math.multiplyExact(matrix.numCols, Double.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < matrix.numRows; i++) {
            row.clear();
            row.asDoubleBuffer().put(matrix.data, i * matrix.numCols, matrix.numCols);
            out.write(row.array());
        }
    }
}
