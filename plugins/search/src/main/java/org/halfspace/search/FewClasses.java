package org.halfspace.search;

import org.halfspace.spi.InputException;
import org.halfspace.spi.search.MatchSearch;

/** What methods need that form whole Jacobians. */
final class FewClasses {
    private FewClasses() {}

    /** @throws InputException if there are too many equations for a full Jacobian at each step */
    static void require(MatchSearch search, String method) {
        int rank = search.classifier().rank();
        if (rank > GaussNewtonMethod.MOST_EQUATIONS) {
            throw new InputException("the method " + method + " forms the whole Jacobian, which is too large here")
                    .where("--method")
                    .expected(
                            "a model whose logits vary in at most " + GaussNewtonMethod.MOST_EQUATIONS + " dimensions")
                    .found(rank + " dimensions")
                    .hint("--method gauss-newton, which solves its equations by conjugate gradients there");
        }
    }
}
