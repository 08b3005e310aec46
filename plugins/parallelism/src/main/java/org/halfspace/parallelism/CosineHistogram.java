package org.halfspace.parallelism;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Counts |cos| of every pair of boundaries, pairs that share a class apart from disjoint ones. Thread-safe: the classes can be
 * counted by several threads, in any order; each class i brings the pairs whose first boundary is (i, j) with {@code j > i}.
 *
 * <p>Bin k of {@value #STEPS} + 1 holds the cosines that round to k / {@value #STEPS}; 0, 1/2 and 1, which simplex and
 * orthogonal heads have, lie in the middle of theirs. A cosine is put into its bin in single precision where the bin is
 * certain in spite of the rounding, and otherwise in double precision from the distances: the counts are those of the
 * double-precision cosines.
 *
 * <p>The inner loop handles three boundaries (i, j), (i, j+1), (i, j+2) at once against the same (k, l), as one index of a table
 * of triples of bins: a third of the memory accesses. Rounding to an integer is the addition of 2^23, after which the bits of
 * the sum are the integer: Java 17 turns that into vector instructions, and a cast to int not. A bin that is not certain sets
 * a bit above the index.
 */
final class CosineHistogram {
    static final int STEPS = 64;

    private static final int BINS = STEPS + 1;

    /** What a bin of each boundary counts in an index. */
    private static final float[] UNITS = {1, BINS, BINS * BINS};

    private static final float ROUNDER = 0x1p23f;
    /** Room for BINS^3 triples. */
    private static final int INDEX_MASK = 0x7FFFF;

    /** Boundaries that are counted at once. */
    private static final int TOGETHER = 3;

    private static final float UNCERTAIN = INDEX_MASK + 1;

    /** What an index without a mark has above the mask. */
    private static final int CERTAIN = Float.floatToRawIntBits(ROUNDER);

    /** 2^-24, the relative error of one operation in single precision, rounded up for the errors of second order. */
    private static final double FLOAT_ROUNDING = 0x1.01p-24;

    /** Beyond this distance from the middle of a bin, of 0.5, too many would be uncertain: double precision does it all. */
    private static final double LARGEST_UNCERTAINTY = 0.2;

    /** The tables are emptied before a count can exceed an int. */
    private static final long FULL = 1L << 30;

    private final SquaredDistances distances;
    private final float[][] inverses;
    private final double[] largestInverse;
    private final long[] all = new long[BINS];
    private final long[] sharing = new long[BINS];
    private final Queue<Tables> idle = new ConcurrentLinkedQueue<>();
    private final AtomicIntegerArray begun;
    private final boolean zeroNormals;
    private int classes;

    /** @param distances of all classes; classes with the same weights have distance 0 */
    CosineHistogram(SquaredDistances distances) {
        this.distances = distances;
        int m = distances.points();
        inverses = new float[m][m];
        largestInverse = new double[m];
        begun = new AtomicIntegerArray(m);
        boolean zero = false;
        for (int k = 0; k < m; k++) {
            double[] norms = distances.norms(k);
            for (int l = 0; l < m; l++) {
                // A zero normal gets cosines 0, which are taken back when a class is added.
                double inverse = norms[l] == 0 ? 0 : 1 / norms[l];
                zero |= norms[l] == 0;
                inverses[k][l] = (float) inverse;
                largestInverse[k] = Math.max(largestInverse[k], inverse);
            }
        }
        zeroNormals = zero;
    }

    /** Counts the pairs whose first boundary begins with class i, unless that has been done. */
    void add(int i) throws InterruptedException {
        if (!begun.compareAndSet(i, 0, 1)) {
            return;
        }
        Tables tables = idle.poll();
        if (tables == null) {
            tables = new Tables(distances.points());
        }
        int m = distances.points();
        for (int j = i + 1; j < m; j += TOGETHER) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            int count = Math.min(TOGETHER, m - j);
            for (int n = 0; n < count; n++) {
                tables.extents[n] = boundary(i, j + n, tables.p[n]);
            }
            for (int k = i + 1; k < m - 1; k++) {
                if (count < TOGETHER || !row(i, j, k, tables)) {
                    for (int n = 0; n < count; n++) {
                        exactRow(i, j + n, k, tables.bins);
                    }
                }
            }
            tables.empty(j + TOGETHER >= m);
        }
        sameFirst(i, tables.bins);
        if (zeroNormals) {
            removeZeroNormals(i, tables.bins);
        }
        long[] own = new long[BINS];
        sharing(i, own);
        synchronized (this) {
            for (int n = 0; n < BINS; n++) {
                all[n] += tables.bins[n];
                sharing[n] += own[n];
            }
            classes++;
        }
        Arrays.fill(tables.bins, 0);
        idle.add(tables);
    }

    /** What one class is counted with; used again for another one. */
    private static final class Tables {
        final float[][] p;
        final double[] extents = new double[TOGETHER];
        final float[] errors = new float[TOGETHER];
        final float[] indices;
        final int[] triples = new int[INDEX_MASK + 1];
        final long[] bins = new long[BINS];
        private long counted;

        Tables(int m) {
            p = new float[TOGETHER][m];
            indices = new float[m];
        }

        /** Adds the table of triples of bins to the bins, when it is full or at the end. */
        void empty(boolean end) {
            if (!end && counted < FULL) {
                return;
            }
            for (int n = 0; n < triples.length; n++) {
                int count = triples[n];
                if (count != 0) {
                    bins[n % BINS] += count;
                    bins[n / BINS % BINS] += count;
                    bins[n / (BINS * BINS)] += count;
                }
            }
            Arrays.fill(triples, 0);
            counted = 0;
        }
    }

    /** {@code STEPS p_k / (2 n_ij)}, so that {@code (p_k - p_l) / n_kl} is a cosine in units of bins; returns twice the largest. */
    private double boundary(int i, int j, float[] p) {
        double[] si = distances.squares(i);
        double[] sj = distances.squares(j);
        double norm = distances.norms(i)[j];
        double scale = norm == 0 ? 0 : STEPS / (2 * norm);
        for (int k = 0; k < p.length; k++) {
            p[k] = (float) ((sj[k] - si[k]) * scale);
        }
        float extent = 0;
        for (int k = i; k < p.length; k++) {
            extent = Math.max(extent, Math.abs(p[k]));
        }
        return 2 * extent;
    }

    /** The pairs of (i, j), (i, j+1), (i, j+2) with (k, l) for l above k; false where that is for double precision to do. */
    private boolean row(int i, int j, int k, Tables tables) {
        for (int n = 0; n < TOGETHER; n++) {
            double error = uncertainty(tables.extents[n], k);
            if (error > LARGEST_UNCERTAINTY) {
                return false;
            }
            tables.errors[n] = (float) error;
        }
        float[] inverse = inverses[k];
        float[] indices = tables.indices;
        Arrays.fill(indices, k + 1, indices.length, ROUNDER);
        // One place that calls it: inlined at two places, the compiler no longer vectorises it (a third of the speed).
        for (int n = 0; n < TOGETHER; n++) {
            add(tables.p[n][k], tables.p[n], UNITS[n], tables.errors[n], inverse, indices, k + 1);
        }
        int marks = constant(indices, k + 1)
                ? countRuns(indices, k + 1, tables.triples)
                : count(indices, k + 1, tables.triples);
        tables.counted += indices.length - k - 1L;
        if ((marks & ~INDEX_MASK) != CERTAIN) {
            for (int l = k + 1; l < indices.length; l++) {
                int bits = Float.floatToRawIntBits(indices[l]);
                if ((bits & ~INDEX_MASK) != CERTAIN) {
                    tables.triples[bits & INDEX_MASK]--;
                    for (int n = 0; n < TOGETHER; n++) {
                        tables.bins[bin(i, j + n, k, l)]++;
                    }
                }
            }
        }
        return true;
    }

    /** How far a single-precision cosine of row k can be from the double-precision one, in bins. */
    private double uncertainty(double extent, int k) {
        double cosine = Math.min(STEPS, extent * largestInverse[k]);
        return FLOAT_ROUNDING * (extent * largestInverse[k] + 4 * cosine + 1);
    }

    /** Adds the bins of one boundary to the indices, and a mark where one is not certain. */
    private static void add(float pk, float[] p, float unit, float error, float[] inverse, float[] indices, int from) {
        for (int l = from; l < indices.length; l++) {
            float a = Math.abs((pk - p[l]) * inverse[l]);
            float middle = (a + ROUNDER) - ROUNDER;
            indices[l] += middle * unit + ((Math.abs(a - middle) + error + ROUNDER) - ROUNDER) * UNCERTAIN;
        }
    }

    /** Counts indices; returns all their bits. */
    private static int count(float[] indices, int from, int[] triples) {
        int marks = 0;
        for (int l = from; l < indices.length; l++) {
            int bits = Float.floatToRawIntBits(indices[l]);
            marks |= bits;
            triples[bits & (triples.length - 1)]++;
        }
        return marks;
    }

    /** Whether a row looks as if most of its indices were the same: as all of a simplex are. */
    private static boolean constant(float[] indices, int from) {
        int last = indices.length - 1;
        return from < last && indices[from] == indices[last] && indices[from] == indices[(from + last) / 2];
    }

    /** The same, a run of equal indices at a time: additions to one counter wait for each other. */
    private static int countRuns(float[] indices, int from, int[] triples) {
        int marks = 0;
        int current = Float.floatToRawIntBits(indices[from]);
        int run = 0;
        for (int l = from; l < indices.length; l++) {
            int bits = Float.floatToRawIntBits(indices[l]);
            if (bits != current) {
                triples[current & (triples.length - 1)] += run;
                marks |= current;
                current = bits;
                run = 0;
            }
            run++;
        }
        triples[current & (triples.length - 1)] += run;
        return marks | current;
    }

    private void exactRow(int i, int j, int k, long[] bins) {
        for (int l = k + 1; l < distances.points(); l++) {
            bins[bin(i, j, k, l)]++;
        }
    }

    /** The bin of a pair, in double precision; 0 for a zero normal. */
    private int bin(int i, int j, int k, int l) {
        double norms = 2 * distances.norms(i)[j] * distances.norms(k)[l];
        return norms == 0 ? 0 : bin(distances.twiceProduct(i, j, k, l) / norms);
    }

    private static int bin(double cosine) {
        return Math.min(STEPS, (int) (Math.abs(cosine) * STEPS + 0.5));
    }

    /** The pairs (i, j), (i, l) for i below j below l. */
    private void sameFirst(int i, long[] bins) {
        for (int j = i + 1; j < distances.points(); j++) {
            sharedRow(i, j, bins);
        }
    }

    /** The pairs (i, j), (i, k) with {@code k > j}; none for zero normals. */
    private void sharedRow(int i, int j, long[] bins) {
        double[] squares = distances.squares(i);
        double[] other = distances.squares(j);
        double[] norms = distances.norms(i);
        if (i == j || norms[j] == 0) {
            return;
        }
        double inverse = 0.5 / norms[j];
        for (int k = j + 1; k < squares.length; k++) {
            if (k != i && norms[k] != 0) {
                bins[bin((squares[j] + squares[k] - other[k]) * inverse / norms[k])]++;
            }
        }
    }

    /** All pairs that meet in class i. */
    private void sharing(int i, long[] bins) {
        for (int j = 0; j < distances.points(); j++) {
            sharedRow(i, j, bins);
        }
    }

    /** Takes back the pairs of {@link #row} with a zero normal, which were counted at cosine 0. */
    private void removeZeroNormals(int i, long[] bins) {
        int m = distances.points();
        long first = 0;
        for (int j = i + 1; j < m; j++) {
            first += distances.norms(i)[j] == 0 ? 1 : 0;
        }
        long second = 0;
        for (int k = i + 1; k < m; k++) {
            for (int l = k + 1; l < m; l++) {
                second += distances.norms(k)[l] == 0 ? 1 : 0;
            }
        }
        long firsts = m - 1L - i;
        long seconds = ClassVectors.choose2(m - 1L - i);
        bins[0] -= first * seconds + (firsts - first) * second;
    }

    /** How many classes have been counted. */
    synchronized int classes() {
        return classes;
    }

    /** Pairs that share a class, by bin, new. */
    synchronized long[] sharing() {
        return sharing.clone();
    }

    /**
     * Disjoint pairs, by bin, new.
     *
     * @param complete whether all classes have been counted: the counts are a difference, and all 0 before that
     */
    synchronized long[] disjoint(boolean complete) {
        long[] disjoint = complete ? all.clone() : sharing.clone();
        for (int n = 0; n < BINS; n++) {
            disjoint[n] -= sharing[n];
        }
        return disjoint;
    }

    /** The middle of a bin. */
    static double cosine(int bin) {
        return bin / (double) STEPS;
    }
}
