package org.halfspace.parallelism;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A fingerprint of the direction of every boundary's normal, the same for parallel ones: {@code a·D_ij / b·D_ij} modulo
 * {@code p = 2^61 - 1} for two fixed random vectors a and b of residues. It is a function of the direction, computed without
 * rounding, so that no parallel pair is missed; two other directions share one by chance in one of 2^61 cases.
 *
 * <p>The one exception are normals with both products 0, a multiple of p in every coordinate for instance: they have the
 * fingerprint {@link #UNKNOWN}, and have to be compared with everything. Immutable.
 */
final class DirectionFingerprints {
    /** Of a direction whose second product is 0: the point at infinity of the projective line. */
    static final long INFINITE = Mersenne61.P;

    /** Of a direction that is not known. */
    static final long UNKNOWN = Mersenne61.P + 1;

    /** Any constant does: the answer does not depend on it, only the chance of a needless comparison. */
    private static final long SEED = 0x5EED;

    private final long[] first;
    private final long[] second;

    DirectionFingerprints(ClassVectors vectors) {
        int l = vectors.hiddenSize();
        SplittableRandom random = new SplittableRandom(SEED);
        long[] a = random.longs(l, 1, Mersenne61.P).toArray();
        long[] b = random.longs(l, 1, Mersenne61.P).toArray();
        first = new long[vectors.points()];
        second = new long[vectors.points()];
        for (int i = 0; i < first.length; i++) {
            double[] w = vectors.vector(i);
            for (int c = 0; c < l; c++) {
                long residue = Mersenne61.of(w[c]);
                first[i] = Mersenne61.add(first[i], Mersenne61.multiply(a[c], residue));
                second[i] = Mersenne61.add(second[i], Mersenne61.multiply(b[c], residue));
            }
        }
    }

    /** How many points there are. */
    int points() {
        return first.length;
    }

    /**
     * The fingerprints of the boundaries (i, j) for all {@code j > i}. One inversion serves the whole row (Montgomery's
     * trick).
     *
     * @param target receives them from index 0 on; at least points - i - 1 numbers
     * @param scratch of the same length
     * @return how many there are
     */
    int row(int i, long[] target, long[] scratch) {
        int count = first.length - i - 1;
        long product = 1;
        for (int n = 0; n < count; n++) {
            scratch[n] = product;
            long v = Mersenne61.subtract(second[i], second[i + 1 + n]);
            product = v == 0 ? product : Mersenne61.multiply(product, v);
        }
        long inverse = Mersenne61.inverse(product);
        for (int n = count - 1; n >= 0; n--) {
            long u = Mersenne61.subtract(first[i], first[i + 1 + n]);
            long v = Mersenne61.subtract(second[i], second[i + 1 + n]);
            if (v == 0) {
                target[n] = u == 0 ? UNKNOWN : INFINITE;
            } else {
                target[n] = Mersenne61.multiply(u, Mersenne61.multiply(inverse, scratch[n]));
                inverse = Mersenne61.multiply(inverse, v);
            }
        }
        return count;
    }

    /**
     * The fingerprints that more than one boundary has, ascending; {@link #UNKNOWN} even if only one has it.
     *
     * @param workers compute them
     * @param chunk how many fingerprints are held at once; more of them are looked for in several passes
     */
    long[] repeated(Workers workers, int chunk) throws InterruptedException {
        long boundaries = ClassVectors.choose2(points());
        int passes = (int) Math.max(1, (boundaries + chunk - 1) / chunk);
        LongList repeated = new LongList();
        for (int pass = 0; pass < passes; pass++) {
            long[] sorted = collect(workers, pass, passes);
            for (int n = 0; n < sorted.length; n++) {
                boolean again = n > 0 && sorted[n] == sorted[n - 1];
                boolean known = repeated.size() > 0 && repeated.get(repeated.size() - 1) == sorted[n];
                if ((again || sorted[n] == UNKNOWN) && !known) {
                    repeated.add(sorted[n]);
                }
            }
        }
        return repeated.toArray();
    }

    /** The fingerprints of one pass, ascending: those in its share of the range. */
    private long[] collect(Workers workers, int pass, int passes) throws InterruptedException {
        long width = UNKNOWN / passes + 1;
        long low = pass * width;
        long high = low + width;
        LongList all = new LongList();
        workers.run(points(), () -> new long[2][points()], (scratch, i) -> {
            long[] row = scratch[0];
            int count = row(i, row, scratch[1]);
            int kept = 0;
            for (int n = 0; n < count; n++) {
                if (row[n] >= low && row[n] < high) {
                    row[kept++] = row[n];
                }
            }
            synchronized (all) {
                all.addAll(row, kept);
            }
        });
        long[] sorted = all.toArray();
        all.clear();
        if (workers.threads() > 1) {
            Arrays.parallelSort(sorted);
        } else {
            Arrays.sort(sorted);
        }
        return sorted;
    }
}
