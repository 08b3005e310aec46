package org.halfspace.search;

import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.testkit.AnalysisContract;

/** The contract of every analysis. */
class SearchContractTest extends AnalysisContract<SearchParameters, PairRow> {

    @Override
    protected Analysis<SearchParameters, PairRow> analysis() {
        return Searches.analysis();
    }

    @Override
    protected Subject subject() {
        return Searches.rectified(12);
    }

    @Override
    protected SearchParameters parameters() {
        return SearchParameters.defaults().withPairs("9").withEps(0.1, 0.3, 1.0);
    }
}
