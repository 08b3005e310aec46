package org.halfspace.directions;

import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.testkit.AnalysisContract;
import org.halfspace.testkit.AnalyticHeads;
import org.halfspace.testkit.Subjects;

/** The contract of every analysis, over R^l. */
class DirectionsRealContractTest extends AnalysisContract<DirectionsParameters, DirectionRow> {

    @Override
    protected Analysis<DirectionsParameters, DirectionRow> analysis() {
        return new DirectionsAnalysis();
    }

    @Override
    protected Subject subject() {
        return Subjects.gaussian(AnalyticHeads.gaussian(12, 4, 1).over(HiddenDomain.REAL), 20, 1);
    }

    @Override
    protected DirectionsParameters parameters() {
        return DirectionsParameters.defaults();
    }
}
