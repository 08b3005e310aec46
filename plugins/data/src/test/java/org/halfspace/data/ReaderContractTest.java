package org.halfspace.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.halfspace.spi.data.DatasetReader;
import org.halfspace.spi.data.NumpyArchive;
import org.halfspace.spi.data.NumpyArray;
import org.halfspace.testkit.DatasetReaderContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The promises of the interface, for every reader of this plugin. */
class ReaderContractTest {

    /** A reader and a file of two samples. */
    private abstract static class Contract extends DatasetReaderContract {
        private final DatasetReader reader;
        private final List<Integer> shape;

        @TempDir
        private Path own;

        private Path file;

        Contract(DatasetReader reader, Integer... shape) {
            this.reader = reader;
            this.shape = List.of(shape);
        }

        /** Writes the samples into an empty folder. */
        abstract Path write(Path folder) throws IOException;

        @BeforeEach
        void writeSamples() throws IOException {
            file = write(own);
        }

        @Override
        protected DatasetReader reader() {
            return reader;
        }

        @Override
        protected Path file() {
            return file;
        }

        @Override
        protected int size() {
            return 2;
        }

        @Override
        protected List<Integer> shape() {
            return shape;
        }
    }

    @Nested
    class Idx extends Contract {
        Idx() {
            super(new IdxReader(), 1, 2, 2);
        }

        @Override
        Path write(Path folder) throws IOException {
            byte[] content = SampleFiles.idx(
                    new int[] {2, 2, 2}, (byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5, (byte) 6, (byte) 7, (byte)
                            8);
            return SampleFiles.gzip(folder.resolve("images-idx3-ubyte.gz"), content);
        }
    }

    @Nested
    class Csv extends Contract {
        Csv() {
            super(new CsvReader(), 3);
        }

        @Override
        Path write(Path folder) throws IOException {
            byte[] content = "1,0,51,255\n2,4,5,6\n".getBytes(StandardCharsets.US_ASCII);
            return Files.write(folder.resolve("samples.csv"), content);
        }

        /** Text may end after any line, and a number after any digit. */
        @Override
        protected List<Integer> damagingLengths() {
            return List.of(0, 1, 2, 12, 13);
        }
    }

    @Nested
    class Npy extends Contract {
        Npy() {
            super(new NumpyReader(), 3);
        }

        @Override
        Path write(Path folder) throws IOException {
            Path file = folder.resolve("samples.npy");
            NumpyArray.of(List.of(2, 3), 1f, 2, 3, 4, 5, 6).write(file);
            return file;
        }
    }

    @Nested
    class Npz extends Contract {
        Npz() {
            super(new NumpyReader(), 3);
        }

        @Override
        Path write(Path folder) throws IOException {
            Path file = folder.resolve("samples.npz");
            NumpyArchive.write(file, Map.of("x", NumpyArray.of(List.of(2, 3), 1f, 2, 3, 4, 5, 6)));
            return file;
        }
    }

    @Nested
    class Cifar extends Contract {
        Cifar() {
            super(new CifarReader(), 3, 32, 32);
        }

        @Override
        Path write(Path folder) throws IOException {
            byte[] content = SampleFiles.cifar(new int[] {3}, new int[] {9});
            return Files.write(folder.resolve("data_batch_1.bin"), content);
        }

        /** A file may end after any record of 3073 bytes. */
        @Override
        protected List<Integer> damagingLengths() {
            return List.of(0, 1, 3072, 3075, 6145);
        }
    }

    @Nested
    class Images extends Contract {
        Images() {
            super(new ImageFolderReader(), 3, 4, 5);
        }

        @Override
        Path write(Path folder) throws IOException {
            for (int k = 0; k < 2; k++) {
                BufferedImage image = new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB);
                image.setRGB(k, 1, 0x123456);
                Path file = Files.createDirectories(folder.resolve("class" + k)).resolve("a.png");
                ImageIO.write(image, "png", file.toFile());
            }
            return folder;
        }
    }
}
