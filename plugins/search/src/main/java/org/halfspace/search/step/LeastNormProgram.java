package org.halfspace.search.step;

import org.halfspace.spi.model.Norm;

/**
 * The step of a search: the displacement d with
 *
 * <pre>minimise ||d||_p + penalty |J d - b|_1  subject to  lower <= d <= upper.</pre>
 *
 * <p>With a penalty above the largest multiplier this is the minimum-norm solution of {@code J d = b}, where the box has one, and comes
 * as near to the equations as the box lets it where it has none. The maximum norm is solved by a simplex method that starts where the
 * last call ended, the others by a primal-dual interior-point method with Mehrotra's predictor and corrector: some 15
 * factorisations of an r x r matrix. An object is for one sequence of similar programs and one thread.
 */
public interface LeastNormProgram {

    /**
     * What was found.
     *
     * @param displacement d, n numbers, within the box
     * @param norm {@code ||d||_p}
     * @param multipliers y, r numbers: how the optimum grows with b
     */
    record Solution(double[] displacement, double norm, double[] multipliers) {}

    /**
     * Solves it.
     *
     * @param jacobian J, r rows of n numbers
     * @param b r numbers
     * @param lower n numbers, finite
     * @param upper n numbers, finite, nowhere below {@code lower}
     * @param penalty per unit of violation, positive
     */
    Solution solve(double[][] jacobian, double[] b, double[] lower, double[] upper, double penalty);

    /** Gap at which a solution is as good as exact: what is left is rounding of other things. */
    double EXACT = 1e-6;

    /** The program of a norm, solved as good as exactly. */
    static LeastNormProgram of(Norm norm) {
        return of(norm, EXACT);
    }

    /**
     * The program of a norm.
     *
     * @param gap how far the objective may be from the least one, relative to it; the interior-point methods go on beyond that
     */
    static LeastNormProgram of(Norm norm, double gap) {
        return norm == Norm.LINF ? new LargestEntrySimplex(gap) : new SeparableProgram(norm);
    }
}
