package org.halfspace.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.data.DatasetReader;
import org.halfspace.spi.data.NumpyArchive;
import org.halfspace.spi.data.NumpyArray;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every file belongs to exactly one reader, whatever it is called; what is no data belongs to none. */
class DataFormatTest {
    @TempDir
    Path folder;

    private Path plain;

    @BeforeEach
    void aNameThatSaysNothing() {
        plain = folder.resolve("samples.dat");
    }

    @Test
    void idxIsKnownByItsContent() throws IOException {
        byte[] idx = SampleFiles.idx(new int[] {1, 2, 2}, (byte) 1, (byte) 2, (byte) 3, (byte) 4);
        assertOnly("idx", Files.write(plain, idx));
        assertOnly("idx", SampleFiles.gzip(plain, idx));
        // Longer than what a probe looks at, and incompressible, so that the head holds a part of the gzip file only.
        byte[] large = new byte[100 * 28 * 28];
        new Random(1).nextBytes(large);
        assertOnly("idx", SampleFiles.gzip(plain, SampleFiles.idx(new int[] {100, 28, 28}, large)));
    }

    @Test
    void numbersInTextAreCsv() throws IOException {
        for (String text : List.of(
                "7,0,0.5,255\n",
                "label,pixel0,pixel1\n3,0,255\n",
                "3;0;255\r\n",
                "3\t0\t1\n",
                "3 0 1\n",
                "# made by numpy\n1.0e+00 2.5e-01\n",
                "\uFEFF1,2,3\n".substring(1),
                "5," + "0,".repeat(5000) + "1\n")) {
            assertOnly("csv", Files.writeString(plain, text));
            assertOnly("csv", SampleFiles.gzip(plain, text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void aSingleWordAboveNumbersIsAnotherFormatsBeginning() throws IOException {
        assertNone(Files.writeString(plain, "my-samples\n0 0.5 1\n1 1 1\nend"));
        assertOnly("csv", Files.writeString(plain, ",0,1\n0,3,255\n"));
    }

    @Test
    void numpyIsKnownByItsContent() throws IOException {
        NumpyArray array = NumpyArray.of(List.of(1, 2), 1f, 2);
        array.write(plain);
        assertOnly("numpy", plain);
        NumpyArchive.write(plain, Map.of("x", array));
        assertOnly("numpy", plain);
    }

    @Test
    void cifarIsKnownByItsLabels() throws IOException {
        assertOnly("cifar", Files.write(plain, SampleFiles.cifar(new int[] {3}, new int[] {9})));
        assertOnly("cifar", Files.write(plain, SampleFiles.cifar(new int[] {19, 99}, new int[] {0, 42})));
        assertNone(Files.write(plain, SampleFiles.cifar(new int[] {3}, new int[] {10})));
    }

    @Test
    void aFolderIsAFolderOfImages() {
        assertOnly("folder", folder);
    }

    @Test
    void aDamagedFileGoesWhereItsNameSays() throws IOException {
        for (Map.Entry<String, String> name : Map.of(
                        "t10k-images-idx3-ubyte.gz", "idx",
                        "train.npz", "numpy",
                        "train.npy", "numpy",
                        "train.csv", "csv",
                        "data_batch_1.bin", "cifar")
                .entrySet()) {
            for (byte[] content : List.of(new byte[0], "something else\n".getBytes(StandardCharsets.UTF_8))) {
                assertOnly(name.getValue(), Files.write(folder.resolve(name.getKey()), content));
            }
        }
    }

    @Test
    void contentCountsMoreThanTheName() throws IOException {
        assertOnly("csv", Files.writeString(folder.resolve("x.npy"), "1,2,3\n4,5,6\n"));
        assertOnly("idx", Files.write(folder.resolve("x.csv"), SampleFiles.idx(new int[] {1}, (byte) 0)));
    }

    @Test
    void whatIsNoDataIsNobodys() throws IOException {
        assertNone(Files.createFile(plain));
        assertNone(Files.writeString(plain, "The quick brown fox, 13 times.\n"));
        assertNone(Files.writeString(plain, "{\"a\": [1, 2, 3]}\n"));
        assertNone(Files.writeString(plain, "%PDF-1.7\n"));
        assertNone(Files.writeString(plain, "PK"));
        assertNone(Files.write(plain, new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13}));
        assertNone(Files.write(plain, new byte[] {8, 7, 18, 7, 'p', 'y', 't', 'o', 'r', 'c', 'h'}));
        assertNone(Files.write(plain, new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0}));
        byte[] noise = new byte[5000];
        new Random(2).nextBytes(noise);
        assertNone(Files.write(plain, noise));
        assertNone(SampleFiles.gzip(plain, noise));
    }

    @Test
    void everyReaderHasItsOwnName() {
        assertThat(SampleFiles.READERS).extracting(DatasetReader::name).doesNotHaveDuplicates();
    }

    private static void assertOnly(String reader, Path file) {
        assertThat(readers(file)).as("%s", file).containsExactly(reader);
    }

    private static void assertNone(Path file) {
        assertThat(readers(file)).as("%s", file).isEmpty();
    }

    private static List<String> readers(Path file) {
        FileProbe probe = FileProbe.of(file);
        byte[] before = probe.head().clone();
        List<String> names = SampleFiles.READERS.stream()
                .filter(reader -> reader.recognises(probe))
                .map(DatasetReader::name)
                .toList();
        assertThat(Arrays.equals(before, probe.head())).isTrue();
        return names;
    }
}
