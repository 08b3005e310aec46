package org.halfspace.parallelism;

import java.util.Optional;
import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.testkit.AnalysisContract;
import org.halfspace.testkit.Subjects;

class ParallelismContractTest extends AnalysisContract<ParallelismParameters, ParallelPairRow> {

    @Override
    protected Analysis<ParallelismParameters, ParallelPairRow> analysis() {
        return new ParallelismAnalysis();
    }

    @Override
    protected Subject subject() {
        return Subjects.of(Heads.of(Heads.quantised(12, 3, 3, 4)), Heads.hidden(10, 3));
    }

    @Override
    protected ParallelismParameters parameters() {
        return new ParallelismParameters(Optional.of(0.1), 15, true, true, Optional.empty());
    }
}
