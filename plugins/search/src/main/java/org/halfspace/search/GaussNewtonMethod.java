package org.halfspace.search;

import java.util.ArrayList;
import java.util.List;
import org.halfspace.spi.search.MatchProblem;
import org.halfspace.spi.search.MatchSearch;
import org.halfspace.spi.search.SearchMethod;
import org.pf4j.Extension;

/**
 * Minimum-norm Gauss-Newton, DeepFool (Moosavi-Dezfooli et al., 2016) carried over to r_c equations: each step goes to the point that is
 * nearest to the source among those that solve the linearised equations. With few equations these are sequential programs with the
 * full Jacobian; with many, conjugate gradients on {@code J J^T} with products in both modes.
 */
@Extension
public final class GaussNewtonMethod implements SearchMethod {
    /** Equations up to which the whole Jacobian is formed: beyond, that many passes and a dense program cost more than they save. */
    static final int MOST_EQUATIONS = 64;

    private static final double[] SEGMENT = {0, 0.25, 0.5, 0.75, 1};

    /** First trust region, relative to the largest change of a pixel between the two inputs. */
    private static final double TRUST = 0.1;

    private static final int MOST_STEPS = 100;

    /** For PF4J, which builds extensions. */
    public GaussNewtonMethod() {}

    @Override
    public String name() {
        return "gauss-newton";
    }

    @Override
    public String description() {
        return "sequential minimum-norm programs on the equations, from the segment between the two inputs";
    }

    @Override
    public void search(MatchSearch search) throws InterruptedException {
        MatchProblem problem = search.problem();
        search.offer(problem.target());
        if (search.classifier().rank() > MOST_EQUATIONS) {
            new ConjugateGradientNewton(search).run();
            return;
        }
        List<double[]> starts = new ArrayList<>(Starts.segment(problem, SEGMENT));
        new Chains(search).run(starts, TRUST * LargestChange.of(problem), MOST_STEPS);
    }
}
