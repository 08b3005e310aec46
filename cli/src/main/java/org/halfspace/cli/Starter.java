package org.halfspace.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The starters of new plugins: real sources, which the build compiles and tests under the name "starter" and puts beside these classes.
 * Writing one is renaming it.
 */
enum Starter {
    ANALYSIS("an analysis, which becomes a command", "analysis", "Analysis"),
    MODEL_LOADER("a loader of models of another format", "modelloader", "Loader"),
    DATA_READER("a reader of samples of another format", "datareader", "Reader"),
    SEARCH_METHOD("a method of search, a value of search --method", "searchmethod", "Method"),
    ENGINE("another way to run the tasks of an experiment", "engine", "Engine");

    private static final String PLACE = "starters/";
    private static final String NAME = "starter";
    private static final String CLASS_NAME = "Starter";
    private static final String PACKAGE = "com.example.starter";

    /** Of the interfaces that a starter implements: a class of the same name could not import it. */
    private static final Set<String> INTERFACES =
            Set.of("Analysis", "ModelLoader", "DatasetReader", "SearchMethod", "Engine");

    private final String description;
    private final String folder;
    private final String suffix;

    Starter(String description, String folder, String suffix) {
        this.description = description;
        this.folder = folder;
        this.suffix = suffix;
    }

    /** The value of {@code --kind}. */
    String kind() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What the registry of extensions calls the kind. */
    String listing() {
        return kind().replace('-', ' ');
    }

    String description() {
        return description;
    }

    static Optional<Starter> of(String kind) {
        return Arrays.stream(values()).filter(one -> one.kind().equals(kind)).findFirst();
    }

    static List<String> kinds() {
        return Arrays.stream(values()).map(Starter::kind).toList();
    }

    /** {@code my-analysis} as {@code MyAnalysis}, {@code margins} as {@code MarginsAnalysis}. */
    String className(String name) {
        String camel = Arrays.stream(name.split("-", -1))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
        return camel.endsWith(suffix) && !INTERFACES.contains(camel) ? camel : camel + suffix;
    }

    /**
     * The files of a new project.
     *
     * @param name the plugin's id and the extension's name
     * @param packageName where its classes go
     * @return text by place in the project
     */
    Map<String, String> files(String name, String packageName) {
        String type = className(name);
        String sources = packageName.replace('.', '/') + "/" + type;
        String starter = "src/%s/java/" + PACKAGE.replace('.', '/') + "/" + folder + "/" + CLASS_NAME + suffix;
        Map<String, String> files = new LinkedHashMap<>();
        files.put("pom.xml", renamed(read("project/pom.xml"), name, type, packageName));
        files.put(".gitignore", read("project/gitignore"));
        files.put("README.md", renamed(read("project/README-" + kind() + ".md"), name, type, packageName));
        files.put(
                "src/main/java/" + sources + ".java",
                renamed(read(String.format(starter, "main") + ".java"), name, type, packageName));
        files.put(
                "src/test/java/" + sources + "Test.java",
                renamed(read(String.format(starter, "test") + "Test.java"), name, type, packageName));
        return files;
    }

    /** All names in one pass: a new name may have the old one in it. */
    private String renamed(String text, String name, String type, String packageName) {
        Map<String, String> names = new LinkedHashMap<>();
        names.put(PACKAGE + "." + folder, packageName);
        names.put(PACKAGE, packageName);
        names.put(CLASS_NAME + suffix, type);
        names.put(NAME, name);
        // The first alternative that matches is taken: the longer ones come first.
        Pattern any =
                Pattern.compile(names.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|")));
        return any.matcher(text).replaceAll(found -> names.get(found.group()));
    }

    private static String read(String place) {
        try (InputStream in = Starter.class.getResourceAsStream(PLACE + place)) {
            if (in == null) {
                throw new IllegalStateException("not in the build: " + place);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot be read: " + place, e);
        }
    }
}
