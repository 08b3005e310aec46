package org.halfspace.regions;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.halfspace.geometry.ExactCombination;
import org.halfspace.geometry.RevisedSimplex.Solution;
import org.halfspace.spi.model.HiddenDomain;
import org.halfspace.spi.model.SoftmaxHead;

/**
 * The convex combination that bars a class, from the basis of the linear program that found it: its equations solved with integers
 * where that can be afforded and every condition holds exactly, and as the solver rounded it otherwise.
 */
final class EmptinessProof {

    /** The largest system that is solved with integers: seconds. */
    private static final int LARGEST_EXACT = 66;

    /** A basic variable counts as zero below this: bases are scaled to size 1. */
    private static final double ZERO_LEVEL = 1e-9;

    private final SoftmaxHead head;
    private final HiddenDomain domain;
    private final int i;
    private final double[] distances;

    EmptinessProof(SoftmaxHead head, HiddenDomain domain, int i, double[] distances) {
        this.head = head;
        this.domain = domain;
        this.i = i;
        this.distances = distances;
    }

    /** Adds the proof to a row. */
    RowBuilder addTo(RowBuilder builder, DifferenceColumns columns, Solution solution) {
        boolean[] free = new boolean[head.hiddenSize()];
        List<Integer> support = new ArrayList<>();
        List<Integer> positive = new ArrayList<>();
        double[] lambda = new double[distances.length];
        for (int c = 0; c < solution.basis().length; c++) {
            int j = solution.basis()[c];
            if (j >= columns.size()) {
                continue;
            }
            if (!columns.isClass(j)) {
                free[columns.coordinate(j)] = true;
                continue;
            }
            support.add(j);
            lambda[j] = solution.levels()[c] / distances[j];
            if (solution.levels()[c] > ZERO_LEVEL) {
                positive.add(j);
            }
        }
        int[] rounding = positive.stream().mapToInt(Integer::intValue).toArray();
        double[] values = Arrays.stream(rounding).mapToDouble(j -> lambda[j]).toArray();
        BigInteger[] rounded = ExactCombination.proportions(values);
        // On a box any combination bounds the lead, so that one with a margin is a proof as it was rounded.
        if (rounding.length > 0 && ExactCombination.bars(head, domain, i, rounding, rounded)) {
            return builder.certified(true).barredBy(rounding, rounded, true);
        }
        for (List<Integer> candidate : List.of(positive, support)) {
            int[] classes = candidate.stream().mapToInt(Integer::intValue).toArray();
            Optional<BigInteger[]> weights = exact(classes, free);
            if (weights.isPresent()) {
                return builder.certified(true).barredBy(classes, weights.get(), true);
            }
        }
        return builder.certified(rounding.length > 0).barredBy(rounding, rounded, false);
    }

    private Optional<BigInteger[]> exact(int[] classes, boolean[] free) {
        if (classes.length == 0 || classes.length > LARGEST_EXACT) {
            return Optional.empty();
        }
        int[] features =
                IntStream.range(0, head.hiddenSize()).filter(k -> !free[k]).toArray();
        return ExactCombination.solve(head, i, classes, features)
                .filter(weights -> ExactCombination.bars(head, domain, i, classes, weights));
    }
}
