package org.halfspace.parameters;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.halfspace.spi.data.DataOptions;
import org.halfspace.spi.model.ModelOptions;

/** Names that are the host's own, so that no analysis can have them. */
public final class ReservedNames {

    /** Commands of the host, those that are planned among them. */
    public static final Set<String> COMMANDS = Set.of(
            "compare",
            "data",
            "drop",
            "evaluate",
            "exit",
            "export",
            "falsify",
            "halfspace",
            "help",
            "history",
            "inspect",
            "list",
            "model",
            "plot",
            "plugins",
            "query",
            "quit",
            "report",
            "results",
            "run",
            "runs",
            "save",
            "set",
            "shell",
            "show");

    /** Tables that every run directory has, and the keys beside an analysis in an experiment's file. */
    public static final Set<String> EXPERIMENT = Set.of(
            "artifacts",
            "checks",
            "data",
            "expectations",
            "figures",
            "findings",
            "inputs",
            "jobs",
            "matrix",
            "models",
            "run",
            "seed",
            "sessions",
            "tasks");

    /** Fields of the JSON document that stand beside a summary's figures. */
    public static final Set<String> FIELDS =
            Set.of("schema", "findings", "rows", "witnesses", "notes", "completed", "items", "provenance");

    /** Options that every analysis's command has, without hyphens: those of the run, the model and the data. */
    public static final Set<String> OPTIONS = options();

    private ReservedNames() {}

    private static Set<String> options() {
        Set<String> names = new HashSet<>(List.of(
                "as",
                "data",
                "debug",
                "device",
                "engine",
                "figures",
                "figures-as",
                "format",
                "help",
                "json",
                "resume",
                "seed",
                "threads",
                "version"));
        names.addAll(new ParameterSchema<>(ModelOptions.class).names());
        names.addAll(new ParameterSchema<>(DataOptions.class).names());
        return Set.copyOf(names);
    }

    /** The names that are in both, in order. */
    public static Set<String> among(Set<String> reserved, List<String> names) {
        Set<String> both = new TreeSet<>(names);
        both.retainAll(reserved);
        return both;
    }
}
