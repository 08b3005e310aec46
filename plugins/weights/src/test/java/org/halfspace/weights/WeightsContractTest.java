package org.halfspace.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.halfspace.spi.model.ModelLoader;
import org.halfspace.testkit.ModelLoaderContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The promises of the interface, for every format of the loader. */
class WeightsContractTest {

    private abstract static class Contract extends ModelLoaderContract {
        private final String name;

        @TempDir
        private Path own;

        Contract(String name) {
            this.name = name;
        }

        @BeforeEach
        void copyFixture() throws IOException {
            try (var in = WeightsContractTest.class.getResourceAsStream(name)) {
                Files.copy(in, file());
            }
        }

        @Override
        protected ModelLoader loader() {
            return new WeightsLoader();
        }

        @Override
        protected Path file() {
            return own.resolve(name);
        }

        @Override
        protected int hiddenSize() {
            return 3;
        }

        @Override
        protected int classes() {
            return 2;
        }
    }

    @Nested
    class Npy extends Contract {
        Npy() {
            super("fortran.npy");
        }
    }

    @Nested
    class Npz extends Contract {
        Npz() {
            super("head.npz");
        }
    }

    @Nested
    class Safetensors extends Contract {
        Safetensors() {
            super("model.safetensors");
        }
    }
}
