package org.halfspace.directions;

import java.util.Arrays;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.spi.model.Agreement;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.FeatureMap;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * Moves hidden vectors along directions and looks at the probabilities. Immutable, thread-safe.
 *
 * <p><b>The rounding bound.</b> Let d be the direction as stored, {@code x = h + theta d + e} the vector that is evaluated,
 * u the unit roundoff, {@code gamma_n = n u / (1 - n u)}, {@code a = max_i ‖w_i‖}. Write range(v) for max v - min v.
 *
 * <ul>
 *   <li>{@code range(W^T d) <= range(computed W^T d) + 2 gamma_(l+2) (a + max |b|)}, ‖d‖ = 1: d is in V up to rounding, no more.
 *   <li>{@code ‖e‖ <= 3 u (‖h‖ + |theta| ‖d‖)}: one product and one sum per coordinate.
 *   <li>A computed logit is wrong by at most {@code gamma_(l+2) (a ‖x‖ + |b|)}, in any order of summation.
 *   <li>So the logits at x and at h, each less its own mean, differ by at most
 *       {@code R = |theta| range(W^T d) + 2 a ‖e‖ + 2 gamma_(l+2) (a ‖x‖ + a ‖h‖ + 2 max |b|)} in range.
 *   <li>{@code |dp_i| = p_i |dz_i - sum p_j dz_j| <= p_i (1 - p_i) range(dz) <= range(dz) / 4}, so probabilities differ by at most
 *       {@code R / 4}, and by the rounding of two evaluations of the softmax, {@code 2 (m + 8) u} each: a relative
 *       {@code u |t|} from {@code t = z_i - max z} in the exponent, with {@code |t| exp(t) < 0.37}; one unit in the last place
 *       of exp; m sums and a division.
 * </ul>
 *
 * <p>In float32, u = 2^-24 for e, the logits and the softmax; the model's last nodes may merge a few more operations than
 * (W, b) has, for which n is larger by {@link #MERGED_OPERATIONS}. Underflow is left out: it adds less than 1e-38.
 */
final class ProbabilityProbe {
    private static final double DOUBLE_ROUNDOFF = 0x1p-53;
    private static final double FLOAT_ROUNDOFF = 0x1p-24;

    /** Batch normalisation, a scale, casts: what can stand beside the matrix product, with room to spare. */
    private static final int MERGED_OPERATIONS = 16;

    /** Moves per direction and sign: the longest, and shorter ones by this factor. */
    private static final double[] LENGTHS = {1, 1e-2, 1e-4, 1e-6};

    /** A change of a probability that one would notice: a hundredth. */
    static final double NOTICEABLE = 0.01;

    private final SoftmaxHead head;
    private final HeadGeometry geometry;
    private final Optional<FeatureMap> tail;
    private final boolean tailGivesProbabilities;
    private final double reach;
    private final double largestWeightNorm;
    private final double largestBias;

    /**
     * The largest change of a probability, and what rounding alone can make of it.
     *
     * @param largest at most 1
     * @param bound at most 1, where it says nothing
     * @param reach the longest move that was tried, in multiples of ‖h‖, up to which no probability changed by more than
     *     {@link #NOTICEABLE}; 0 if the shortest did
     */
    record Change(double largest, double bound, double reach) {

        static final Change NONE = new Change(0, 0, Double.POSITIVE_INFINITY);

        /** The larger change of two, with its own bound, and the shorter reach. */
        static Change larger(Change a, Change b) {
            Change larger = b.largest > a.largest || (b.largest == a.largest && b.bound > a.bound) ? b : a;
            return new Change(larger.largest, larger.bound, Math.min(a.reach, b.reach));
        }
    }

    /** @param reach the longest move, in multiples of ‖h‖ */
    ProbabilityProbe(Classifier classifier, HeadGeometry geometry, double reach) {
        this.head = classifier.head();
        this.geometry = geometry;
        this.tail = classifier.tail();
        this.tailGivesProbabilities = classifier
                .description()
                .agreement()
                .map(Agreement::compared)
                .filter("probabilities"::equals)
                .isPresent();
        this.reach = reach;
        DMatrixRMaj w = head.weights();
        double[] squares = new double[w.numCols];
        for (int k = 0; k < w.getNumElements(); k++) {
            squares[k % w.numCols] += w.data[k] * w.data[k];
        }
        double norm = 0;
        double bias = 0;
        for (int i = 0; i < squares.length; i++) {
            norm = Math.max(norm, Math.sqrt(squares[i]));
            bias = Math.max(bias, Math.abs(head.bias()[i]));
        }
        largestWeightNorm = norm;
        largestBias = bias;
    }

    /**
     * Moves h in double precision.
     *
     * @param h l numbers
     * @param directions one per row, of length 1
     */
    Change inDoublePrecision(double[] h, DMatrixRMaj directions) {
        Moves moves = new Moves(h, directions);
        double[][] logits = logits(moves.points);
        return change(moves, logits, DOUBLE_ROUNDOFF, 0);
    }

    /**
     * Moves h through the model's own last nodes.
     *
     * @return empty where the file has no network
     */
    Optional<Change> inFloat32(double[] h, DMatrixRMaj directions) {
        return tail.map(map -> {
            Moves moves = new Moves(h, directions);
            float[] points = new float[moves.points.getNumElements()];
            for (int k = 0; k < points.length; k++) {
                points[k] = (float) moves.points.data[k];
            }
            float[] outputs = map.apply(points, moves.points.numRows);
            double[][] logits = new double[moves.points.numRows][head.classes()];
            for (int i = 0; i < logits.length; i++) {
                for (int j = 0; j < head.classes(); j++) {
                    logits[i][j] = outputs[i * head.classes() + j];
                }
            }
            return change(moves, logits, FLOAT_ROUNDOFF, MERGED_OPERATIONS);
        });
    }

    /** The points of all moves, h itself first, as rows. */
    private final class Moves {
        private final double norm;
        private final DMatrixRMaj points;
        private final double[] ranges;
        private final double[] lengths;

        Moves(double[] h, DMatrixRMaj directions) {
            int l = h.length;
            double square = 0;
            for (double value : h) {
                square += value * value;
            }
            norm = Math.sqrt(square);
            // From the origin, too, a move has to have some length.
            double longest = reach * (norm == 0 ? 1 : norm);
            ranges = ranges(directions);
            lengths = new double[2 * LENGTHS.length];
            for (int t = 0; t < LENGTHS.length; t++) {
                lengths[2 * t] = longest * LENGTHS[t];
                lengths[2 * t + 1] = -lengths[2 * t];
            }
            points = new DMatrixRMaj(1 + directions.numRows * lengths.length, l);
            System.arraycopy(h, 0, points.data, 0, l);
            int row = l;
            for (int d = 0; d < directions.numRows; d++) {
                for (double theta : lengths) {
                    for (int k = 0; k < l; k++) {
                        points.data[row + k] = h[k] + theta * directions.data[d * l + k];
                    }
                    row += l;
                }
            }
        }
    }

    /** range(W^T d) of every direction, bounded from above. */
    private double[] ranges(DMatrixRMaj directions) {
        DMatrixRMaj products = geometry.logits(directions);
        double rounding = 2 * gamma(head.hiddenSize() + 2, DOUBLE_ROUNDOFF) * (largestWeightNorm + largestBias);
        double[] ranges = new double[directions.numRows];
        for (int d = 0; d < ranges.length; d++) {
            double least = Double.POSITIVE_INFINITY;
            double greatest = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < head.classes(); i++) {
                double product = products.get(d, i) - head.bias()[i];
                least = Math.min(least, product);
                greatest = Math.max(greatest, product);
            }
            ranges[d] = greatest - least + rounding;
        }
        return ranges;
    }

    private double[][] logits(DMatrixRMaj points) {
        DMatrixRMaj products = geometry.logits(points);
        double[][] logits = new double[points.numRows][];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = Arrays.copyOfRange(products.data, i * products.numCols, (i + 1) * products.numCols);
        }
        return logits;
    }

    private Change change(Moves moves, double[][] outputs, double roundoff, int moreOperations) {
        boolean probabilities = moreOperations > 0 && tailGivesProbabilities;
        double[] before = probabilities ? outputs[0] : SoftmaxHead.softmax(outputs[0]);
        double largest = 0;
        double bound = 0;
        boolean[] noticed = new boolean[LENGTHS.length];
        for (int i = 1; i < outputs.length; i++) {
            double[] after = probabilities ? outputs[i] : SoftmaxHead.softmax(outputs[i]);
            double change = difference(before, after);
            largest = Math.max(largest, change);
            noticed[(i - 1) % moves.lengths.length / 2] |= change > NOTICEABLE;
            int direction = (i - 1) / moves.lengths.length;
            double theta = Math.abs(moves.lengths[(i - 1) % moves.lengths.length]);
            bound = Math.max(bound, bound(moves.norm, theta, moves.ranges[direction], roundoff, moreOperations));
        }
        double unnoticed = 0;
        for (int t = LENGTHS.length - 1; t >= 0 && !noticed[t]; t--) {
            unnoticed = reach * LENGTHS[t];
        }
        return new Change(Math.min(1, largest), Math.min(1, bound), unnoticed);
    }

    private static double difference(double[] before, double[] after) {
        double largest = 0;
        for (int j = 0; j < after.length; j++) {
            double difference = Math.abs(after[j] - before[j]);
            // Logits beyond float32's range give no probability at all: count that as the greatest change.
            largest = Math.max(largest, Double.isNaN(difference) ? 1 : difference);
        }
        return largest;
    }

    private double bound(double norm, double theta, double range, double roundoff, int moreOperations) {
        double a = largestWeightNorm;
        double moved = (1 + 4 * roundoff) * (norm + theta);
        double e = 3 * roundoff * (norm + theta);
        double gamma = gamma(head.hiddenSize() + 2 + moreOperations, roundoff);
        double logits = theta * range + 2 * a * e + 2 * gamma * (a * moved + a * norm + 2 * largestBias);
        return logits / 4 + 4 * (head.classes() + 8) * roundoff;
    }

    private static double gamma(int n, double roundoff) {
        return n * roundoff / (1 - n * roundoff);
    }
}
