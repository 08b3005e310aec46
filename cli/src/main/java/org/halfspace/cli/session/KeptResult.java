package org.halfspace.cli.session;

import java.util.Map;
import org.halfspace.report.Report;
import org.halfspace.workbench.AnalysisResult;
import org.halfspace.workbench.Workbench;

/**
 * A result under a name, with all that is needed to ask for it again.
 *
 * @param name the name
 * @param result the result
 * @param report the result as it is shown
 * @param inputs what was looked at
 * @param parameters the analysis's parameters that were given, as texts by name
 * @param seed the seed
 */
public record KeptResult(
        String name,
        AnalysisResult result,
        Report report,
        Workbench.Inputs inputs,
        Map<String, String> parameters,
        long seed) {

    /** The analysis's name. */
    public String analysis() {
        return result.definition().name();
    }
}
