package org.halfspace.search;

import java.util.Arrays;
import java.util.Optional;
import org.halfspace.geometry.HeadGeometry;
import org.halfspace.geometry.InvariantSubspace;
import org.halfspace.search.Trial.Match;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.spi.model.InputSpec;
import org.halfspace.spi.model.SoftmaxHead;
import org.halfspace.spi.search.CountedClassifier;
import org.halfspace.spi.search.MatchProblem;
import org.halfspace.spi.search.VisibleLogits;

/** What is said of a match: agreement by two paths, theta and d', how it survives 8 bits. Immutable. */
final class Measures {
    /** Values of a pixel that is stored in 8 bits, less one. */
    private static final double LEVELS = 255;

    /** theta below which, relative to the length of g(x'), its direction is rounding. */
    private static final double LEAST_THETA = 1e-9;

    /** Half a unit in the last place of a float32 number, relative to it. */
    private static final double FLOAT_ROUNDING = 0x1p-24;

    /** What double precision itself leaves of logits, relative to the largest: sums of thousands of terms. */
    private static final double DOUBLE_ROUNDING = 1e-12;

    private final SoftmaxHead head;
    private final InputSpec input;
    private final VisibleLogits logits;
    private final InvariantSubspace invariant;

    Measures(Subject subject, VisibleLogits logits) {
        this.head = subject.head();
        this.input = subject.classifier().input();
        this.logits = logits;
        this.invariant = HeadGeometry.of(subject).exactInvariantSubspace();
    }

    /** The unit direction d' and theta of a match. */
    record Displacement(double theta, double[] direction, double leak) {}

    /** The hidden vectors of x and x', in double precision: seconds of work where networks are large. */
    record Ends(double[] source, double[] target) {}

    Ends ends(MatchProblem problem) {
        return new Ends(logits.hiddenAt(problem.source()), logits.hiddenAt(problem.target()));
    }

    /** What is measured at the match, if there is one. */
    MatchMeasures of(MatchProblem problem, Ends ends, Optional<Match> found) {
        if (found.isEmpty()) {
            return MatchMeasures.NONE;
        }
        double[] point = found.get().point();
        double[] wanted = ends.target();
        double[] there = logits.hiddenAt(point);
        double[] z = head.logits(there);
        double[] target = problem.targetLogits();
        double residual = CentredDifference.largest(z, target);
        double[] network = head.logits(logits.networkHiddenAt(point));
        double[] networkTarget = head.logits(logits.networkHiddenAt(problem.target()));
        Double rounding = roundingBound(point, z);
        boolean sameLabel = SoftmaxHead.argmax(z) == SoftmaxHead.argmax(target);
        double first = length(CentredDifference.of(head.logits(ends.source()), target));
        Displacement displacement = displacement(there, wanted);
        Optional<Rounded> rounded = eightBits(point, target);
        return new MatchMeasures(
                Agreement.of(residual, rounding == null ? 0 : rounding, sameLabel),
                residual,
                CentredDifference.largest(network, networkTarget),
                rounding,
                first == 0 ? null : Double.valueOf(length(CentredDifference.of(z, target)) / first),
                largestDifference(SoftmaxHead.softmax(z), SoftmaxHead.softmax(target)),
                displacement.theta(),
                length(wanted) == 0 ? null : Double.valueOf(displacement.theta() / length(wanted)),
                displacement.direction().length == 0 ? null : Double.valueOf(displacement.leak()),
                rounded.map(image -> Agreement.of(image.residual(), 0, image.sameLabel()))
                        .orElse(null),
                rounded.map(Rounded::residual).orElse(null));
    }

    /** |P (g(x) - g(x'))|, P the projection on what logits see. */
    double visibleDistance(Ends ends) {
        return length(invariant.visible(minus(ends.source(), ends.target())));
    }

    /** Distance of g(x) from the boundary between two classes; null where they are the same, or have the same weights. */
    Double boundaryDistance(Ends ends, int first, int second) {
        if (first == second) {
            return null;
        }
        int m = head.classes();
        double square = 0;
        for (int k = 0; k < head.hiddenSize(); k++) {
            double difference = head.weights().data[k * m + first] - head.weights().data[k * m + second];
            square += difference * difference;
        }
        double[] z = head.logits(ends.source());
        return square == 0 ? null : Double.valueOf(Math.abs(z[first] - z[second]) / Math.sqrt(square));
    }

    /** theta d' = the part of g(x*) - g(x') in V; no direction where theta is rounding. */
    Displacement displacement(double[] there, double[] wanted) {
        double[] direction = invariant.invisible(minus(there, wanted));
        double theta = length(direction);
        if (theta <= LEAST_THETA * length(wanted)) {
            return new Displacement(theta, new double[0], 0);
        }
        for (int k = 0; k < direction.length; k++) {
            direction[k] /= theta;
        }
        double leak = 0;
        int m = head.classes();
        for (int i = 1; i < m; i++) {
            double sum = 0;
            for (int k = 0; k < direction.length; k++) {
                sum += (head.weights().data[k * m + i] - head.weights().data[k * m]) * direction[k];
            }
            leak = Math.max(leak, Math.abs(sum));
        }
        return new Displacement(theta, direction, leak);
    }

    /** Where x* is, as hidden vectors: for the summary's witnesses. */
    Displacement displacement(MatchProblem problem, double[] point) {
        return displacement(logits.hiddenAt(point), logits.hiddenAt(problem.target()));
    }

    /** What rounding each pixel to float32 can do to a centred logit, to first order; null where it cannot be told. */
    private Double roundingBound(double[] point, double[] z) {
        if (logits.precise().isEmpty() || logits.rank() > GaussNewtonMethod.MOST_EQUATIONS) {
            return null;
        }
        double[][] jacobian;
        try {
            jacobian = new CountedClassifier(logits).lineariseExactly(point).jacobian();
        } catch (org.halfspace.spi.InputException e) {
            // Values are known in double precision, derivatives are not.
            return null;
        }
        double[] sums = new double[head.classes()];
        double[] column = new double[jacobian.length];
        for (int i = 0; i < point.length; i++) {
            for (int j = 0; j < column.length; j++) {
                column[j] = jacobian[j][i];
            }
            double[] byLogits = logits.centredLogits(column);
            double rounding = FLOAT_ROUNDING * Math.abs(point[i]);
            for (int c = 0; c < sums.length; c++) {
                sums[c] += Math.abs(byLogits[c]) * rounding;
            }
        }
        double largest = Arrays.stream(z).map(Math::abs).max().orElse(0);
        return Arrays.stream(sums).max().orElse(0) + DOUBLE_ROUNDING * largest;
    }

    /** The 8-bit image: its residual, and whether its label is right. */
    private record Rounded(double residual, boolean sameLabel) {}

    /** Nothing where pixels are not from 0 to 1. */
    private Optional<Rounded> eightBits(double[] point, double[] target) {
        if (input.lower() != 0 || input.upper() != 1) {
            return Optional.empty();
        }
        double[] image = new double[point.length];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) (Math.rint(point[i] * LEVELS) / LEVELS);
        }
        double[] z = logits.logitsAt(image);
        return Optional.of(
                new Rounded(CentredDifference.largest(z, target), SoftmaxHead.argmax(z) == SoftmaxHead.argmax(target)));
    }

    private static double[] minus(double[] a, double[] b) {
        return Chains.minus(a, b);
    }

    private static double largestDifference(double[] p, double[] q) {
        double largest = 0;
        for (int i = 0; i < p.length; i++) {
            largest = Math.max(largest, Math.abs(p[i] - q[i]));
        }
        return largest;
    }

    private static double length(double[] v) {
        double sum = 0;
        for (double value : v) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }
}
