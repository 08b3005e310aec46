package org.halfspace.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfspace.experiment.file.StudyWriter;
import org.halfspace.experiment.file.StudyWriter.Asked;
import org.halfspace.plugin.ExtensionRegistry;
import org.halfspace.plugin.LoadedPlugin;
import org.halfspace.predict.PredictAnalysis;
import org.halfspace.spi.InputException;
import org.junit.jupiter.api.Test;

class StudyWriterTest {
    private static final ExtensionRegistry REGISTRY = new ExtensionRegistry(
            List.of(new LoadedPlugin("core", "1", "", "", Path.of("core"), List.of(new PredictAnalysis()))));

    private static Asked asked(String model, String data, long seed) {
        return new Asked(
                "predict",
                Path.of(model),
                Map.of(),
                Optional.ofNullable(data),
                data == null ? Map.of() : Map.of("data-limit", "3"),
                Map.of(),
                seed,
                List.of());
    }

    private static String write(Asked... asked) {
        return StudyWriter.write(List.of(asked), REGISTRY, Path.of("/studies/study.yaml"));
    }

    @Test
    void everyModelAndDataSetHasANameAndEveryQuestionIsThereOnce() {
        assertThat(write(
                        asked("/models/a.onnx", "/data/x.idx,/data/y.idx", 1),
                        asked("/other/a.onnx", null, 2),
                        asked("/models/a.onnx", "/data/x.idx,/data/y.idx", 1),
                        asked("/models/1 b.onnx", null, 2)))
                .isEqualTo(
                        """
                        models:
                          a: {file: "../models/a.onnx"}
                          a-2: {file: "../other/a.onnx"}
                          file-1-b: {file: "../models/1 b.onnx"}
                        data:
                          x: {file: "../data/x.idx", labels: "../data/y.idx", limit: "3"}
                        analyses:
                          - {"predict": {}, models: ["a"], data: ["x"], seed: 1}
                          - {"predict": {}, models: ["a-2"], data: [], seed: 2}
                          - {"predict": {}, models: ["file-1-b"], data: [], seed: 2}
                        """);
    }

    @Test
    void refusesWhatTheFileWouldTakeForAVariable() {
        assertThatThrownBy(() -> write(asked("/models/${x}.onnx", null, 1)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("${x}");
    }
}
