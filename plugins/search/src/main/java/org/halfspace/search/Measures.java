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

    /** A row with everything that is measured at the match. */
    PairRow complete(PairRow row, MatchProblem problem, Optional<Match> found) {
        double[] hidden = logits.hiddenAt(problem.source());
        double[] wanted = logits.hiddenAt(problem.target());
        double[] start = head.logits(hidden);
        double visible = length(invariant.visible(minus(hidden, wanted)));
        Double boundary = boundaryDistance(start, row.sourceClass(), row.targetClass());
        if (found.isEmpty()) {
            return with(
                    row, Agreement.NONE, null, null, null, null, null, null, null, null, visible, boundary, null, null);
        }
        double[] point = found.get().point();
        double[] there = logits.hiddenAt(point);
        double[] z = head.logits(there);
        double[] target = problem.targetLogits();
        double residual = CentredDifference.largest(z, target);
        double[] network = head.logits(logits.networkHiddenAt(point));
        double[] networkTarget = head.logits(logits.networkHiddenAt(problem.target()));
        Double rounding = roundingBound(point, z);
        boolean sameLabel = SoftmaxHead.argmax(z) == SoftmaxHead.argmax(target);
        double[] p = SoftmaxHead.softmax(z);
        double[] q = SoftmaxHead.softmax(target);
        double change = 0;
        for (int i = 0; i < p.length; i++) {
            change = Math.max(change, Math.abs(p[i] - q[i]));
        }
        Displacement displacement = displacement(there, wanted);
        double first = length(CentredDifference.of(start, target));
        Double[] rounded = eightBits(point, target);
        return with(
                row,
                Agreement.of(residual, rounding == null ? 0 : rounding, sameLabel),
                residual,
                CentredDifference.largest(network, networkTarget),
                rounding,
                first == 0 ? null : Double.valueOf(length(CentredDifference.of(z, target)) / first),
                change,
                displacement.theta(),
                length(wanted) == 0 ? null : Double.valueOf(displacement.theta() / length(wanted)),
                displacement.direction().length == 0 ? null : Double.valueOf(displacement.leak()),
                visible,
                boundary,
                rounded == null ? null : Agreement.of(rounded[0], 0, rounded[1] > 0),
                rounded == null ? null : rounded[0]);
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

    private Double boundaryDistance(double[] z, int first, int second) {
        if (first == second) {
            return null;
        }
        int m = head.classes();
        double square = 0;
        for (int k = 0; k < head.hiddenSize(); k++) {
            double difference = head.weights().data[k * m + first] - head.weights().data[k * m + second];
            square += difference * difference;
        }
        return square == 0 ? null : Double.valueOf(Math.abs(z[first] - z[second]) / Math.sqrt(square));
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

    /** The residual of the 8-bit image, and whether its label is right; null where pixels are not from 0 to 1. */
    private Double[] eightBits(double[] point, double[] target) {
        if (input.lower() != 0 || input.upper() != 1) {
            return null;
        }
        double[] image = new double[point.length];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) (Math.rint(point[i] * LEVELS) / LEVELS);
        }
        double[] z = logits.logitsAt(image);
        double same = SoftmaxHead.argmax(z) == SoftmaxHead.argmax(target) ? 1 : 0;
        return new Double[] {CentredDifference.largest(z, target), same};
    }

    private static double[] minus(double[] a, double[] b) {
        return Chains.minus(a, b);
    }

    private static double length(double[] v) {
        double sum = 0;
        for (double value : v) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    private static PairRow with(
            PairRow row,
            Agreement agreement,
            Double residual,
            Double network,
            Double rounding,
            Double relative,
            Double change,
            Double theta,
            Double thetaRelative,
            Double leak,
            double visible,
            Double boundary,
            Agreement eight,
            Double eightResidual) {
        return new PairRow(
                row.pair(),
                row.source(),
                row.target(),
                row.sourceClass(),
                row.targetClass(),
                row.found(),
                row.eps(),
                row.epsTried(),
                row.epsRefuted(),
                agreement,
                residual,
                network,
                rounding,
                relative,
                change,
                theta,
                thetaRelative,
                leak,
                visible,
                boundary,
                row.certificate(),
                row.certifiedWithin(),
                eight,
                eightResidual,
                row.forwardPasses(),
                row.gradientPasses(),
                row.input());
    }
}
