package org.halfspace.workbench;

import java.util.List;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Summary;
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
        int completed) {}
