package org.halfspace.parallelism;

import java.util.List;
import java.util.Set;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Subject;
import org.pf4j.Extension;

/**
 * Parallel decision boundaries (Definition 2 of the paper): whether two of the m (m-1) / 2 hyperplanes
 * {@code (w_i - w_j)·h + b_i - b_j = 0} are exactly parallel, which pairs are the most parallel ones, and what that means for the
 * regions. Exact for all pairs, up to some thousand classes; above, the verdict is exact and the rest is a sample.
 *
 * <p>The search is done in {@link #prepare}, because the rows are its result; the histogram is counted by the tasks.
 */
@Extension
public final class ParallelismAnalysis implements Analysis<ParallelismParameters, ParallelPairRow> {

    @Override
    public Definition<ParallelismParameters, ParallelPairRow> definition() {
        return new Definition<>(
                "parallelism",
                1,
                "Parallel decision boundaries, decided exactly, and the most parallel pairs",
                ParallelismParameters.class,
                ParallelPairRow.class,
                Set.of(),
                List.of(
                        "parallelism model.onnx",
                        "parallelism model.onnx --top 100 --angle 0.01 --json",
                        "parallelism head.npz --histogram --format json"));
    }

    @Override
    public AnalysisRun<ParallelPairRow> prepare(Subject subject, ParallelismParameters parameters, Context context)
            throws InterruptedException {
        return ParallelismRun.of(subject, parameters, context);
    }
}
