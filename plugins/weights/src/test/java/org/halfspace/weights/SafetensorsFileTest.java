package org.halfspace.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.halfspace.spi.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsFileTest {
    @TempDir
    Path folder;

    private static byte[] file(String header, byte... data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .put(data)
                .array();
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(folder.resolve("a.safetensors"), content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"W\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,9]}}",
                "{\"W\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[-8,0]}}",
                "{\"W\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[8,0]}}",
                "{\"W\":{\"dtype\":\"F32\",\"shape\":[1,3],\"data_offsets\":[0,8]}}",
                "{\"W\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,4],\"data_offsets\":[0,8]}}",
                "{\"W\":{\"dtype\":\"F32\",\"shape\":[-1,-2],\"data_offsets\":[0,8]}}",
                "{\"W\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}}",
                "{\"W\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,8]}}",
                "{\"W\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}}",
                "{\"W\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}",
                "{\"W\":{\"dtype\":\"F32\",\"shape\":[2]}}",
                "{\"W\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"W\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"W\":3}",
                "{\"W\":{\"dtype\":\"F32\"",
                "[]",
                "{}",
                "{\"__metadata__\":{}}",
                "nonsense"
            })
    void hostileHeadersAreBadInput(String header) throws IOException {
        Path file = write(file(header, new byte[8]));
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("a.safetensors");
    }

    @Test
    void deepNestingIsBadInput() throws IOException {
        Path file = write(file("{\"__metadata__\":" + "[".repeat(100_000), new byte[8]));
        assertThatThrownBy(() -> SafetensorsFile.open(file)).isInstanceOf(InputException.class);
    }

    @Test
    void aHeaderThatClaimsMoreThanTheFileIsRefusedUnread() throws IOException {
        for (long length : new long[] {3, 99_999_999, 100_000_001, Long.MAX_VALUE, -1}) {
            Path file = write(ByteBuffer.allocate(10)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(length)
                    .put((byte) '{')
                    .put((byte) '}')
                    .array());
            assertThatThrownBy(() -> SafetensorsFile.open(file))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("not a safetensors file");
        }
    }

    @Test
    void everyTruncationIsBadInput() throws IOException {
        byte[] whole;
        try (var in = getClass().getResourceAsStream("model.safetensors")) {
            whole = in.readAllBytes();
        }
        for (int length = 0; length < whole.length; length++) {
            Path file = write(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> SafetensorsFile.open(file)).isInstanceOf(InputException.class);
        }
    }

    @Property(tries = 200)
    void floatsComeBackBitForBit(@ForAll @Size(min = 1, max = 20) float[] values) throws IOException {
        ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        String header = String.format(
                "{\"pad\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},"
                        + "\"x\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[0,%d]}}",
                values.length, 4 * values.length);
        Path file = Files.createTempFile("halfspace", ".safetensors");
        try {
            Files.write(file, file(header, data.array()));
            try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
                assertThat(tensors.read("x").toFloats()).isEqualTo(values);
            }
        } finally {
            Files.delete(file);
        }
    }
}
