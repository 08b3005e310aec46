package org.halfspace.spi.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.halfspace.spi.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumpyArrayTest {
    @TempDir
    Path folder;

    static NumpyArray fixture(String name) throws IOException {
        try (var in = NumpyArrayTest.class.getResourceAsStream(name)) {
            return NumpyArray.read(in, name);
        }
    }

    @Test
    void fortranOrderIsReadInCOrder() throws IOException {
        NumpyArray array = fixture("fortran.npy");
        assertThat(array.shape()).containsExactly(2, 3, 2);
        assertThat(array.toFloats()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(array.getInt(7)).isEqualTo(7);
    }

    @Test
    void aSingleNumberHasNoAxes() throws IOException {
        NumpyArray array = fixture("scalar.npy");
        assertThat(array.shape()).isEmpty();
        assertThat(array.toDoubles()).containsExactly(2.5);
    }

    @Test
    void anArrayWithoutElementsIsRead() throws IOException {
        NumpyArray array = fixture("empty.npy");
        assertThat(array.shape()).containsExactly(0, 3);
        assertThat(array.toDoubles()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"version2.npy", "version3.npy"})
    void laterVersionsOfTheFormatAreRead(String name) throws IOException {
        NumpyArray array = fixture(name);
        assertThat(array.type()).isEqualTo(NumpyType.INT32);
        assertThat(array.getLong(11)).isEqualTo(11);
    }

    @Test
    void unsignedLongsKeepTheirRange() throws IOException {
        NumpyArray array = fixture("extremes_u8.npy");
        assertThat(array.toDoubles()).containsExactly(0, 0x1p53, 0x1p63, 0x1p64);
        assertThat(array.getLong(1)).isEqualTo((1L << 53) + 1);
        assertThat(array.getLong(3)).isEqualTo(Long.MAX_VALUE);
        assertThat(array.getInt(3)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void halfPrecisionIsExactWithItsSubnormalsAndInfinities() throws IOException {
        NumpyArray array = fixture("halves.npy");
        assertThat(array.toDoubles())
                .containsExactly(
                        0.0,
                        -0.0,
                        1,
                        -2.5,
                        65504,
                        0x1p-24,
                        0x1p-14,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY);
        assertThat(NumpyType.halfToFloat((short) 0x7E00)).isNaN();
    }

    @Test
    void bfloat16IsTheUpperHalfOfAFloat() {
        ByteBuffer data = ByteBuffer.allocate(4).order(ByteOrder.BIG_ENDIAN);
        data.putShort((short) 0x3FC0).putShort((short) 0xC000).flip();
        NumpyArray array = NumpyArray.wrap(NumpyType.BFLOAT16, List.of(2), data);
        assertThat(array.toFloats()).containsExactly(1.5f, -2f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"objects.npy", "structured.npy", "complex.npy", "strings.npy"})
    void whatIsNotPlainNumbersIsRefused(String name) {
        assertThatThrownBy(() -> fixture(name))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("not made of plain numbers")
                .hasMessageContaining(name);
    }

    @Test
    void aFileOfSomethingElseIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("w.npy"), "hello, world");
        assertThatThrownBy(() -> NumpyArray.read(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("not a NumPy .npy file")
                .hasMessageContaining("w.npy");
    }

    @Test
    void anEmptyFileIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("w.npy"));
        assertThatThrownBy(() -> NumpyArray.read(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("an empty file");
    }

    @Test
    void everyTruncationIsBadInputAndNothingElse() throws IOException {
        byte[] whole = bytes(NumpyArray.of(List.of(2, 3), 1.0, 2, 3, 4, 5, 6));
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> NumpyArray.read(new ByteArrayInputStream(part), "part"))
                    .as("the first %d bytes", length)
                    .isInstanceOf(InputException.class);
            Path file = Files.write(folder.resolve("part.npy"), part);
            assertThatThrownBy(() -> NumpyArray.read(file)).isInstanceOf(InputException.class);
        }
    }

    @Test
    void bytesBehindTheArrayAreNotPassedOverInSilence() throws IOException {
        byte[] whole = bytes(NumpyArray.of(List.of(2), 1.0, 2));
        Path file = Files.write(folder.resolve("long.npy"), Arrays.copyOf(whole, whole.length + 1));
        assertThatThrownBy(() -> NumpyArray.read(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("more behind the array");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'descr': '<f8', 'fortran_order': False, 'shape': (268435000,), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000, 2000000000), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (65536, 65536, 65536, 65536), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999999999), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1 2,), }",
                "{'descr': '<f8', 'fortran_order': False}",
                "{'descr': '', 'fortran_order': False, 'shape': (1,), }",
                "{'descr': '|f8', 'fortran_order': False, 'shape': (1,), }",
                "{'descr': '<f8', 'fortran_order': 0, 'shape': (1,), }",
                "__import__('os').system('true')",
                ""
            })
    void hostileHeadersAreBadInputAndAllocateNothing(String header) {
        assertThatThrownBy(() -> NumpyArray.read(new ByteArrayInputStream(file(header)), "hostile"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("hostile");
    }

    @Test
    void aShapeOfThousandsOfAxesIsBadInput() {
        String shape = "1,".repeat(4000);
        assertThatThrownBy(() -> NumpyArray.read(
                        new ByteArrayInputStream(
                                file("{'descr': '<f8', 'fortran_order': False, 'shape': (" + shape + "), }")),
                        "hostile"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("too large");
    }

    @Test
    void aHeaderThatClaimsGigabytesIsRefusedUnread() {
        ByteBuffer start = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        start.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0}).putInt(0xFFFFFFF0);
        assertThatThrownBy(() -> NumpyArray.read(new ByteArrayInputStream(start.array()), "hostile"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("header of the .npy file is too long");
    }

    @Test
    void anEmptyArrayWithHugeAxesIsHarmless() throws IOException {
        byte[] file = file("{'descr': '<f8', 'fortran_order': True, 'shape': (1000000, 1000000, 0), }");
        assertThat(NumpyArray.read(new ByteArrayInputStream(file), "hostile").size())
                .isZero();
    }

    @Test
    void theLongIntegersOfPythonTwoAreRead() throws IOException {
        byte[] header = file("{\"descr\": \"|u1\", \"shape\": (2L, 1L), \"fortran_order\": False}");
        byte[] whole = Arrays.copyOf(header, header.length + 2);
        whole[header.length] = 7;
        whole[header.length + 1] = (byte) 200;
        NumpyArray array = NumpyArray.read(new ByteArrayInputStream(whole), "old");
        assertThat(array.shape()).containsExactly(2, 1);
        assertThat(array.toFloats()).containsExactly(7, 200);
    }

    @Test
    void wrapRefusesBytesThatDoNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NumpyArray.wrap(NumpyType.INT16, List.of(2), ByteBuffer.allocate(3)))
                .withMessageContaining("expected 4 bytes");
    }

    @Test
    void whatIsWrittenIsWhatNumpyWrites() throws IOException {
        try (var in = getClass().getResourceAsStream("version2.npy")) {
            byte[] numpy = in.readAllBytes();
            byte[] ours = bytes(fixture("version2.npy"));
            // NumPy was told to use version 2.0, whose header length has two bytes more.
            assertThat(Arrays.copyOfRange(ours, ours.length - 48, ours.length))
                    .isEqualTo(Arrays.copyOfRange(numpy, numpy.length - 48, numpy.length));
            String dictionary = "{'descr': '<i4', 'fortran_order': False, 'shape': (2, 3, 2), }";
            assertThat(new String(ours, 10, dictionary.length(), StandardCharsets.US_ASCII))
                    .isEqualTo(dictionary);
            assertThat((ours.length - 48) % 64).isZero();
        }
    }

    @Property
    void doublesComeBackBitForBit(@ForAll @Size(max = 50) double[] values) throws IOException {
        NumpyArray back = roundTrip(NumpyArray.of(List.of(values.length), values));
        assertThat(back.type()).isEqualTo(NumpyType.FLOAT64);
        assertThat(back.toDoubles()).containsExactly(values);
    }

    @Property
    void floatsComeBackBitForBit(@ForAll @Size(max = 50) float[] values) throws IOException {
        NumpyArray back = roundTrip(NumpyArray.of(List.of(1, values.length), values));
        assertThat(back.shape()).containsExactly(1, values.length);
        assertThat(back.toFloats()).containsExactly(values);
    }

    @Property
    void integersComeBack(@ForAll @Size(max = 50) int[] ints, @ForAll @Size(max = 50) long[] longs) throws IOException {
        NumpyArray a = roundTrip(NumpyArray.of(List.of(ints.length), ints));
        for (int i = 0; i < ints.length; i++) {
            assertThat(a.getInt(i)).isEqualTo(ints[i]);
        }
        NumpyArray b = roundTrip(NumpyArray.of(List.of(longs.length), longs));
        for (int i = 0; i < longs.length; i++) {
            assertThat(b.getLong(i)).isEqualTo(longs[i]);
        }
    }

    @Test
    void anArrayLargerThanOneChunkComesBack() throws IOException {
        float[] values = new float[700_001];
        for (int i = 0; i < values.length; i++) {
            values[i] = i * 0.5f;
        }
        NumpyArray array = NumpyArray.of(List.of(values.length), values);
        // Not containsExactly, which is quadratic.
        assertThat(roundTrip(array).toFloats()).isEqualTo(values);
        Path file = folder.resolve("a.npy");
        array.write(file);
        assertThat(NumpyArray.read(file).toFloats()).isEqualTo(values);
    }

    private static NumpyArray roundTrip(NumpyArray array) throws IOException {
        return NumpyArray.read(new ByteArrayInputStream(bytes(array)), "round trip");
    }

    private static byte[] bytes(NumpyArray array) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        array.write(out);
        return out.toByteArray();
    }

    /** A .npy file of version 1 with this header and no numbers. */
    static byte[] file(String header) {
        byte[] text = header.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(10 + text.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) text.length)
                .put(text)
                .array();
    }
}
