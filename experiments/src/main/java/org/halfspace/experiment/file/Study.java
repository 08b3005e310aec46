package org.halfspace.experiment.file;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An experiment, as its file says it. Immutable.
 *
 * @param name its name
 * @param description what it asks, in words; may be empty
 * @param file the file, absolute
 * @param text the file's content
 * @param engine what runs the tasks
 * @param variables the value of every variable
 * @param given those of them that were given on the command line
 * @param working where the user was: what paths on the command line are relative to
 * @param models the models, in the order of the file
 * @param data the data sets, in the order of the file
 * @param analyses what is asked, in the order of the file
 * @param expectations what has to come out
 * @param exports formats of the tables beside the database: {@code parquet}, {@code csv}
 */
public record Study(
        String name,
        String description,
        Path file,
        String text,
        String engine,
        Map<String, String> variables,
        Map<String, String> given,
        Path working,
        List<Model> models,
        List<Data> data,
        List<Question> analyses,
        List<Expectation> expectations,
        List<String> exports) {

    /**
     * A model.
     *
     * @param name its name in the experiment
     * @param file the file, absolute
     * @param options model options by name, as texts
     * @param data the names of the data sets that it is looked at with
     */
    public record Model(String name, Path file, Map<String, String> options, List<String> data) {}

    /**
     * A data set.
     *
     * @param name its name in the experiment
     * @param file the file or folder, absolute
     * @param labels a file of labels, absolute
     * @param options data options by name, as texts
     */
    public record Data(String name, Path file, Optional<Path> labels, Map<String, String> options) {

        /** {@code FILE} or {@code FILE,LABELS}. */
        public String argument() {
            return labels.map(more -> file + "," + more).orElse(file.toString());
        }
    }

    /**
     * An analysis with its parameters.
     *
     * @param analysis the analysis's name
     * @param parameters parameters by name, as texts
     * @param matrix parameters with several values each, of which every combination is asked
     * @param models the names of the models it is asked of
     * @param data the names of the data sets it is asked of, among those of the model; none at all where it is asked without
     * @param seeds the seeds it is asked with
     */
    public record Question(
            String analysis,
            Map<String, String> parameters,
            Map<String, List<String>> matrix,
            List<String> models,
            List<String> data,
            List<Long> seeds) {}

    /**
     * What has to come out: a field of the answers of some jobs, or the one value of a query, against a value.
     *
     * @param line its line in the file
     * @param analysis the analysis; empty for a query
     * @param model the model; all where empty
     * @param data the data set; all where empty
     * @param field a path into the answer: {@code centredRank}, {@code rates[0].rate}
     * @param query SQL over the run's tables, with one value
     * @param equal the value it has to have
     * @param within by how much it may differ, for numbers
     * @param atLeast the least value, inclusive
     * @param atMost the greatest value, inclusive
     */
    public record Expectation(
            int line,
            Optional<String> analysis,
            Optional<String> model,
            Optional<String> data,
            Optional<String> field,
            Optional<String> query,
            Optional<String> equal,
            double within,
            Optional<Double> atLeast,
            Optional<Double> atMost) {}

    /** The same on another engine, which changes where tasks run and no row. */
    public Study on(String other) {
        return new Study(
                name,
                description,
                file,
                text,
                other,
                variables,
                given,
                working,
                models,
                data,
                analyses,
                expectations,
                exports);
    }

    /** The model of a name. */
    public Model model(String wanted) {
        return models.stream()
                .filter(one -> one.name().equals(wanted))
                .findFirst()
                .orElseThrow();
    }

    /** The data set of a name. */
    public Data data(String wanted) {
        return data.stream()
                .filter(one -> one.name().equals(wanted))
                .findFirst()
                .orElseThrow();
    }
}
