package org.halfspace.cli;

import java.util.List;
import org.halfspace.plugin.PluginProblem;

/** Says which plugins could not be loaded. */
public final class PluginProblems {
    private PluginProblems() {}

    /** Prints what could not be loaded. */
    public static void print(List<PluginProblem> problems, Console console) {
        for (PluginProblem problem : problems) {
            console.error("a plugin could not be loaded\n  where:    " + problem.jar() + "\n  found:    "
                    + problem.message());
        }
    }
}
