package org.halfspace.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.halfspace.spi.FileProbe;
import org.halfspace.spi.InputException;
import org.halfspace.spi.data.DataOptions;
import org.halfspace.spi.data.DatasetReader;
import org.halfspace.spi.model.ModelLoader;
import org.halfspace.spi.model.ModelOptions;

/** What every reader of files has to keep without a file of its own: its name, and its answers to files of others. Needs no test library. */
public final class FormatLaws {
    private static final String NAME = "[a-z][a-z0-9-]*";

    private FormatLaws() {}

    /** Reads a file, or throws. */
    private interface Reading {
        void read(Path file) throws IOException;
    }

    /** Whether a name can be given to an option. */
    public static List<Finding> name(String name) {
        return name != null && name.matches(NAME)
                ? List.of()
                : List.of(Finding.of("the name cannot be given on a command line")
                        .where("name()")
                        .expected("lower-case letters, digits and hyphens", name));
    }

    /**
     * What a loader of models makes of files that are no models.
     *
     * @param folder where these files are written
     */
    public static List<Finding> foreign(ModelLoader loader, Path folder) throws IOException {
        return foreign(
                loader.name(),
                loader::recognises,
                file -> loader.load(new ModelLoader.Request(file, ModelOptions.defaults(), shape -> Optional.empty()))
                        .close(),
                folder);
    }

    /**
     * What a reader of samples makes of files that hold none.
     *
     * @param folder where these files are written
     */
    public static List<Finding> foreign(DatasetReader reader, Path folder) throws IOException {
        return foreign(
                reader.name(),
                reader::recognises,
                file -> reader.read(
                        new DatasetReader.Request(file, Optional.empty(), DataOptions.defaults(), List.of())),
                folder);
    }

    private static List<Finding> foreign(String name, Predicate<FileProbe> recognises, Reading reading, Path folder)
            throws IOException {
        List<Finding> broken = new ArrayList<>();
        for (Map.Entry<String, Path> foreign : ForeignFiles.write(folder).entrySet()) {
            String where = name + ", " + foreign.getKey();
            try {
                if (recognises.test(FileProbe.of(foreign.getValue()))) {
                    broken.add(Finding.of("it takes a file for its own that is not")
                            .where(where)
                            .expected(false, true)
                            .hint("look at the first bytes, not at the name alone"));
                }
            } catch (RuntimeException | Error e) {
                broken.add(Finding.of("it throws where it is asked whether a file is its own")
                        .where(where)
                        .expected(false, e));
            }
            answer(reading, foreign.getValue(), where).ifPresent(broken::add);
        }
        return broken;
    }

    /** Both an InputException and an IOException are answers: the host puts words around the second. */
    private static Optional<Finding> answer(Reading reading, Path file, String where) {
        try {
            reading.read(file);
            return Optional.of(Finding.of("it reads a file that is not its own")
                    .where(where)
                    .expected("an InputException", "an answer"));
        } catch (InputException | IOException e) {
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            return Optional.of(Finding.of("a file that cannot be read is not answered as bad input")
                    .where(where)
                    .expected("an InputException", e)
                    .hint("say what is wrong with the file: what, where, expected, found"));
        }
    }
}
