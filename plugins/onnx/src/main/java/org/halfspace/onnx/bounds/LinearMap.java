package org.halfspace.onnx.bounds;

/**
 * A matrix A, rows x columns, by what it does. Every method adds to what its last argument holds. Immutable and thread-safe.
 */
interface LinearMap {

    int rows();

    int columns();

    /** Adds A x. */
    void multiply(double[] x, double[] sums);

    /** Adds |A| x, where |A| has the absolute values of A. */
    void multiplyAbsolute(double[] x, double[] sums);

    /** Adds A^T a for each of several vectors a; zeros among their elements cost nothing. */
    void transpose(double[][] vectors, double[][] sums);

    /** Adds |A|^T a. */
    void transposeAbsolute(double[] vector, double[] sums);

    /**
     * Adds A c to {@code middle}, |A| w to {@code radius} and |A| s to {@code sizes}: what interval arithmetic needs, at the price of
     * reading A once where it is stored.
     */
    default void enclose(double[] c, double[] w, double[] s, double[] middle, double[] radius, double[] sizes) {
        multiply(c, middle);
        multiplyAbsolute(w, radius);
        multiplyAbsolute(s, sizes);
    }

    /**
     * Adds some elements of A x; the others may be added too.
     *
     * @param wanted the rows, ascending
     */
    default void multiply(double[] x, double[] sums, int[] wanted) {
        multiply(x, sums);
    }

    /**
     * The same matrix for those to whom some columns do not matter, since what they are multiplied by is zero: it may leave them out.
     *
     * @param columns those that matter, ascending
     */
    default LinearMap within(int[] columns) {
        return this;
    }

    /**
     * How many roundings an element of A x or A^T a goes through at most, with those of the elements of A where they are not
     * exact: a product is off by {@code gamma(roundings) |A| |x|}.
     */
    int roundings();
}
