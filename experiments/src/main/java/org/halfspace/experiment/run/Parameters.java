package org.halfspace.experiment.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfspace.experiment.file.Job;
import org.halfspace.parameters.ParameterSchema;
import org.halfspace.parameters.ParameterSpec;
import org.halfspace.spi.InputException;

/**
 * The parameters of a job, with its files in their places: a value that names a file beside the experiment is that file; any other
 * path is a file that the analysis is to write, and goes into the run's folder.
 */
final class Parameters {
    private Parameters() {}

    /** The values, as texts. */
    static Map<String, String> of(Job job, ParameterSchema<?> schema, Path experiment, Path files) {
        Map<String, String> values = new LinkedHashMap<>();
        for (ParameterSpec spec : schema.specs()) {
            String text = job.parameters().get(spec.name());
            if (text != null) {
                boolean path = spec.element() == Path.class && !spec.isList();
                Optional<Path> given = beside(text, experiment);
                String own = path ? inside(text, files, spec) : text;
                values.put(spec.name(), given.map(Path::toString).orElse(own));
            }
        }
        return values;
    }

    private static String inside(String text, Path files, ParameterSpec spec) {
        Path place = files.resolve(text).normalize();
        if (!place.startsWith(files)) {
            throw new InputException("an analysis writes into its run's folder")
                    .where(spec.name())
                    .expected("a name, such as " + Path.of(text).getFileName())
                    .found(text);
        }
        return place.toString();
    }

    /** The files beside the experiment that a job is given. */
    static List<Path> filesOf(Job job, Path experiment) {
        List<Path> files = new ArrayList<>();
        job.parameters().values().forEach(text -> beside(text, experiment).ifPresent(files::add));
        return files;
    }

    /** A word without a dot or a slash is taken for no file: it is most likely the name of something else. */
    private static Optional<Path> beside(String text, Path experiment) {
        boolean likely = text.matches("[^\\x00,]*[./][^\\x00,]*");
        Path file = likely ? experiment.resolve(text).normalize() : experiment;
        return likely && Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }
}
