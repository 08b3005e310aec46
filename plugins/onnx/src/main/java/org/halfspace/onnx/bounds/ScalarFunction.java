package org.halfspace.onnx.bounds;

/** A function of one number that never falls, with what bounds need to know of it. Immutable and thread-safe. */
interface ScalarFunction {

    /** A number that f(z) is not below. */
    double below(double z);

    /** A number that f(z) is not above. */
    double above(double z);

    /**
     * Sets two lines that hold for every z from low to high.
     *
     * @param previous the lower slope that was chosen before, for those who choose by habit; NaN where there is none
     */
    void relax(double low, double high, double previous, int i, Lines lines);

    /** A number that no slope {@code (f(y) - f(z)) / (y - z)} between low and high is below. */
    double leastSlope(double low, double high);

    /** A number that no slope {@code (f(y) - f(z)) / (y - z)} between low and high is above. */
    double greatestSlope(double low, double high);

    /** Whether tighter bounds of z would make its lines tighter. */
    default boolean isOpen(double low, double high) {
        return leastSlope(low, high) < greatestSlope(low, high);
    }
}
