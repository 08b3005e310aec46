package org.halfspace.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.NumpyArray;
import org.halfspace.spi.data.NumpyType;

/**
 * A table of numbers out of delimited text: rows of equal length, separated by commas, semicolons, tabs or spaces, with an
 * optional first line of names and lines of comments that begin with #.
 *
 * <p>A general CSV library makes a string of every cell; here there are millions, all of them numbers, most of them whole.
 */
final class NumberTable {
    /** No float needs more characters; a longer cell is no number. */
    private static final int MAX_CELL = 64;

    /** Whole numbers up to this many digits are exact in a float. */
    private static final int EXACT_DIGITS = 7;

    private static final int BUFFER = 1 << 16;

    private final Object where;
    private final int limit;
    private final List<float[]> rows = new ArrayList<>();
    private final byte[] cell = new byte[MAX_CELL];
    private int cellLength;
    private boolean tooLong;
    private float[] row = new float[64];
    private int column;
    private int columns = -1;
    private int line = 1;
    private boolean skip;
    private boolean names;
    private byte delimiter;

    private NumberTable(int limit, Object where) {
        this.limit = limit;
        this.where = where;
    }

    /**
     * Reads a table.
     *
     * @param limit how many rows at most; 0 for all
     * @param where the file, for messages
     * @throws InputException if a cell is not a finite number, a row has another length than the first, or there is no row
     */
    static NumberTable read(InputStream in, int limit, Object where) throws IOException {
        NumberTable table = new NumberTable(limit, where);
        byte[] buffer = new byte[BUFFER];
        int count = in.readNBytes(buffer, 0, BUFFER);
        table.delimiter = delimiter(buffer, count);
        int from = startsWithByteOrderMark(buffer, count) ? 3 : 0;
        while (count > 0 && !table.full()) {
            table.accept(buffer, from, count);
            from = 0;
            count = in.readNBytes(buffer, 0, BUFFER);
        }
        if (!table.full()) {
            table.endOfLine();
        }
        if (table.rows.isEmpty()) {
            throw new InputException("no row of numbers in the file").where(where);
        }
        return table;
    }

    private static boolean startsWithByteOrderMark(byte[] buffer, int count) {
        return count >= 3 && buffer[0] == (byte) 0xEF && buffer[1] == (byte) 0xBB && buffer[2] == (byte) 0xBF;
    }

    /** The first of semicolon, tab, comma, space that the first line with any of them has. */
    private static byte delimiter(byte[] buffer, int count) {
        String head = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
        for (String text : head.lines().filter(s -> !s.startsWith("#")).limit(2).toList()) {
            for (char candidate : new char[] {';', '\t', ',', ' '}) {
                if (text.strip().indexOf(candidate) >= 0) {
                    return (byte) candidate;
                }
            }
        }
        return ',';
    }

    private boolean full() {
        return limit > 0 && rows.size() >= limit;
    }

    private void accept(byte[] buffer, int from, int count) {
        for (int i = from; i < count; i++) {
            byte b = buffer[i];
            if (b == '\n') {
                endOfLine();
                line++;
                if (full()) {
                    return;
                }
            } else if (!skip && b != '\r') {
                acceptInLine(b);
            }
        }
    }

    private void acceptInLine(byte b) {
        if (b == delimiter) {
            // Between numbers that are separated by spaces there may be several.
            if (delimiter != ' ' || cellLength > 0) {
                endOfCell();
            }
        } else if (b == '#' && column == 0 && cellLength == 0) {
            skip = true;
        } else if (cellLength == MAX_CELL) {
            tooLong = true;
        } else {
            cell[cellLength++] = b;
        }
    }

    private void endOfLine() {
        boolean blank = column == 0 && cellLength == 0;
        if (!skip && !blank) {
            if (delimiter != ' ' || cellLength > 0) {
                endOfCell();
            }
            endOfRow();
        }
        skip = false;
        column = 0;
        cellLength = 0;
        tooLong = false;
    }

    private void endOfRow() {
        if (skip) {
            return;
        }
        if (columns < 0) {
            columns = column;
        } else if (column != columns) {
            throw new InputException("a row has another number of cells than the first one")
                    .where("line " + line + " of " + where)
                    .expected(columns + " cells")
                    .found(column);
        }
        rows.add(Arrays.copyOf(row, columns));
    }

    private void endOfCell() {
        if (skip) {
            return;
        }
        float value = tooLong ? Float.NaN : parse();
        if (Float.isNaN(value) && rows.isEmpty() && column == 0 && !names) {
            // A first line of names; there is one at most.
            names = true;
            skip = true;
            return;
        }
        if (!Float.isFinite(value)) {
            throw new InputException("a cell is not a finite number")
                    .where("line " + line + ", column " + (column + 1) + " of " + where)
                    .expected("a number like 0, 255 or 0.5")
                    .found("\"" + new String(cell, 0, cellLength, StandardCharsets.UTF_8).strip() + "\"");
        }
        if (column == row.length) {
            row = Arrays.copyOf(row, 2 * row.length);
        }
        row[column++] = value;
        cellLength = 0;
    }

    /** The number in the cell; NaN where there is none. */
    private float parse() {
        if (cellLength > 0 && cellLength <= EXACT_DIGITS) {
            int whole = 0;
            int i = 0;
            while (i < cellLength && cell[i] >= '0' && cell[i] <= '9') {
                whole = 10 * whole + cell[i] - '0';
                i++;
            }
            if (i == cellLength) {
                return whole;
            }
        }
        String text = new String(cell, 0, cellLength, StandardCharsets.ISO_8859_1).strip();
        if (text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")) {
            text = text.substring(1, text.length() - 1).strip();
        }
        // Java's own syntax has more: "1f", "0x1p3", "NaN".
        if (text.isEmpty() || !text.chars().allMatch(c -> "+-.eE0123456789".indexOf(c) >= 0)) {
            return Float.NaN;
        }
        try {
            return Float.parseFloat(text);
        } catch (NumberFormatException e) {
            return Float.NaN;
        }
    }

    /** How many rows. */
    int size() {
        return rows.size();
    }

    /** How many cells a row has. */
    int columns() {
        return columns;
    }

    /** A cell. */
    float get(int row, int column) {
        return rows.get(row)[column];
    }

    /**
     * Some columns as an array, rows first: of bytes where all of its numbers are whole and from 0 to 255, else of floats.
     *
     * @param from the first column
     * @param to the column behind the last
     */
    NumpyArray array(int from, int to) {
        boolean bytes = true;
        for (int i = 0; bytes && i < rows.size(); i++) {
            float[] values = rows.get(i);
            for (int k = from; k < to; k++) {
                bytes &= values[k] >= 0 && values[k] <= 255 && values[k] == (int) values[k];
            }
        }
        NumpyType type = bytes ? NumpyType.UINT8 : NumpyType.FLOAT32;
        long length = (long) rows.size() * (to - from) * type.bytes();
        if (length > Integer.MAX_VALUE - 8) {
            throw new InputException("the table is too large")
                    .where(where)
                    .expected("at most 2 GiB of numbers")
                    .found(length + " bytes")
                    .hint("read the first rows only: --data-limit N");
        }
        ByteBuffer data = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] values : rows) {
            for (int k = from; k < to; k++) {
                if (bytes) {
                    data.put((byte) (int) values[k]);
                } else {
                    data.putFloat(values[k]);
                }
            }
        }
        return NumpyArray.wrap(type, List.of(rows.size(), to - from), data.flip());
    }
}
