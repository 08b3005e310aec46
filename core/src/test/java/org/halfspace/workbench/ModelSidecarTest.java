package org.halfspace.workbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.halfspace.spi.InputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelSidecarTest {
    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void nameTheModel() {
        model = folder.resolve("net.v2.onnx");
    }

    private Map<String, String> read(String yaml) throws IOException {
        Files.writeString(folder.resolve("net.v2.halfspace.yaml"), yaml);
        return ModelSidecar.read(model);
    }

    @Test
    void readsValuesAndLists() throws IOException {
        assertThat(
                        read(
                                """
                                # as torchvision does it
                                input-scale: 1/255
                                input-mean: [0.485, 0.456, 0.406]
                                input-std:
                                  - 0.229
                                  - 0.224
                                  - 0.225
                                hidden-domain: box:0,6
                                """))
                .isEqualTo(Map.of(
                        "input-scale", "1/255",
                        "input-mean", "0.485,0.456,0.406",
                        "input-std", "0.229,0.224,0.225",
                        "hidden-domain", "box:0,6"));
    }

    @Test
    void hasNothingToSayWhereThereIsNoFileOrNothingInIt() throws IOException {
        assertThat(ModelSidecar.read(model)).isEmpty();
        assertThat(read("")).isEmpty();
        assertThat(read("# nothing yet\n")).isEmpty();
    }

    @Test
    void tellsAllMistakesWithTheirLines() {
        assertThatThrownBy(
                        () -> read(
                                """
                                input-scale: many
                                # a comment
                                input-maen: 1
                                layout: {order: nchw}
                                bounds: [0, 1]
                                bounds: [0, 255]
                                colour: red
                                """))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("net.v2.halfspace.yaml")
                .hasMessageContaining("line 1: the value of --input-scale cannot be used")
                .hasMessageContaining("line 3: there is no model option \"input-maen\"; did you mean \"input-mean\"?")
                .hasMessageContaining("line 4: \"layout\" takes a value or a list of values")
                .hasMessageContaining("line 6: \"bounds\" is given twice")
                .hasMessageContaining("line 7: there is no model option \"colour\"; known are input-scale, ");
    }

    @Test
    void saysWhereTheFileStopsBeingYaml() {
        assertThatThrownBy(() -> read("input-scale: 1\nlayout: [nchw\n"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("the model's options are not YAML")
                .hasMessageContaining("line 3");
    }

    @Test
    void refusesAListInPlaceOfKeys() {
        assertThatThrownBy(() -> read("- input-scale\n- 1\n"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("are not keys with values");
    }

    @Test
    void keepsNestedListsOut() {
        assertThatThrownBy(() -> read("input-mean: [[1, 2], [3]]\nlayout: nchw\n"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("line 1: \"input-mean\" takes a value or a list of values");
    }
}
