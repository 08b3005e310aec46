package org.halfspace.verify;

import org.halfspace.spi.analysis.Witness;
import org.halfspace.spi.model.Classifier;
import org.halfspace.spi.model.FeatureMap;
import org.halfspace.spi.model.InputSpec;
import org.halfspace.spi.model.Norm;
import org.halfspace.spi.model.PreciseMap;

/**
 * Checks that an input matches another one's output: bounds and distance by plain sums over its numbers, logits from the classifier in
 * double precision, or from its network in float32 where it has no other. What is measured is the largest absolute difference of centred
 * logits.
 */
final class MatchedInputsCheck {
    /** Distances are sums of squares in double precision: a relative 2^-53 for each of n terms, and n is below 2^30. */
    private static final double ROUNDING = 0x1p-53;

    private final Classifier classifier;

    MatchedInputsCheck(Classifier classifier) {
        this.classifier = classifier;
    }

    Check check(Witness.MatchedInputs witness) {
        float[] match = witness.match();
        int n = classifier.input().size();
        if (match.length != n || witness.source().length != n || witness.target().length != n) {
            throw new IllegalArgumentException("expected inputs of " + n + " numbers, found " + match.length);
        }
        InputSpec input = classifier.input();
        for (float value : match) {
            if (!(value >= input.lower() && value <= input.upper())) {
                return new Check(witness.claim() + " (it leaves the bounds of pixels)", false, value, input.upper());
            }
        }
        double distance = distance(witness);
        double allowed = witness.radius() * (1 + 2 * n * ROUNDING);
        if (!(distance <= allowed)) {
            return new Check(witness.claim() + " (it is too far away)", false, distance, allowed);
        }
        double[] z = logits(match);
        double[] wanted = logits(witness.target());
        double mean = 0;
        for (int i = 0; i < z.length; i++) {
            mean += (z[i] - wanted[i]) / z.length;
        }
        double largest = 0;
        for (int i = 0; i < z.length; i++) {
            largest = Math.max(largest, Math.abs(z[i] - wanted[i] - mean));
        }
        return new Check(witness.claim(), largest <= witness.tolerance(), largest, witness.tolerance());
    }

    private static double distance(Witness.MatchedInputs witness) {
        double sum = 0;
        double largest = 0;
        double squares = 0;
        for (int i = 0; i < witness.match().length; i++) {
            double difference = Math.abs((double) witness.match()[i] - witness.source()[i]);
            sum += difference;
            squares += difference * difference;
            largest = Math.max(largest, difference);
        }
        return witness.norm() == Norm.L1 ? sum : witness.norm() == Norm.L2 ? Math.sqrt(squares) : largest;
    }

    private double[] logits(float[] input) {
        FeatureMap g = classifier.features();
        double[] h = g.precise().map(map -> precise(map, input)).orElseGet(() -> widened(g.apply(input, 1)));
        return classifier.head().logits(h);
    }

    private static double[] precise(PreciseMap map, float[] input) {
        return map.apply(widened(input));
    }

    private static double[] widened(float[] numbers) {
        double[] wide = new double[numbers.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = numbers[i];
        }
        return wide;
    }
}
