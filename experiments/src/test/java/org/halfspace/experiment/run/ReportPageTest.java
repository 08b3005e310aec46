package org.halfspace.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.halfspace.experiment.page.ReportPage;
import org.halfspace.experiment.store.RunReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class ReportPageTest {
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    private static Path folder;

    private static Path first;
    private static Path second;

    @BeforeAll
    static void run() throws InterruptedException {
        Laboratory laboratory = new Laboratory(folder);
        first = folder.resolve("first");
        second = folder.resolve("second");
        laboratory.run(
                laboratory.write(
                        "study.yaml",
                        "name: study",
                        "description: what <b>is</b> asked",
                        "models: {m: square.tiny}",
                        "data: {p: points.tiny}",
                        "analyses:",
                        "  - predict",
                        "  - counting: {items: 30, failing: [4]}",
                        "    matrix: {colour: [dark-red, blue]}",
                        "  - counting: {refuse: true}",
                        "expect: [{analysis: predict, field: accuracy, equals: 1}]"),
                first);
        laboratory.run(
                laboratory.write(
                        "other.yaml",
                        "name: other",
                        "models: {m: square.tiny}",
                        "data: {p: points.tiny}",
                        "analyses: [predict, {counting: {items: 31}, matrix: {colour: [blue]}}]"),
                second);
    }

    private static String page(Path run) throws IOException {
        return Files.readString(run.resolve("report.html"));
    }

    @Test
    void saysWhatTheDatabaseSays() throws IOException {
        String page = page(first);
        try (RunReader reader = RunReader.open(first)) {
            for (List<Object> finding :
                    reader.query("SELECT finding FROM findings").rows()) {
                assertThat(page).contains(escaped(finding.get(0).toString()));
            }
            for (List<Object> sum :
                    reader.query("SELECT sum FROM counting_summary").rows()) {
                assertThat(page).contains("data-v=\"" + sum.get(0) + "\"");
            }
            Matcher json = Pattern.compile("id=\"figures\">(.*?)</script>", Pattern.DOTALL)
                    .matcher(page);
            assertThat(json.find()).isTrue();
            JsonNode figures = new ObjectMapper().readTree(json.group(1));
            assertThat(figures).hasSize(2);
            List<List<Object>> rows = reader.query("SELECT item, value FROM counting WHERE job = 1 ORDER BY rowNumber")
                    .rows();
            assertThat(figures.at("/0/rows")).hasSize(29);
            for (int k = 0; k < rows.size(); k++) {
                assertThat(figures.at("/0/rows/" + k + "/item").intValue())
                        .isEqualTo(rows.get(k).get(0));
                assertThat(figures.at("/0/rows/" + k + "/value").doubleValue())
                        .isEqualTo(rows.get(k).get(1));
                assertThat(figures.at("/0/rows/" + k)).hasSize(2);
            }
        }
        assertThat(page)
                .contains(
                        "0 of 1 expectations hold",
                        "does not hold",
                        "failed: it does not want to",
                        "item 4 is not for us")
                .contains("what &lt;b&gt;is&lt;/b&gt; asked", "id=\"provenance\"");
    }

    private static String escaped(String text) {
        return text.replace("<", "&lt;").replace(">", "&gt;");
    }

    @Test
    void needsNothingBesideIt() throws IOException {
        String page = page(first);
        assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(5 * MEGABYTE);
        assertThat(page).doesNotContain("<script>alert").doesNotContainPattern("(src|href)=\"?(https?:)?//");
        assertThat(page).contains("default-src 'none'");
    }

    @Test
    void comparesRunsFieldByField() throws IOException, InterruptedException {
        Path file = folder.resolve("comparison.html");
        try (RunReader one = RunReader.open(first);
                RunReader other = RunReader.open(second)) {
            ReportPage.write(List.of(one, other), file);
        }
        assertThat(file)
                .content()
                .contains("<h2>counting · m · p · colour=blue</h2>")
                .containsPattern("<th>count</th>\\s*<td title=\"29\">29</td><td class=\"differs\" title=\"31\">31</td>")
                .contains("not asked")
                .doesNotContain("<script>alert");
    }

    @Test
    void drawsItsFiguresInABrowserWithoutAnError() throws IOException, InterruptedException {
        Path browser = Arrays.stream(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .map(place -> Path.of(place, "chromium"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        assumeTrue(browser != null, "there is no chromium on the PATH to open the report with");
        Path log = folder.resolve("chromium.log");
        Path dom = folder.resolve("dom.html");
        Process process = new ProcessBuilder(
                        browser.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--enable-logging=stderr",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--window-size=390,800",
                        "--virtual-time-budget=20000",
                        "--dump-dom",
                        first.resolve("report.html").toUri().toString())
                .redirectError(log.toFile())
                .redirectOutput(dom.toFile())
                .start();
        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(dom))
                .contains("data-drawn=\"2\"")
                .doesNotContain("This figure cannot be drawn: <", "plot bad", "vega-embed bad")
                .containsPattern("id=\"figure-0\"[^>]*>(?s:.{0,400})<svg[^>]* class=\"marks\"")
                .containsPattern("id=\"figure-1\"[^>]*>(?s:.{0,400})<svg[^>]* class=\"marks\"");
        assertThat(Files.readAllLines(log)).noneMatch(line -> line.contains("CONSOLE"));
    }
}
