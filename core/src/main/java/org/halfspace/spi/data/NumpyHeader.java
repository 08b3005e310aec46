package org.halfspace.spi.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.halfspace.spi.InputException;

/**
 * What stands before the numbers of a .npy file, versions 1.0 to 3.0: type, byte order, axis order and shape. Everything in
 * it is checked before a reader allocates anything.
 *
 * @param type the element type
 * @param order the byte order
 * @param fortran whether the first axis changes fastest
 * @param shape the sizes of the axes
 * @param size how many elements
 * @param length how many bytes the header takes, magic number included
 */
record NumpyHeader(NumpyType type, ByteOrder order, boolean fortran, List<Integer> shape, int size, int length) {

    /** The largest array that a Java buffer holds. */
    static final long MAX_BYTES = Integer.MAX_VALUE - 8L;

    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    /** NumPy's own limit (max_header_size of numpy.load); only structured types come near it. */
    private static final int MAX_HEADER = 10_000;

    /** NumPy's own limit on axes, since version 2. */
    private static final int MAX_AXES = 64;

    /** NumPy pads headers so that the numbers begin at a multiple of this. */
    private static final int ALIGNMENT = 64;

    private static final Pattern DESCR = Pattern.compile("['\"]descr['\"]\\s*:\\s*(\\[|\\{|['\"][^'\"]*['\"])");
    private static final Pattern FORTRAN = Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)\\b");
    /** Python 2 wrote an L behind long numbers. */
    private static final Pattern SHAPE = Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([0-9L,\\s]*)\\)");

    /** How many bytes the elements take. */
    long bytes() {
        return (long) size * type.bytes();
    }

    /**
     * Reads a header.
     *
     * @param where the file, for messages
     * @throws InputException if it is no header, or one of an array that is not made of plain numbers
     */
    static NumpyHeader read(InputStream in, Object where) throws IOException {
        byte[] start = in.readNBytes(8);
        if (start.length < 8 || !Arrays.equals(start, 0, 6, MAGIC, 0, 6)) {
            throw new InputException("not a NumPy .npy file")
                    .where(where)
                    .expected("the bytes 93 4E 55 4D 50 59 (\"\\x93NUMPY\") at the beginning")
                    .found(start.length == 0 ? "an empty file" : hex(start));
        }
        int version = start[6];
        if (version < 1 || version > 3) {
            throw new InputException("unknown version of the .npy format")
                    .where(where)
                    .expected("1, 2 or 3")
                    .found(Byte.toUnsignedInt(start[6]));
        }
        int lengthBytes = version == 1 ? 2 : 4;
        byte[] lengthField = in.readNBytes(lengthBytes);
        if (lengthField.length < lengthBytes) {
            throw truncated(where);
        }
        ByteBuffer field = ByteBuffer.wrap(lengthField).order(ByteOrder.LITTLE_ENDIAN);
        long length = version == 1 ? Short.toUnsignedLong(field.getShort()) : Integer.toUnsignedLong(field.getInt());
        if (length > MAX_HEADER) {
            throw new InputException("the header of the .npy file is too long")
                    .where(where)
                    .expected("at most " + MAX_HEADER + " bytes, NumPy's own limit")
                    .found(length + " bytes")
                    .hint("the file is damaged, or holds a structured array: save each of its fields as an array");
        }
        byte[] text = in.readNBytes((int) length);
        if (text.length < length) {
            throw truncated(where);
        }
        return parse(new String(text, StandardCharsets.UTF_8), 8 + lengthBytes + text.length, where);
    }

    private static NumpyHeader parse(String text, int length, Object where) {
        String descr = group(DESCR, text, "descr", where);
        if (descr.startsWith("[") || descr.startsWith("{")) {
            throw unsupported("a structured array, with named fields", where)
                    .hint("save each field as an array of its own");
        }
        String code = descr.substring(1, descr.length() - 1);
        NumpyType type = type(code, where);
        boolean fortran = group(FORTRAN, text, "fortran_order", where).equals("True");
        List<Integer> shape = shape(group(SHAPE, text, "shape", where), type, where);
        ByteOrder order = code.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        // With one axis that matters, the two orders are the same.
        boolean oneAxis = shape.stream().filter(n -> n != 1).count() <= 1;
        return new NumpyHeader(type, order, fortran && !oneAxis, shape, count(shape), length);
    }

    private static String group(Pattern pattern, String text, String key, Object where) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new InputException("the header of the .npy file cannot be read")
                    .where(where)
                    .expected("a Python dictionary with descr, fortran_order and shape")
                    .found("no readable \"" + key + "\" in " + abbreviate(text));
        }
        return matcher.group(1);
    }

    private static NumpyType type(String code, Object where) {
        if (code.length() >= 2 && "<>|=".indexOf(code.charAt(0)) >= 0) {
            var type = NumpyType.ofCode(code.substring(1));
            if (type.isPresent() && (type.get().bytes() == 1 || code.charAt(0) != '|')) {
                return type.get();
            }
        }
        if (code.contains("O")) {
            throw unsupported("Python objects (a pickle, which is never executed here)", where)
                    .hint("save the array with a numeric type: numpy.save(file, array.astype('float32'))");
        }
        if (code.endsWith("V2")) {
            throw unsupported("raw 2-byte elements of type " + code, where)
                    .hint("if these are bfloat16 numbers, convert them first: array.astype('float32')");
        }
        throw unsupported("elements of type " + abbreviate(code), where).hint("convert it: array.astype('float32')");
    }

    private static InputException unsupported(String found, Object where) {
        return new InputException("the array is not made of plain numbers")
                .where(where)
                .expected("float16, float32, float64, an integer type or bool")
                .found(found);
    }

    private static List<Integer> shape(String text, NumpyType type, Object where) {
        List<Integer> shape = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String digits = part.strip().replaceFirst("L$", "");
            if (digits.isEmpty()) {
                continue;
            }
            if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw new InputException("the header of the .npy file cannot be read")
                        .where(where)
                        .expected("a shape of whole numbers")
                        .found("(" + abbreviate(text) + ")");
            }
            // As a double first: the text may be longer than any integer type.
            double value = Double.parseDouble(digits);
            if (value > MAX_BYTES || shape.size() == MAX_AXES) {
                throw tooLarge(text, where);
            }
            shape.add((int) value);
        }
        requireSize(shape, type, where);
        return List.copyOf(shape);
    }

    /** Refuses an array that no buffer holds. */
    static void requireSize(List<Integer> shape, NumpyType type, Object where) {
        double bytes = type.bytes();
        for (int length : shape) {
            bytes *= length;
        }
        if (bytes > MAX_BYTES) {
            throw tooLarge(shape.stream().map(String::valueOf).collect(Collectors.joining(", ")), where);
        }
    }

    private static InputException tooLarge(String shape, Object where) {
        return new InputException("the array is too large")
                .where(where)
                .expected("at most " + MAX_BYTES + " bytes and " + MAX_AXES + " axes")
                .found("shape (" + abbreviate(shape.strip()) + ")")
                .hint("the file is damaged, or has to be saved in parts or in a smaller type");
    }

    /** The number of elements of a shape that is known to fit. */
    static int count(List<Integer> shape) {
        return shape.contains(0) ? 0 : shape.stream().reduce(1, Math::multiplyExact);
    }

    static InputException truncated(Object where) {
        return new InputException("the .npy file ends within its header")
                .where(where)
                .hint("the file is truncated; copy it again");
    }

    private static String abbreviate(String text) {
        String line = text.strip();
        return line.length() <= 80 ? line : line.substring(0, 80) + "...";
    }

    private static String hex(byte[] bytes) {
        List<String> parts = new ArrayList<>();
        for (byte b : bytes) {
            parts.add(String.format("%02X", b));
        }
        return String.join(" ", parts);
    }

    /** The header of a little-endian file in C order, version 1.0, or 2.0 where the shape is too long for that. */
    static byte[] format(NumpyType type, List<Integer> shape) {
        String axes = shape.stream().map(String::valueOf).collect(Collectors.joining(", "));
        String dictionary = String.format(
                "{'descr': '%s%s', 'fortran_order': False, 'shape': (%s%s), }",
                type.bytes() == 1 ? "|" : "<", type.code(), axes, shape.size() == 1 ? "," : "");
        int version = dictionary.length() + ALIGNMENT > 0xFFFF ? 2 : 1;
        int prefix = version == 1 ? 10 : 12;
        // One byte at least, for the line's end.
        int total = (prefix + dictionary.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer header = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).put((byte) version).put((byte) 0);
        if (version == 1) {
            header.putShort((short) (total - prefix));
        } else {
            header.putInt(total - prefix);
        }
        header.put(dictionary.getBytes(StandardCharsets.US_ASCII));
        while (header.position() < total - 1) {
            header.put((byte) ' ');
        }
        return header.put((byte) '\n').array();
    }
}
