package org.halfspace.regions;

import java.util.Optional;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.testkit.AnalysisContract;
import org.halfspace.testkit.AnalyticHeads;
import org.halfspace.testkit.Subjects;

class RegionsContractTest extends AnalysisContract<RegionsParameters, ClassRegionRow> {

    @Override
    protected Analysis<RegionsParameters, ClassRegionRow> analysis() {
        return new RegionsAnalysis();
    }

    @Override
    protected Subject subject() {
        return Subjects.gaussian(AnalyticHeads.gaussian(3, 23, 5), 12, 6);
    }

    @Override
    protected RegionsParameters parameters() {
        return Heads.parameters(Optional.empty(), true);
    }
}
