package org.halfspace.workbench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.halfspace.report.Report;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Summary;
import org.halfspace.spi.model.Classifier;
import org.halfspace.verify.Check;

/**
 * What a run gave.
 *
 * @param definition the analysis
 * @param rows its rows, in the order of their items
 * @param summary its answer
 * @param checks the checks of its witnesses, in their order
 * @param provenance where it came from
 * @param items how many items the plan had
 * @param completed how many of them were done: fewer where the run was interrupted
 */
public record AnalysisResult(
        Definition<?, ?> definition,
        List<? extends Record> rows,
        Summary summary,
        List<Check> checks,
        Provenance provenance,
        int items,
        int completed) {

    /** The result as every front end shows it: one layout for all analyses. */
    public Report report(Classifier classifier) {
        Map<String, Object> appendix = new LinkedHashMap<>();
        appendix.put("witnesses", checks);
        appendix.put("notes", classifier.description().notes());
        appendix.put("completed", completed);
        appendix.put("items", items);
        appendix.put("provenance", provenance);
        return new Report(
                "halfspace/" + definition.name(),
                definition.version(),
                definition.name() + " of " + classifier.description().file().getFileName() + " (" + classifier.head()
                        + ")",
                summary.findings(),
                summary.values(),
                definition.rows(),
                rows,
                appendix);
    }
}
