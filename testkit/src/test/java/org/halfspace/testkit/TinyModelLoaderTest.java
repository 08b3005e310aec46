package org.halfspace.testkit;

import java.nio.file.Path;
import org.halfspace.spi.model.ModelLoader;
import org.junit.jupiter.api.io.TempDir;

class TinyModelLoaderTest extends ModelLoaderContract {
    @TempDir
    private Path place;

    @Override
    protected ModelLoader loader() {
        return new TinyModelLoader();
    }

    @Override
    protected Path file() {
        return TinyModelLoader.write(place.resolve("model.tiny"), AnalyticHeads.gaussian(5, 3, 1));
    }

    @Override
    protected int hiddenSize() {
        return 5;
    }

    @Override
    protected int classes() {
        return 3;
    }
}
