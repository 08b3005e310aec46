package org.halfspace.search;

import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.spi.model.BoundedMap;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.InputBall;
import org.halfspace.spi.search.MatchProblem;

/**
 * Distances within which there is certainly no match: the centred logits cannot all come within the tolerance of the target's.
 * Immutable.
 */
final class Refuter {
    /** Classes up to which all centred logits count; beyond, those of the two classes of the pair: fewer equations are easier met. */
    private static final int FEW_CLASSES = 64;

    private final Optional<BoundedMap> bounded;
    private final HeadGeometry geometry;
    private final int branches;

    /**
     * @param branches what a pair may spend: 0 for a quick bracket, 1 for a closed one, more for so many branches
     */
    Refuter(Classifier classifier, HeadGeometry geometry, int branches) {
        this.bounded = classifier.features().bounds();
        this.geometry = geometry;
        this.branches = branches;
    }

    boolean isPossible() {
        return bounded.isPresent();
    }

    /**
     * The largest radius that was refuted.
     *
     * @param radius a radius that is not to be exceeded: that of a match, or the largest asked about
     * @return 0 where none was
     */
    double refute(MatchProblem problem, int sourceClass, int targetClass, double radius) throws InterruptedException {
        return bounded.orElseThrow()
                .exclude(
                        ball(problem, radius),
                        problem.target(),
                        centredWeights(sourceClass, targetClass),
                        problem.tolerance(),
                        branches)
                .radius();
    }

    private static InputBall ball(MatchProblem problem, double radius) {
        return new InputBall(problem.source(), problem.norm(), radius, problem.lower(), problem.upper());
    }

    /** One class per row; biases cancel, since the same forms are taken of the target. */
    private DMatrixRMaj centredWeights(int sourceClass, int targetClass) {
        int m = geometry.head().classes();
        int l = geometry.head().hiddenSize();
        int[] classes = m <= FEW_CLASSES ? IntStream.range(0, m).toArray() : new int[] {sourceClass, targetClass};
        DMatrixRMaj forms = new DMatrixRMaj(classes.length, l);
        for (int k = 0; k < l; k++) {
            double mean = 0;
            for (int i = 0; i < m; i++) {
                mean += geometry.head().weights().get(k, i) / m;
            }
            for (int row = 0; row < classes.length; row++) {
                forms.set(row, k, geometry.head().weights().get(k, classes[row]) - mean);
            }
        }
        return forms;
    }

    /** A proof that there is an exact match within the radius: beside the one that was found, or as near to x as can be. */
    Optional<BoundedMap.ExactMatch> certify(MatchProblem problem, double[] match, DMatrixRMaj forms, double radius)
            throws InterruptedException {
        if (bounded.isEmpty()) {
            return Optional.empty();
        }
        return bounded.get().match(match, problem.target(), forms, ball(problem, radius));
    }
}
