package org.halfspace.geometry;

/**
 * The singular values of a matrix. Immutable.
 */
public final class Spectrum {
    private final double[] values;

    /** @param values in descending order; not copied */
    Spectrum(double[] values) {
        this.values = values;
    }

    /** The singular values, largest first, new. */
    public double[] values() {
        return values.clone();
    }

    /** How many there are: the smaller side of the matrix. */
    public int size() {
        return values.length;
    }

    /**
     * The k-th largest singular value.
     *
     * @param k from 1, as in the literature; beyond the last it is 0
     */
    public double value(int k) {
        return k <= values.length ? values[k - 1] : 0;
    }

    /** The spectral norm. */
    public double largest() {
        return values.length == 0 ? 0 : values[0];
    }

    /** How many singular values exceed a tolerance. */
    public int rank(double tolerance) {
        int rank = 0;
        while (rank < values.length && values[rank] > tolerance) {
            rank++;
        }
        return rank;
    }

    /**
     * {@code sigma_k / sigma_(k+1)}, by which a rank of k can be trusted.
     *
     * @return infinite where nothing follows or what follows is 0
     */
    public double gap(int k) {
        if (k == 0 || value(k + 1) == 0) {
            return Double.POSITIVE_INFINITY;
        }
        return value(k) / value(k + 1);
    }
}
