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
     * How many roundings an element of A x or A^T a goes through at most, with those of the elements of A where they are not
     * exact: a product is off by {@code gamma(roundings) |A| |x|}.
     */
    int roundings();
}
