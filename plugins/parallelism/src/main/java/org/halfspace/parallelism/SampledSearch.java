package org.halfspace.parallelism;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The most parallel pairs of boundaries among a random sample of the classes, where all of them are too many. Used once. */
final class SampledSearch {
    /** The search among so many takes seconds. */
    private static final int SAMPLE = 1500;

    private final ClassVectors vectors;
    private final SplittableRandom random;

    SampledSearch(ClassVectors vectors, SplittableRandom random) {
        this.vectors = vectors;
        this.random = random;
    }

    List<NearPair> run(int top, Workers workers) throws InterruptedException {
        int[] points = sample();
        double[][] chosen = new double[points.length][];
        for (int n = 0; n < chosen.length; n++) {
            chosen[n] = vectors.vector(points[n]);
        }
        SquaredDistances distances = SquaredDistances.of(chosen, workers);
        PairCollector collector = new PairCollector(vectors.subset(points), distances, top, 0, 0);
        new PairSearch(distances, collector).run(workers);
        List<NearPair> pairs = new ArrayList<>();
        for (NearPair pair : collector.pairs()) {
            pairs.add(
                    NearPair.of(points[pair.i()], points[pair.j()], points[pair.k()], points[pair.l()], pair.angle()));
        }
        return pairs;
    }

    /** Distinct points, ascending. */
    private int[] sample() {
        int[] points = new int[vectors.points()];
        for (int n = 0; n < points.length; n++) {
            points[n] = n;
        }
        int size = Math.min(SAMPLE, points.length);
        for (int n = 0; n < size; n++) {
            int other = n + random.nextInt(points.length - n);
            int swap = points[n];
            points[n] = points[other];
            points[other] = swap;
        }
        int[] sample = java.util.Arrays.copyOf(points, size);
        java.util.Arrays.sort(sample);
        return sample;
    }

    /** An upper bound of the norm of a normal. */
    double longest() {
        double largest = 0;
        for (int n = 0; n < vectors.points(); n++) {
            double square = 0;
            for (double value : vectors.vector(n)) {
                square += value * value;
            }
            largest = Math.max(largest, Math.sqrt(square));
        }
        return 2 * largest;
    }
}
