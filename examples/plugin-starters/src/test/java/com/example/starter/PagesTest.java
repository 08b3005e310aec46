package com.example.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Java on the pages about plugins occurs, line by line, in files that are compiled. */
class PagesTest {
    private static final Path PAGES = Path.of("../../docs");
    private static final List<Path> SOURCES = List.of(Path.of("src"), Path.of("../plugin/src"));

    @ParameterizedTest
    @ValueSource(
            strings = {"writing-a-plugin.md", "model-loaders.md", "data-readers.md", "search-methods.md", "engines.md"})
    void itsJavaIsCompiled(String page) throws IOException {
        List<String> sources = new ArrayList<>();
        for (Path root : SOURCES) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file :
                        files.filter(one -> one.toString().endsWith(".java")).toList()) {
                    sources.add(stripped(Files.readAllLines(file)));
                }
            }
        }
        List<String> snippets = snippets(Files.readAllLines(PAGES.resolve(page)));
        assertThat(snippets).isNotEmpty().allSatisfy(snippet -> assertThat(sources)
                .as("files with\n" + snippet)
                .anyMatch(source -> source.contains(snippet)));
    }

    private static List<String> snippets(List<String> page) {
        List<String> snippets = new ArrayList<>();
        List<String> open = null;
        for (String line : page) {
            if (line.equals("```java")) {
                open = new ArrayList<>();
            } else if (line.equals("```") && open != null) {
                snippets.add(stripped(open));
                open = null;
            } else if (open != null) {
                open.add(line);
            }
        }
        return snippets;
    }

    /** Without indentation, which depends on the place. */
    private static String stripped(List<String> lines) {
        return lines.stream().map(String::strip).collect(Collectors.joining("\n", "\n", "\n"));
    }
}
