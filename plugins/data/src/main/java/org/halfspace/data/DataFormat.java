package org.halfspace.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.data.NumpyArchive;
import org.halfspace.spi.data.NumpyArray;

/**
 * Tells the formats apart, in one place, so that no file is taken by two readers. Content decides; the name decides only
 * where the content is nobody's, so that a damaged file still reaches the reader that can say what is wrong with it.
 */
enum DataFormat {
    FOLDER,
    IDX,
    NUMPY,
    CIFAR,
    CSV;

    private static final Pattern IDX_NAME = Pattern.compile(".*idx[1-4][-.]ubyte.*|.*\\.idx(\\.gz)?");

    /** A line of a table of numbers: at least two cells; the last one may be cut off. */
    private static final Pattern NUMBERS = Pattern.compile(
            "\\s*[-+.\\d\"][-+.\\deE\"]*[,;\\t ][-+.\\deE\",;\\t ]*(na|nan|inf)?.*", Pattern.CASE_INSENSITIVE);

    private static final Pattern SEPARATOR = Pattern.compile("[^\\s][,;\\t ]");

    /** How many lines may come before the first line of numbers: comments and one of names. */
    private static final int LINES_BEFORE_NUMBERS = 8;

    /** The format of a file; empty where it is none that is read here. */
    static Optional<DataFormat> of(FileProbe probe) {
        if (probe.folder()) {
            return Optional.of(FOLDER);
        }
        byte[] head = unzipped(probe.head());
        return content(head, probe).or(() -> name(probe));
    }

    private static Optional<DataFormat> content(byte[] head, FileProbe probe) {
        if (isIdx(head)) {
            return Optional.of(IDX);
        }
        if (NumpyArray.recognises(probe) || NumpyArchive.recognises(probe)) {
            return Optional.of(NUMPY);
        }
        if (isTable(head)) {
            return Optional.of(CSV);
        }
        return CifarReader.fits(probe.head(), probe.size()) ? Optional.of(CIFAR) : Optional.empty();
    }

    private static Optional<DataFormat> name(FileProbe probe) {
        String name = String.valueOf(probe.path().getFileName()).toLowerCase(Locale.ROOT);
        if (IDX_NAME.matcher(name).matches()) {
            return Optional.of(IDX);
        }
        if (name.endsWith(".npy") || name.endsWith(".npz")) {
            return Optional.of(NUMPY);
        }
        if (name.endsWith(".csv") || name.endsWith(".csv.gz") || name.endsWith(".tsv")) {
            return Optional.of(CSV);
        }
        return name.endsWith(".bin") ? Optional.of(CIFAR) : Optional.empty();
    }

    private static boolean isIdx(byte[] head) {
        return head.length >= 4
                && head[0] == 0
                && head[1] == 0
                && IdxFile.type(head[2]).isPresent()
                && head[3] >= 1
                && head[3] <= 4;
    }

    private static boolean isTable(byte[] head) {
        for (byte b : head) {
            if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r') {
                return false;
            }
        }
        List<String> lines = new String(head, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .limit(LINES_BEFORE_NUMBERS)
                .toList();
        List<String> table =
                lines.stream().dropWhile(line -> line.startsWith("#")).limit(2).toList();
        boolean first = !table.isEmpty() && isNumbers(table.get(0));
        // A line of names names several columns. A single word above numbers is another format's way to begin.
        return first || (table.size() == 2 && SEPARATOR.matcher(table.get(0)).find() && isNumbers(table.get(1)));
    }

    private static boolean isNumbers(String line) {
        return NUMBERS.matcher(line).matches();
    }

    /** The head of what a gzip file holds; the head itself where it is none. */
    private static byte[] unzipped(byte[] head) {
        if (head.length < 2 || head[0] != 0x1F || head[1] != (byte) 0x8B) {
            return head;
        }
        byte[] content = new byte[FileProbe.HEAD_BYTES];
        int length = 0;
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(head))) {
            while (length < content.length) {
                int count = in.read(content, length, content.length - length);
                if (count < 0) {
                    break;
                }
                length += count;
            }
        } catch (IOException e) {
            // The head is a part of the file, so that its end is always reached too early; what came out before is what
            // is asked for.
            return Arrays.copyOf(content, length);
        }
        return Arrays.copyOf(content, length);
    }
}
