package org.halfspace.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.halfspace.parameters.ColumnSchema;
import org.halfspace.parameters.ParameterSchema;
import org.halfspace.parameters.ReservedNames;
import org.halfspace.spi.analysis.Definition;

/** Whether an analysis can be a command: a definition that cannot is its plugin's problem, not a crash of the command line. */
public final class DefinitionCheck {
    private DefinitionCheck() {}

    /** What is wrong with a definition, one sentence each; nothing for a good one. */
    public static List<String> problems(Definition<?, ?> definition) {
        List<String> problems = new ArrayList<>();
        if (ReservedNames.COMMANDS.contains(definition.name())) {
            problems.add("its name is one of the host's commands");
        }
        if (ReservedNames.EXPERIMENT.contains(definition.name())
                || definition.name().endsWith("-summary")) {
            problems.add("its name is one that experiments need for something else");
        }
        try {
            List<String> options = new ParameterSchema<>(definition.parameters()).names();
            Set<String> taken = ReservedNames.among(ReservedNames.OPTIONS, options);
            if (!taken.isEmpty()) {
                problems.add("the host has options of these names: " + String.join(", ", taken));
            }
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
        }
        try {
            new ColumnSchema(definition.rows()).columns();
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
        }
        return problems;
    }
}
