package org.halfspace.spi.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a .npy file row by row, for arrays that are never held whole. Little-endian, C order. Not thread-safe.
 */
public final class NumpyWriter implements Closeable {
    private final OutputStream out;
    private final NumpyType type;
    private final int rowSize;
    private long missing;

    /**
     * Begins a file.
     *
     * @param out receives it; closed by {@link #close}
     * @param type {@link NumpyType#FLOAT32} or {@link NumpyType#FLOAT64}
     * @param rows how many rows there will be
     * @param rowShape the shape of one row
     */
    public NumpyWriter(OutputStream out, NumpyType type, int rows, List<Integer> rowShape) throws IOException {
        if (type != NumpyType.FLOAT32 && type != NumpyType.FLOAT64) {
            throw new IllegalArgumentException("expected FLOAT32 or FLOAT64, found " + type);
        }
        this.out = out;
        this.type = type;
        this.rowSize = rowShape.stream().reduce(1, Math::multiplyExact);
        this.missing = (long) rows * rowSize;
        List<Integer> shape = new ArrayList<>(List.of(rows));
        shape.addAll(rowShape);
        out.write(NumpyHeader.format(type, shape));
    }

    /**
     * Writes rows.
     *
     * @param values {@code rows} x row size numbers, from index 0
     */
    public void write(FloatBuffer values, int rows) throws IOException {
        ByteBuffer bytes = begin(rows);
        for (int k = 0; k < rows * rowSize; k++) {
            put(bytes, values.get(k));
        }
        out.write(bytes.array(), bytes.arrayOffset(), bytes.position());
    }

    /**
     * Writes rows.
     *
     * @param values a whole number of rows
     */
    public void write(double[] values) throws IOException {
        ByteBuffer bytes = begin(values.length / rowSize);
        for (double value : values) {
            put(bytes, value);
        }
        out.write(bytes.array(), bytes.arrayOffset(), bytes.position());
    }

    private ByteBuffer begin(int rows) {
        int numbers = Math.multiplyExact(rows, rowSize);
        if (numbers > missing) {
            throw new IllegalStateException("more rows than were announced");
        }
        missing -= numbers;
        // Wrapped, so that array() is all of it and nothing else.
        return ByteBuffer.wrap(new byte[Math.multiplyExact(numbers, type.bytes())])
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private void put(ByteBuffer bytes, double value) {
        if (type == NumpyType.FLOAT32) {
            bytes.putFloat((float) value);
        } else {
            bytes.putDouble(value);
        }
    }

    /**
     * Ends the file.
     *
     * @throws IllegalStateException if rows are missing
     */
    @Override
    public void close() throws IOException {
        out.close();
        if (missing != 0) {
            throw new IllegalStateException(missing + " numbers are missing from the file");
        }
    }
}
