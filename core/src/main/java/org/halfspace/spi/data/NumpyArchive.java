package org.halfspace.spi.data;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;

/**
 * A .npz file: named arrays in a zip archive, stored or deflated. Opening reads the table of contents only; an array is
 * read when it is asked for, and checked against its checksum. Thread-safe until it is closed.
 */
public final class NumpyArchive implements Closeable {
    private static final String SUFFIX = ".npy";

    /** Where an entry's name begins in a zip file; its length stands four bytes before. */
    private static final int ZIP_NAME = 30;

    /** More arrays than any model has layers; a table of contents beyond it is an attack or a mistake. */
    private static final int MAX_ENTRIES = 100_000;

    /** Below this many bytes an array is read however well it was compressed: one-hot labels of 1000 classes reach 750. */
    private static final long FREE_BYTES = 512L << 20;

    /**
     * Above {@link #FREE_BYTES}, an array that was compressed better than this is refused. Deflate reaches 1032, on constant
     * data; MNIST images measure 5 (as bytes) to 23 (as float64).
     */
    private static final long MAX_RATIO = 250;

    private final Path file;
    private final ZipFile zip;
    private final Map<String, ZipEntry> entries;

    private NumpyArchive(Path file, ZipFile zip, Map<String, ZipEntry> entries) {
        this.file = file;
        this.zip = zip;
        this.entries = entries;
    }

    /**
     * Opens an archive.
     *
     * @throws InputException if it is not a zip archive, or has no array in it
     * @throws IOException if the file cannot be read
     */
    public static NumpyArchive open(Path file) throws IOException {
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile());
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw new InputException("not a NumPy .npz archive, or a damaged one", e)
                    .where(file)
                    .expected("a zip archive of .npy files, as numpy.savez writes it")
                    .found(
                            Files.size(file) == 0
                                    ? "an empty file"
                                    : "a file that is no zip archive: " + e.getMessage());
        }
        try {
            return new NumpyArchive(file, zip, contents(file, zip));
        } catch (RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static Map<String, ZipEntry> contents(Path file, ZipFile zip) {
        if (zip.size() > MAX_ENTRIES) {
            throw new InputException("too many entries in the archive")
                    .where(file)
                    .expected("at most " + MAX_ENTRIES)
                    .found(zip.size());
        }
        Map<String, ZipEntry> arrays = new LinkedHashMap<>();
        zip.stream().filter(entry -> entry.getName().endsWith(SUFFIX)).forEach(entry -> {
            String name = entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
            if (arrays.put(name, entry) != null) {
                throw new InputException("two arrays of the archive have the same name")
                        .where(file)
                        .found(name);
            }
        });
        if (arrays.isEmpty()) {
            String found = zip.stream().limit(8).map(ZipEntry::getName).collect(Collectors.joining(", "));
            throw new InputException("no array in the archive")
                    .where(file)
                    .expected("a zip archive of .npy files, as numpy.savez writes it")
                    .found(found.isEmpty() ? "an empty archive" : found)
                    .hint(
                            found.contains("data.pkl")
                                    ? "this is a PyTorch checkpoint; write its tensors with numpy.savez or safetensors"
                                    : "write the arrays with numpy.savez");
        }
        return arrays;
    }

    /** Whether a file begins as an archive of arrays does: a zip whose first entry is a .npy. */
    public static boolean recognises(FileProbe probe) {
        byte[] head = probe.head();
        if (!probe.startsWith((byte) 'P', (byte) 'K', (byte) 3, (byte) 4) || head.length < ZIP_NAME) {
            return false;
        }
        int length = Byte.toUnsignedInt(head[ZIP_NAME - 4]) | Byte.toUnsignedInt(head[ZIP_NAME - 3]) << 8;
        int end = Math.min(head.length, ZIP_NAME + length);
        return new String(head, ZIP_NAME, end - ZIP_NAME, StandardCharsets.UTF_8).endsWith(SUFFIX);
    }

    /** The names of the arrays, in the file's order, without {@code .npy}. */
    public List<String> names() {
        return List.copyOf(entries.keySet());
    }

    /**
     * The shape of an array, from its header alone.
     *
     * @return empty where there is none of this name
     * @throws InputException as {@link #read} does for a header
     */
    public Optional<List<Integer>> shape(String name) throws IOException {
        ZipEntry entry = entries.get(name);
        if (entry == null) {
            return Optional.empty();
        }
        String where = where(name);
        try (InputStream in = zip.getInputStream(entry)) {
            return Optional.of(NumpyHeader.read(in, where).shape());
        } catch (ZipException | EOFException e) {
            throw damaged(where, e.getMessage(), e);
        }
    }

    private String where(String name) {
        return "\"" + name + "\" of " + file;
    }

    /**
     * Reads an array.
     *
     * @return empty where there is none of this name
     * @throws InputException if the entry is damaged, is larger or smaller than it says, or is not made of plain numbers
     * @throws IOException if the file cannot be read
     */
    public Optional<NumpyArray> read(String name) throws IOException {
        ZipEntry entry = entries.get(name);
        return entry == null ? Optional.empty() : Optional.of(read(name, entry));
    }

    private NumpyArray read(String name, ZipEntry entry) throws IOException {
        String where = where(name);
        requirePlausible(entry, where);
        CRC32 sum = new CRC32();
        NumpyArray array;
        try (InputStream in = new BufferedInputStream(new CheckedInputStream(zip.getInputStream(entry), sum))) {
            array = readEntry(in, entry, where);
            if (in.read() >= 0) {
                throw damaged(where, "more bytes than the table of contents says", null);
            }
        } catch (ZipException | EOFException e) {
            throw damaged(where, e.getMessage(), e);
        }
        if (sum.getValue() != entry.getCrc()) {
            throw damaged(where, "another checksum than the table of contents has", null);
        }
        return array;
    }

    /** Memory grows with what is inflated, whatever was declared, as long as the declared sizes agree. */
    private static NumpyArray readEntry(InputStream in, ZipEntry entry, String where) throws IOException {
        NumpyHeader header = NumpyHeader.read(in, where);
        long declared = header.length() + header.bytes();
        if (declared != entry.getSize()) {
            throw damaged(
                    where,
                    entry.getSize() + " bytes, where shape " + header.shape() + " of " + header.type() + " takes "
                            + declared,
                    null);
        }
        return NumpyArray.readElements(in, header, where);
    }

    private void requirePlausible(ZipEntry entry, String where) throws IOException {
        long packed = entry.getCompressedSize();
        if (packed > Files.size(file)) {
            throw damaged(where, packed + " compressed bytes in a file of " + Files.size(file), null);
        }
        if (entry.getSize() > FREE_BYTES && entry.getSize() / Math.max(1, packed) > MAX_RATIO) {
            throw new InputException("an array of the archive is compressed too well to be data")
                    .where(where)
                    .expected("at most " + MAX_RATIO + " bytes for one compressed byte")
                    .found(entry.getSize() + " bytes from " + packed)
                    .hint("if it is meant so, write it with numpy.savez, uncompressed");
        }
    }

    private static InputException damaged(String where, String found, Throwable cause) {
        return new InputException("an array of the archive is damaged", cause)
                .where(where)
                .found(found)
                .hint("copy the file again");
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** Writes an archive of deflated arrays; entries carry no time, so that equal arrays give equal files. */
    public static void write(Path file, Map<String, NumpyArray> arrays) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, NumpyArray> array : arrays.entrySet()) {
                ZipEntry entry = new ZipEntry(array.getKey() + SUFFIX);
                entry.setTime(0);
                zip.putNextEntry(entry);
                array.getValue().write(zip);
                zip.closeEntry();
            }
        }
    }

    /** {@code "float64 20 x 2"}. */
    static String describe(NumpyType type, List<Integer> shape) {
        String axes = shape.stream().map(String::valueOf).collect(Collectors.joining(" x "));
        return type.name().toLowerCase(Locale.ROOT) + " " + (axes.isEmpty() ? "scalar" : axes);
    }
}
