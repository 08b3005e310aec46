package org.halfspace.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.Dataset;
import org.halfspace.spi.data.DatasetReader;
import org.halfspace.spi.data.NumpyArray;
import org.halfspace.spi.data.NumpyType;
import org.pf4j.Extension;

/**
 * Reads the binary version of CIFAR-10 (records of a label and 3 x 32 x 32 bytes) and CIFAR-100 (a coarse label, a fine label,
 * the bytes; the fine label is taken).
 */
@Extension
public final class CifarReader implements DatasetReader {
    private static final List<Integer> SHAPE = List.of(3, 32, 32);
    private static final int PIXELS = 3 * 32 * 32;

    /** The two layouts of a record: how many labels it has, and how many classes the first and the last of them. */
    private enum Variant {
        CIFAR_10(1, 10, 10),
        CIFAR_100(2, 20, 100);

        private final int labelBytes;
        private final int firstClasses;
        private final int lastClasses;

        Variant(int labelBytes, int firstClasses, int lastClasses) {
            this.labelBytes = labelBytes;
            this.firstClasses = firstClasses;
            this.lastClasses = lastClasses;
        }

        int record() {
            return labelBytes + PIXELS;
        }

        /** Whether all labels in these bytes are classes of this variant, in a file of this size. */
        boolean fits(byte[] bytes, long size) {
            if (size == 0 || size % record() != 0) {
                return false;
            }
            for (int start = 0; start + labelBytes <= bytes.length; start += record()) {
                int first = Byte.toUnsignedInt(bytes[start]);
                int last = Byte.toUnsignedInt(bytes[start + labelBytes - 1]);
                if (first >= firstClasses || last >= lastClasses) {
                    return false;
                }
            }
            return true;
        }
    }

    @Override
    public String name() {
        return "cifar";
    }

    @Override
    public boolean recognises(FileProbe probe) {
        return DataFormat.of(probe).equals(Optional.of(DataFormat.CIFAR));
    }

    /** Whether a file of this length, which begins with these bytes, can be one of CIFAR's. */
    static boolean fits(byte[] head, long size) {
        return Variant.CIFAR_10.fits(head, size) || Variant.CIFAR_100.fits(head, size);
    }

    @Override
    public Dataset read(Request request) throws IOException {
        long size = Files.size(request.file());
        if (size > Integer.MAX_VALUE - 8) {
            throw unfit(request, size);
        }
        byte[] bytes = Files.readAllBytes(request.file());
        Variant variant = variant(bytes, request);
        int limit = request.options().dataLimit();
        int all = bytes.length / variant.record();
        int count = limit > 0 ? Math.min(limit, all) : all;
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            int start = i * variant.record();
            // The fine label is the last one.
            labels[i] = bytes[start + variant.labelBytes - 1];
            System.arraycopy(bytes, start + variant.labelBytes, bytes, i * PIXELS, PIXELS);
        }
        ByteBuffer pixels = ByteBuffer.wrap(bytes, 0, count * PIXELS);
        NumpyArray array = NumpyArray.wrap(NumpyType.UINT8, List.of(count, 3, 32, 32), pixels);
        return SampleArray.of(request, array, new SampleLayout(SHAPE, 1), labels);
    }

    private static Variant variant(byte[] bytes, Request request) {
        for (Variant variant : Variant.values()) {
            if (variant.fits(bytes, bytes.length)) {
                return variant;
            }
        }
        throw unfit(request, bytes.length);
    }

    private static InputException unfit(Request request, long size) {
        return new InputException("not a file of CIFAR-10 or CIFAR-100 images in binary form")
                .where(request.file())
                .expected("records of 3073 bytes with a label below 10, or of 3074 bytes with labels below 20 and 100")
                .found(size == 0 ? "an empty file" : size + " bytes that are not made of such records")
                .hint("the file is truncated, or has another format: --data-format");
    }
}
