package org.halfspace.experiment.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.halfspace.spi.Column;

/**
 * What a run was made from: all of it has to be the same for the run to be resumed. Immutable.
 *
 * @param name the experiment's name
 * @param description what it asks, in words
 * @param experiment the content of its file
 * @param engine what runs the tasks
 * @param variables the values of its variables
 * @param given those of them that were given on the command line
 * @param working what paths on the command line were relative to
 * @param exports formats of the tables beside the database
 * @param inputs the files, the program and the plugins
 */
public record RunInfo(
        String name,
        String description,
        String experiment,
        String engine,
        Map<String, String> variables,
        Map<String, String> given,
        String working,
        List<String> exports,
        List<Input> inputs) {

    /**
     * Something that a run was made from.
     */
    public record Input(
            @Column("What it is: experiment, model, data, file, program, plugin or variable") String kind,
            @Column("Its name in the experiment") String name,
            @Column("The file; empty where it is none") String file,
            @Column("SHA-256 of the file, or of the files of the folder; the version or the value where it is no file")
                    String identity,
            @Column("How it was read, as far as that was given: {name=value, ...}") String options) {

        /** Kinds that are files. */
        static boolean isFile(String kind) {
            return List.of("experiment", "model", "data", "file").contains(kind);
        }
    }

    /** The experiment's file, as it was given. */
    public Path file() {
        return inputs.stream()
                .filter(one -> one.kind().equals("experiment"))
                .map(one -> Path.of(one.file()))
                .findFirst()
                .orElseThrow();
    }
}
