package org.halfspace.spi.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.halfspace.spi.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumpyArchiveTest {
    @TempDir
    Path folder;

    private Path fixture(String name) throws IOException {
        Path file = folder.resolve(name);
        try (var in = getClass().getResourceAsStream(name)) {
            Files.copy(in, file);
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"little.npz", "big.npz"})
    void everyTypeOfNumpyIsReadInBothByteOrders(String name) throws IOException {
        try (NumpyArchive archive = NumpyArchive.open(fixture(name))) {
            assertThat(archive.names())
                    .containsExactly("f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "b1");
            for (String code : archive.names()) {
                NumpyArray array = archive.read(code).orElseThrow();
                assertThat(array.type().code()).isEqualTo(code);
                assertThat(array.shape()).containsExactly(2, 3, 2);
                for (int i = 0; i < 12; i++) {
                    int expected = code.equals("b1") ? i % 2 : i;
                    assertThat(array.getDouble(i)).as(code).isEqualTo(expected);
                    assertThat(array.getLong(i)).as(code).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void aNameThatIsNotThereIsEmpty() throws IOException {
        try (NumpyArchive archive = NumpyArchive.open(fixture("little.npz"))) {
            assertThat(archive.read("W")).isEmpty();
        }
    }

    @Test
    void whatIsWrittenComesBack() throws IOException {
        Path file = folder.resolve("head.npz");
        Map<String, NumpyArray> arrays = new LinkedHashMap<>();
        arrays.put("W", NumpyArray.of(List.of(2, 3), 1.0, 2, 3, 4, 5, 6));
        arrays.put("b", NumpyArray.of(List.of(2), 0.5f, -1));
        NumpyArchive.write(file, arrays);
        try (NumpyArchive archive = NumpyArchive.open(file)) {
            assertThat(archive.names()).containsExactly("W", "b");
            assertThat(archive.read("W").orElseThrow().toDoubles()).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(archive.read("b").orElseThrow().toFloats()).containsExactly(0.5f, -1);
        }
    }

    @Test
    void textNamedNpzIsBadInput() throws IOException {
        Path file = Files.writeString(folder.resolve("w.npz"), "W = 1 2 3");
        assertBad(file, "not a NumPy .npz archive");
    }

    @Test
    void anEmptyFileIsBadInput() throws IOException {
        assertBad(Files.createFile(folder.resolve("w.npz")), "an empty file");
    }

    @Test
    void aTorchCheckpointIsToldApart() throws IOException {
        Path file = folder.resolve("model.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.closeEntry();
        }
        assertBad(file, "PyTorch checkpoint");
    }

    @Test
    void everyTruncationIsBadInput() throws IOException {
        byte[] whole = Files.readAllBytes(fixture("little.npz"));
        for (int length = 0; length < whole.length; length += 13) {
            Path file = Files.write(folder.resolve("part.npz"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> NumpyArchive.open(file).close()).isInstanceOf(InputException.class);
        }
    }

    @Test
    void everyFlippedByteIsBadInputOrHarmless() throws IOException {
        byte[] whole = Files.readAllBytes(fixture("little.npz"));
        for (int at = 0; at < whole.length; at += 7) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x5A;
            Path file = Files.write(folder.resolve("flipped.npz"), flipped);
            try (NumpyArchive archive = NumpyArchive.open(file)) {
                for (String name : archive.names()) {
                    NumpyArray array = archive.read(name).orElseThrow();
                    // What still reads was protected by its checksum: the damage was in a field that nobody needs.
                    assertThat(array.getInt(11)).isIn(1, 11);
                }
            } catch (InputException e) {
                assertThat(e.getMessage()).contains("flipped.npz");
            }
        }
    }

    @Test
    void aBombIsRefusedBeforeItIsInflated() throws IOException {
        Path file = folder.resolve("bomb.npz");
        NumpyArchive.write(file, Map.of("W", NumpyArray.of(List.of(1000), new double[1000])));
        // A file of zeros that claims to be two gigabytes of them.
        byte[] bytes = Files.readAllBytes(file);
        int size = centralField(bytes, 24);
        for (int k = 0; k < 4; k++) {
            bytes[size + k] = (byte) (0x7FFF_0000 >>> (8 * k));
        }
        Files.write(file, bytes);
        try (NumpyArchive archive = NumpyArchive.open(file)) {
            assertThatThrownBy(() -> archive.read("W"))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("compressed too well");
        }
    }

    @Test
    void aHeaderThatClaimsMoreThanTheEntryHasIsBadInput() throws IOException {
        Path file = folder.resolve("liar.npz");
        byte[] header = NumpyArrayTest.file("{'descr': '<f8', 'fortran_order': False, 'shape': (30000, 3000), }");
        stored(file, header);
        try (NumpyArchive archive = NumpyArchive.open(file)) {
            assertThatThrownBy(() -> archive.read("W"))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("\"W\" of ")
                    .hasMessageContaining("takes 720000");
        }
    }

    @Test
    void twoArraysOfOneNameAreBadInput() throws IOException {
        Path file = folder.resolve("twice.npz");
        Map<String, NumpyArray> arrays = new LinkedHashMap<>();
        arrays.put("W", NumpyArray.of(List.of(1), 1.0));
        arrays.put("X", NumpyArray.of(List.of(1), 1.0));
        NumpyArchive.write(file, arrays);
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i + 4 < bytes.length; i++) {
            if (bytes[i] == 'X' && bytes[i + 1] == '.' && bytes[i + 2] == 'n') {
                bytes[i] = 'W';
            }
        }
        Files.write(file, bytes);
        assertBad(file, "same name");
    }

    private static void stored(Path file, byte[] content) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(content);
        ZipEntry entry = new ZipEntry("W.npy");
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(entry);
            zip.write(content);
            zip.closeEntry();
        }
    }

    /** Where a field of the only entry of the table of contents lies. */
    private static int centralField(byte[] zip, int offset) {
        for (int i = zip.length - 4; i >= 0; i--) {
            if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 1 && zip[i + 3] == 2) {
                return i + offset;
            }
        }
        throw new AssertionError("no table of contents");
    }

    private static void assertBad(Path file, String message) {
        assertThatThrownBy(() -> NumpyArchive.open(file).close())
                .isInstanceOf(InputException.class)
                .hasMessageContaining(message)
                .hasMessageContaining(file.getFileName().toString());
    }
}
