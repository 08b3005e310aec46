package org.halfspace.geometry;

import java.util.Arrays;
import java.util.OptionalInt;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.model.Precision;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * Rank, spectrum and invariant subspaces of a softmax layer: Definition 1 and Theorem 1 of the paper, with exact dimensions.
 *
 * <p>{@code S(z) = S(z')} if and only if the logits differ by a multiple of 1, so a direction d is invisible to every
 * probability, at every h and however long, if and only if {@code W_c^T d = 0} with the centred weights
 * {@code W_c = W (I - 1 1^T / m)}. Hence {@code V = ker W_c^T}, of dimension {@code l - r_c}; the paper's Theorem 1 bounds it
 * from below by l - m. The directions that change no logit either are {@code N = ker W^T}, of dimension {@code l - r}.
 *
 * <p>Immutable and thread-safe. Everything is computed at its first use and kept; the factorisation that most of it needs takes
 * about a second for 4096 x 1000 on two cores, on the common fork-join pool.
 */
public final class HeadGeometry {

    /**
     * The stored weights differ from the ones that were meant by at most u each, relatively, so by at most {@code u ‖W‖_F}
     * together; twice that leaves room for weights that were also computed (products of low rank, merged scalings) in the
     * precision that they are stored in.
     *
     * <p>The customary {@code max(l, m) u sigma_1} is not used here: for bfloat16 and l = 256 it is sigma_1 itself and calls
     * every head one of rank 0.
     */
    private static final double STORAGE_SLACK = 2;

    /**
     * Singular values from Householder transformations are wrong by a modest multiple of 2^-53 times the largest singular
     * value of the matrix they were computed from; when W has a large mean that is not W_c but W.
     */
    private static final double COMPUTING_SLACK = 16;

    /** Rows of W that are multiplied at a time; a multiple of what the kernel takes at once. */
    private static final int LOGITS_BLOCK = 16;

    private final SoftmaxHead head;
    private final CentredWeights centred;
    private final Lazy<WeightFactorisation> factorisation;
    private final Lazy<Double> norm;
    private final Lazy<InvariantSubspace> subspace;
    private final Lazy<InvariantSubspace> exactSubspace;
    private final Lazy<Double> distance;

    private HeadGeometry(SoftmaxHead head) {
        this.head = head;
        centred = new CentredWeights(head);
        factorisation = new Lazy<>(() -> new WeightFactorisation(centred));
        norm = new Lazy<>(centred::frobeniusNorm);
        subspace = new Lazy<>(() -> factorisation.get().invariantSubspace(centredRank()));
        exactSubspace = new Lazy<>(() -> centredRankAtDoublePrecision() == centredRank()
                ? invariantSubspace()
                : factorisation.get().invariantSubspace(centredRankAtDoublePrecision()));
        distance = new Lazy<>(this::computeDistance);
    }

    /** The geometry of a head; computes nothing yet. */
    public static HeadGeometry of(SoftmaxHead head) {
        return new HeadGeometry(head);
    }

    /** The geometry of a subject's head: computed by the first who asks, and shared by all. */
    public static HeadGeometry of(Subject subject) {
        return subject.ofHead(HeadGeometry.class, head -> of(head));
    }

    /** The head. */
    public SoftmaxHead head() {
        return head;
    }

    /**
     * {@code z = W^T h + b} for many hidden vectors, several times as fast as one by one. A row's logits do not depend on the other
     * rows.
     *
     * @param h n x l, one hidden vector per row
     * @return n x m, one row of logits per hidden vector, new
     */
    public DMatrixRMaj logits(DMatrixRMaj h) {
        int l = head.hiddenSize();
        int m = head.classes();
        if (h.numCols != l) {
            throw new IllegalArgumentException("expected hidden vectors of l = " + l + " numbers, found " + h.numCols);
        }
        double[][] logits = new double[h.numRows][];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = head.bias().clone();
        }
        // A few rows of W at a time, for all vectors: they stay in cache.
        for (int first = 0; first < l; first += LOGITS_BLOCK) {
            int end = Math.min(l, first + LOGITS_BLOCK);
            double[][] weights = new double[end - first][];
            for (int k = first; k < end; k++) {
                weights[k - first] = Arrays.copyOfRange(head.weights().data, k * m, (k + 1) * m);
            }
            double[][] values = new double[h.numRows][];
            for (int i = 0; i < values.length; i++) {
                values[i] = Arrays.copyOfRange(h.data, i * l + first, i * l + end);
            }
            Kernels.addProduct(1, values, weights, logits, 0, m);
        }
        DMatrixRMaj result = new DMatrixRMaj(h.numRows, m);
        for (int i = 0; i < logits.length; i++) {
            System.arraycopy(logits[i], 0, result.data, i * m, m);
        }
        return result;
    }

    /** W_c. */
    public CentredWeights centredWeights() {
        return centred;
    }

    /** The singular values of W_c, min(l, m) of them, each to at most max(l, m) 2^-53 sigma_1, and mostly far better. */
    public Spectrum centredSpectrum() {
        return factorisation.get().centredSpectrum();
    }

    /**
     * The singular values of W, min(l, m) of them, each to at most max(l, m) 2^-53 sigma_1, and mostly far better. Their computation takes as
     * long again as all the rest; no other method needs them for a head of full rank.
     */
    public Spectrum spectrum() {
        return factorisation.get().spectrum();
    }

    /**
     * What a singular value must exceed to be told from zero, given how the weights were stored:
     * {@code 2 u ‖W‖_F}, and never less than {@link #computingTolerance()}.
     *
     * <p>The same tolerance serves W and W_c. Their singular values interlace, so the two ranks differ by at most one, as
     * they do in exact arithmetic.
     */
    public double storageTolerance() {
        return storageTolerance(computingTolerance());
    }

    /**
     * What a singular value must exceed to be told from zero when the stored weights are taken as exact:
     * {@code 2^-53 max(max(l, m) sigma_1(W_c), 16 ‖W‖_F)}.
     */
    public double computingTolerance() {
        return computingTolerance(centredSpectrum().largest());
    }

    private double computingTolerance(double largest) {
        int longer = Math.max(head.hiddenSize(), head.classes());
        return Precision.FLOAT64.unitRoundoff() * Math.max(longer * largest, COMPUTING_SLACK * norm.get());
    }

    private double storageTolerance(double computing) {
        double storage = STORAGE_SLACK * head.precision().unitRoundoff() * norm.get();
        return Math.max(storage, computing);
    }

    /** The rank of W_c where it is full beyond doubt, at a tolerance that is too large, which needs no singular values. */
    private OptionalInt clearRank(double tolerance) {
        return factorisation.get().hasClearlyFullRank(tolerance)
                ? OptionalInt.of(Math.min(head.hiddenSize(), head.classes() - 1))
                : OptionalInt.empty();
    }

    private double computingToleranceBound() {
        return computingTolerance(factorisation.get().largestSingularValueBound());
    }

    /** r, the rank of W at {@link #storageTolerance()}. */
    public int rank() {
        return factorisation.get().rank(storageTolerance());
    }

    /** r_c, the rank of W_c at {@link #storageTolerance()}. */
    public int centredRank() {
        return clearRank(storageTolerance(computingToleranceBound()))
                .orElseGet(() -> centredSpectrum().rank(storageTolerance()));
    }

    /** The rank of W at {@link #computingTolerance()}. */
    public int rankAtDoublePrecision() {
        return factorisation.get().rank(computingTolerance());
    }

    /** The rank of W_c at {@link #computingTolerance()}. */
    public int centredRankAtDoublePrecision() {
        return clearRank(computingToleranceBound())
                .orElseGet(() -> centredSpectrum().rank(computingTolerance()));
    }

    /**
     * The rank that W_c has on some of the features, at {@link #storageTolerance()}.
     *
     * @param features which rows of W_c, in any order, none twice
     */
    public int centredRankOn(int[] features) {
        return features.length == 0 ? 0 : WeightFactorisation.rank(centred.reduced(features), storageTolerance());
    }

    /** dim V = l - r_c. */
    public int dimension() {
        return head.hiddenSize() - centredRank();
    }

    /** dim N = l - r, the directions that change no logit. */
    public int logitInvariantDimension() {
        return head.hiddenSize() - rank();
    }

    /**
     * Whether 1 lies in range(W^T), so that some direction shifts all logits alike. It does if and only if
     * {@code r_c = r - 1}, if and only if 0 is not in aff{w_i}.
     */
    public boolean hasCommonShift() {
        return rank() == centredRank() + 1;
    }

    /**
     * The distance of the origin from aff{w_i}: the length of the part of any class's weights that lies in V. Where it is not
     * zero, the shortest direction that shifts all logits by one has its inverse as length.
     */
    public double distanceToAffineHull() {
        return distance.get();
    }

    private double computeDistance() {
        double[] part = invariantSubspace().invisible(centred.mean());
        return Math.sqrt(Kernels.dot(part, part, 0, part.length));
    }

    /**
     * An upper bound for the largest canonical angle between V and the V of the weights before they were rounded for
     * storage, if those had rank r_c too: {@code sin <= u ‖W‖_F / sigma_(r_c)} (Wedin, 1972).
     *
     * @return radians, at most pi / 2; 0 where V is trivial or everything
     */
    public double canonicalAngleBound() {
        int rank = centredRank();
        if (rank == 0 || rank == head.hiddenSize()) {
            return 0;
        }
        double sine =
                head.precision().unitRoundoff() * norm.get() / centredSpectrum().value(rank);
        return Math.asin(Math.min(1, sine));
    }

    /** V at the rank {@link #centredRank()}: of the weights as they were meant, up to the rounding of their storage. */
    public InvariantSubspace invariantSubspace() {
        return subspace.get();
    }

    /**
     * V at the rank {@link #centredRankAtDoublePrecision()}: of the numbers as they are stored. Contained in
     * {@link #invariantSubspace()}, and the same unless the rounding of the weights filled up their rank.
     */
    public InvariantSubspace exactInvariantSubspace() {
        return exactSubspace.get();
    }

    /** Whether the classes' weight vectors, taken as exact, are affinely independent: {@code r_c = m - 1}. */
    public boolean isAffinelyIndependent() {
        return centredRankAtDoublePrecision() == head.classes() - 1;
    }

    /**
     * {@code (W_c^T)^+ t}: the shortest hidden vectors with given centred logits (without bias), where the classes are affinely
     * independent and every t can be met.
     *
     * @param logits n vectors t of m numbers; their means do not count
     * @return n vectors of l numbers, new
     */
    public double[][] preimages(double[][] logits) {
        return factorisation.get().preimages(logits);
    }

    /**
     * The norms of {@link #preimages}, without the vectors, at a fraction of the cost.
     *
     * @param logits n vectors t of m numbers; their means do not count
     * @param multipliers receives n vectors nu of m numbers that sum to zero: the preimage is {@code W_c nu}
     */
    public double[] preimageNorms(double[][] logits, double[][] multipliers) {
        return factorisation.get().preimageNorms(logits, multipliers);
    }
}
