package org.halfspace.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfspace.experiment.file.Job;
import org.halfspace.experiment.file.Study;
import org.halfspace.experiment.file.StudyPlan;
import org.halfspace.experiment.file.StudyReader;
import org.halfspace.experiment.file.StudySchema;
import org.halfspace.experiment.store.Json;
import org.halfspace.spi.InputException;
import org.halfspace.workbench.Workbench;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyReaderTest {
    @TempDir
    private static Path folder;

    private static Laboratory laboratory;
    private static Workbench workbench;

    @BeforeAll
    static void build() {
        laboratory = new Laboratory(folder);
        workbench = laboratory.workbench();
    }

    private static Study read(Map<String, String> variables, String... lines) {
        return new StudyReader(workbench.registry()).read(laboratory.write("study.yaml", lines), variables);
    }

    private static String mistakes(String... lines) {
        try {
            read(Map.of(), lines);
        } catch (InputException e) {
            return e.getMessage().replace(folder.toAbsolutePath().toString(), "FOLDER");
        }
        throw new AssertionError("the file was accepted");
    }

    @Test
    void saysAllMistakesAtOnceWithLinesAndNearMatches() {
        assertThat(mistakes(
                        "nmae: study",
                        "seed: many",
                        "models:",
                        "  square: square.tiny",
                        "  round: {file: round.tiny, input-scal: 1}",
                        "data: {points: {file: points.tiny, layout: cwh}}",
                        "analyses:",
                        "  - conting",
                        "  - counting: {items: -1, colour: green, itms: 3}",
                        "    matrix: {colour: blue}",
                        "    models: [squre]",
                        "  - counting: {items: \"${size}\"}",
                        "expect:",
                        "  - {analysis: counting, field: count, equal: 3}"))
                .isEqualTo(
                        """
                        the experiment has 13 mistakes
                          where:    FOLDER/study.yaml
                          found:    line 1: there is no key "nmae"; did you mean "name"?
                                    line 2: seed: expected a whole number, found many
                                    line 5: round: there is no such file: FOLDER/round.tiny
                                    line 5: there is no model option "input-scal"; did you mean "input-scale"?
                                    line 6: layout: expected one of chw, hwc, found cwh
                                    line 8: there is no analysis "conting"; did you mean "counting"?
                                    line 9: colour: expected one of dark-red, blue, found green
                                    line 9: items: expected a whole number from 0 to 10000000, found -1
                                    line 9: there is no parameter of counting "itms"; did you mean "items"?
                                    line 10: colour: expected a list of values, such as [a, b]
                                    line 11: there is no model in this experiment "squre"; did you mean "square"?
                                    line 12: there is no variable "size"; there are none
                                    line 14: there is no key of an expectation "equal"; did you mean "equals"?""");
    }

    @Test
    void asksEveryCombinationOfModelsDataAndMatrix() {
        Study study = read(
                Map.of(),
                "models: {a: square.tiny, b: {file: square.tiny, data: [], bounds: [-9, 9]}}",
                "data: {p: points.tiny, q: {file: points.tiny, limit: 2}}",
                "analyses:",
                "  - predict: {}",
                "    models: a",
                "  - counting:",
                "    matrix: {items: [1, 2], failing: [5, [0, 1]]}",
                "    data: []",
                "    seed: [3, 4]");
        List<Job> jobs = StudyPlan.of(study);
        assertThat(jobs).extracting(Job::title).containsOnlyOnce("predict, a, p", "predict, a, q");
        assertThat(jobs).filteredOn(job -> job.analysis().equals("counting")).hasSize(16);
        assertThat(jobs.get(0).title()).isEqualTo("counting, a, items 1, failing 5, seed 3");
        assertThat(jobs.get(2).parameters()).containsEntry("failing", "0,1");
        assertThat(jobs)
                .extracting(Job::index)
                .containsExactly(jobs.stream().map(Job::index).sorted().toArray(Integer[]::new));
        assertThat(study.model("b").options()).containsEntry("bounds", "-9,9");
        assertThat(study.data("q").options()).containsEntry("data-limit", "2");
    }

    @Test
    void variablesComeFromTheFileOrTheCommandLine() {
        String[] lines = {
            "variables: {where: ., size: }",
            "models: {a: \"${where}/square.tiny\"}",
            "analyses: [{counting: {items: \"${size}\"}}]"
        };
        Study study = read(Map.of("size", "7"), lines);
        assertThat(study.model("a").file()).isEqualTo(folder.toAbsolutePath().resolve("square.tiny"));
        assertThat(StudyPlan.of(study).get(0).parameters()).containsEntry("items", "7");
        assertThatThrownBy(() -> read(Map.of(), lines))
                .hasMessageContaining("line 1: the variable \"size\" needs a value: --set size=...");
        assertThatThrownBy(() -> read(Map.of("size", "7", "sice", "8"), lines))
                .hasMessageContaining("did you mean \"size\"");
        // On the command line a path is relative to where the user is.
        assertThatThrownBy(() -> read(Map.of("size", "7", "where", "nowhere"), lines))
                .hasMessageContaining(
                        Path.of("nowhere/square.tiny").toAbsolutePath().toString());
    }

    @Test
    void refusesWhatIsNotAnExperiment() {
        assertThat(mistakes("models: {a: [}")).contains("is not YAML", "line 1");
        assertThat(mistakes("- a", "- b"))
                .contains("key: expected keys with values", "models is missing", "analyses is missing");
        assertThat(mistakes("models: &m {a: square.tiny}", "analyses: [counting]"))
                .contains("anchors");
        assertThat(mistakes("models: {a: square.tiny, a: square.tiny}", "analyses: [counting]"))
                .contains("given twice");
        assertThat(mistakes("models: {a: square.tiny}", "analyses: []")).contains("a list of analyses");
        assertThat(mistakes("models: {a: square.tiny}", "analyses: [counting]", "engine: sparc"))
                .contains("there is no engine \"sparc\"");
        assertThat(mistakes("models: {a: square.tiny}", "analyses:", "  - counting:", "    predict:"))
                .contains("a second analysis in one item");
        assertThatThrownBy(() -> StudyPlan.of(
                        read(Map.of(), "models: {a: square.tiny}", "analyses:", "  - counting:", "    models: []")))
                .hasMessageContaining("asks nothing");
    }

    @Test
    void theSchemaIsMadeOfTheRecords() throws IOException {
        String schema = Json.pretty(StudySchema.of(workbench.registry()));
        try (InputStream golden = getClass().getResourceAsStream("/org/halfspace/experiment/file/schema.json")) {
            assertThat(schema)
                    .isEqualTo(
                            new String(Optional.ofNullable(golden).orElseThrow().readAllBytes(), StandardCharsets.UTF_8)
                                    .strip());
        }
    }
}
