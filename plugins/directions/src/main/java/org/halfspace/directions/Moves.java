package org.halfspace.directions;

import java.util.Optional;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.halfspace.directions.ProbabilityProbe.Change;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.geometry.InvariantSubspace;
import org.halfspace.spi.analysis.Context;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.model.HiddenDomain;

/**
 * The random directions of a run, and what moving along them does. Every item has a random stream of its own, so that what
 * is drawn for one does not depend on the others. Immutable, thread-safe.
 */
final class Moves {

    /** Hidden vectors to start from where there are no data. */
    static final int RANDOM_STARTS = 8;

    private final InvariantSubspace subspace;
    private final ProbabilityProbe probe;
    private final DirectionsParameters parameters;
    private final HiddenDomain domain;
    private final Context context;

    /** A change in double precision and, where the model has a network, in its own. */
    record Measured(Change exact, Optional<Change> float32) {

        static final Measured NONE = new Measured(Change.NONE, Optional.empty());

        static Measured larger(Measured a, Measured b) {
            Optional<Change> float32 = a.float32.isEmpty()
                    ? b.float32
                    : b.float32
                            .map(other -> Change.larger(a.float32.get(), other))
                            .or(() -> a.float32);
            return new Measured(Change.larger(a.exact, b.exact), float32);
        }
    }

    Moves(Subject subject, DirectionsParameters parameters, Context context) {
        this.subspace = subspace(HeadGeometry.of(subject));
        this.probe = new ProbabilityProbe(subject.classifier(), HeadGeometry.of(subject), parameters.reach());
        this.parameters = parameters;
        this.domain = subject.head().domain();
        this.context = context;
    }

    /**
     * V as the stored numbers have it, where that is not trivial: a claim about the model as it is must not suffer from the
     * rounding of its weights.
     */
    static InvariantSubspace subspace(HeadGeometry geometry) {
        InvariantSubspace exact = geometry.exactInvariantSubspace();
        return exact.dimension() > 0 ? exact : geometry.invariantSubspace();
    }

    /**
     * Directions of an item.
     *
     * @return {@code count} rows of length 1, of which fewer would be the first; no rows where V is trivial
     */
    DMatrixRMaj directions(long item, int count) {
        if (subspace.dimension() == 0) {
            return new DMatrixRMaj(0, subspace.hiddenSize());
        }
        return subspace.randomDirections(count, context.random(item));
    }

    /** Moves h along the first of some directions. */
    Measured move(double[] h, DMatrixRMaj directions) {
        if (directions.numRows == 0) {
            return Measured.NONE;
        }
        DMatrixRMaj first = first(directions, parameters.directions());
        return new Measured(probe.inDoublePrecision(h, first), probe.inFloat32(h, first));
    }

    static DMatrixRMaj first(DMatrixRMaj directions, int count) {
        int rows = Math.min(directions.numRows, count);
        return CommonOps_DDRM.extract(directions, 0, rows, 0, directions.numCols);
    }

    /** Moves random hidden vectors of the domain. */
    Measured fromRandomStarts() throws InterruptedException {
        Measured largest = Measured.NONE;
        for (int i = 0; i < RANDOM_STARTS; i++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            // Streams with negative numbers belong to no item.
            double[] h = randomStart(context.random(-2 - 2L * i));
            largest = Measured.larger(largest, move(h, directions(-3 - 2L * i, parameters.directions())));
        }
        return largest;
    }

    /** Gaussian coordinates in R^l, their moduli beyond a single end of the domain, uniform ones between two ends. */
    private double[] randomStart(SplittableRandom random) {
        double[] h = new double[subspace.hiddenSize()];
        boolean hasLower = domain.lower() > Double.NEGATIVE_INFINITY;
        boolean hasUpper = domain.upper() < Double.POSITIVE_INFINITY;
        for (int k = 0; k < h.length; k++) {
            if (hasLower && hasUpper) {
                h[k] = domain.lower() + random.nextDouble() * (domain.upper() - domain.lower());
            } else if (hasLower) {
                h[k] = domain.lower() + Math.abs(random.nextGaussian());
            } else if (hasUpper) {
                h[k] = domain.upper() - Math.abs(random.nextGaussian());
            } else {
                h[k] = random.nextGaussian();
            }
        }
        return h;
    }
}
