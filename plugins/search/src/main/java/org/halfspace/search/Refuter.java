package org.halfspace.search;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.model.BoundedMap;
import org.halfspace.spi.model.BoundedMap.Bounds;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.InputBall;
import org.halfspace.spi.model.SoftmaxHead;
import org.halfspace.spi.search.MatchProblem;

/**
 * Distances within which there is certainly no match: where the bounds of a difference of two logits over the ball leave out what the
 * difference is at the target, by more than the tolerance. Immutable.
 */
final class Refuter {
    /** Classes up to which all differences of two are bounded; beyond, those with the two classes of the pair. */
    private static final int FEW_CLASSES = 16;

    /** The bracket's ends are near enough when their ratio is this. */
    private static final double RESOLUTION = 1.01;

    private static final int MOST_BOUNDS = 20;

    /** Where nothing is refuted yet, the next radius is this part of the one that failed. */
    private static final double STEP = 0.25;

    private final Classifier classifier;
    private final Optional<BoundedMap> bounded;

    Refuter(Classifier classifier) {
        this.classifier = classifier;
        this.bounded = classifier.features().bounds();
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
        BoundedMap map = bounded.orElseThrow();
        DMatrixRMaj forms = differences(sourceClass, targetClass);
        Bounds wanted = map.bounds(ball(problem, problem.target(), 0), forms);
        // Every centred logit may be off by the tolerance, so a difference of two by twice that.
        double slack = 2 * problem.tolerance();
        double low = 0;
        double high = radius;
        double trial = radius;
        for (int step = 0; step < MOST_BOUNDS && trial > 0; step++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (isRefuted(map.bounds(ball(problem, problem.source(), trial), forms), wanted, slack)) {
                low = trial;
            } else {
                high = trial;
            }
            if (low >= high || (low > 0 && high / low < RESOLUTION)) {
                break;
            }
            trial = low == 0 ? STEP * high : Math.sqrt(low * high);
        }
        return low;
    }

    private static InputBall ball(MatchProblem problem, double[] centre, double radius) {
        return new InputBall(centre, problem.norm(), radius, problem.lower(), problem.upper());
    }

    private static boolean isRefuted(Bounds there, Bounds wanted, double slack) {
        for (int k = 0; k < wanted.lower().length; k++) {
            if (there.lower()[k] > wanted.upper()[k] + slack || there.upper()[k] < wanted.lower()[k] - slack) {
                return true;
            }
        }
        return false;
    }

    /** {@code (w_i - w_j)^T}, one pair of classes per row; biases cancel, since the same forms are bounded at the target. */
    private DMatrixRMaj differences(int sourceClass, int targetClass) {
        SoftmaxHead head = classifier.head();
        int m = head.classes();
        int l = head.hiddenSize();
        java.util.List<int[]> pairs = new java.util.ArrayList<>();
        for (int i = 0; i < m; i++) {
            for (int j = i + 1; j < m; j++) {
                boolean named = i == sourceClass || i == targetClass || j == sourceClass || j == targetClass;
                if (m <= FEW_CLASSES || named) {
                    pairs.add(new int[] {i, j});
                }
            }
        }
        DMatrixRMaj forms = new DMatrixRMaj(pairs.size(), l);
        for (int row = 0; row < pairs.size(); row++) {
            for (int k = 0; k < l; k++) {
                double first = head.weights().get(k, pairs.get(row)[0]);
                forms.set(row, k, first - head.weights().get(k, pairs.get(row)[1]));
            }
        }
        return forms;
    }

    /** A proof that there is an exact match near one that was found, within the radius. */
    Optional<BoundedMap.ExactMatch> certify(MatchProblem problem, double[] match, DMatrixRMaj forms, double radius)
            throws InterruptedException {
        if (bounded.isEmpty()) {
            return Optional.empty();
        }
        return bounded.get().match(match, problem.target(), forms, ball(problem, problem.source(), radius));
    }
}
