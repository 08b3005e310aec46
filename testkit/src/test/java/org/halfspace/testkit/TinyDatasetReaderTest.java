package org.halfspace.testkit;

import java.nio.file.Path;
import java.util.List;
import org.halfspace.spi.data.DatasetReader;
import org.junit.jupiter.api.io.TempDir;

class TinyDatasetReaderTest extends DatasetReaderContract {
    @TempDir
    private Path place;

    @Override
    protected DatasetReader reader() {
        return new TinyDatasetReader();
    }

    @Override
    protected Path file() {
        return TinyDatasetReader.write(place.resolve("data.tiny"), new float[][] {{1, 2}, {3, 4}, {5, 6}}, 0, 1, 2);
    }

    @Override
    protected int size() {
        return 3;
    }

    @Override
    protected List<Integer> shape() {
        return List.of(2);
    }
}
