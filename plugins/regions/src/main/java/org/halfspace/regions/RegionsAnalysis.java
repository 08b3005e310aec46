package org.halfspace.regions;

import java.util.List;
import java.util.Set;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.AnalysisRun;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Subject;
import org.pf4j.Extension;

/**
 * Decision regions: which classes can win at all, whether their regions are bounded, how large they are, which of them are adjacent, and,
 * with data, how far samples are from leaving theirs. Theorem 2 and Figure 1 of the paper, each verdict with its certificate.
 */
@Extension
public final class RegionsAnalysis implements Analysis<RegionsParameters, ClassRegionRow> {

    /** For the host. */
    public RegionsAnalysis() {}

    @Override
    public Definition<RegionsParameters, ClassRegionRow> definition() {
        return new Definition<>(
                "regions",
                1,
                "Decision regions: which classes can win, where, how far, and beside whom",
                RegionsParameters.class,
                ClassRegionRow.class,
                Set.of(),
                List.of(
                        "regions model.onnx",
                        "regions head.npz --domain box:-100,100 --class 3",
                        "regions model.onnx --data images.csv --slice samples:0,1,2 --slice-to plane.svg"));
    }

    @Override
    public AnalysisRun<ClassRegionRow> prepare(Subject subject, RegionsParameters parameters, Context context)
            throws InterruptedException {
        return new RegionsRun(subject, parameters, context);
    }
}
