package org.halfspace.onnx.bounds;

/**
 * Rigorous allowances for rounding, after N. Higham, Accuracy and Stability of Numerical Algorithms, 2002, chapter 3: a sum of n
 * products, in whatever order, is off by at most gamma(n) times the sum of their absolute values.
 */
final class Rounding {
    /** The relative error of one operation in double precision, rounded to nearest. */
    static final double UNIT = 0x1p-53;

    /**
     * What is added for underflow: each of fewer than 2^40 operations loses less than 2^-1074 where it underflows, and is then
     * multiplied by numbers below {@link #LARGEST}.
     */
    static final double UNDERFLOW = 0x1p-800;

    /** Numbers beyond this count as infinite: no bound is given. */
    static final double LARGEST = 0x1p200;

    private Rounding() {}

    /**
     * n u / (1 - n u), with a little more, so that the rounding of the sum of absolute values that it is multiplied by, and of that
     * product, is covered too. Good for n up to 2^40.
     */
    static double gamma(long n) {
        return 1.01 * (n + 2) * UNIT;
    }
}
