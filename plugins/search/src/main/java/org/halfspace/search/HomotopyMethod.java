package org.halfspace.search;

import java.util.List;
import org.halfspace.search.Chains.Chain;
import org.halfspace.spi.search.MatchProblem;
import org.halfspace.spi.search.MatchSearch;
import org.halfspace.spi.search.SearchMethod;
import org.pf4j.Extension;

/**
 * Homotopy from the source: {@code u(x_s) = u(x_0) + s (u(x') - u(x_0))} is followed from s = 0, where x_0 solves it, to s = 1, each
 * point corrected by sequential programs to the nearest one to the source.
 */
@Extension
public final class HomotopyMethod implements SearchMethod {
    /** Steps of s. */
    private static final int STAGES = 12;

    /** Corrector steps at each s but the last. */
    private static final int CORRECTIONS = 8;

    private static final int MOST_STEPS = 100;

    /** First trust region, relative to the largest change of a pixel between the two inputs. */
    private static final double TRUST = 0.05;

    /** For PF4J, which builds extensions. */
    public HomotopyMethod() {}

    @Override
    public String name() {
        return "homotopy";
    }

    @Override
    public String description() {
        return "follows the residual to zero from the source, nearest point by nearest point";
    }

    @Override
    public void search(MatchSearch search) throws InterruptedException {
        FewClasses.require(search, name());
        MatchProblem problem = search.problem();
        Chains chains = new Chains(search);
        int stages = (int) Math.max(2, Math.round(STAGES * search.effort()));
        double trust = TRUST * LargestChange.of(problem);
        List<double[]> at = List.of(problem.source());
        for (int stage = 1; stage <= stages; stage++) {
            chains.aimAt((double) stage / stages);
            List<Chain> corrected = chains.run(at, trust, stage < stages ? CORRECTIONS : MOST_STEPS);
            at = List.of(corrected.get(0).point());
        }
    }
}
