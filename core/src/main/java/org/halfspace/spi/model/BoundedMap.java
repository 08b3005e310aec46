package org.halfspace.spi.model;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;

/**
 * A feature map about which something can be proved. Every statement holds for the real-number function that the network
 * describes (weights as stored, exact arithmetic): all rounding of the proof itself is accounted for. Thread-safe.
 */
public interface BoundedMap {

    /**
     * Bounds of linear forms of the outputs over all inputs of a ball.
     *
     * @param ball the inputs
     * @param forms k x outputSize: one form c per row
     * @return for each form, numbers that {@code c . g(x)} does not leave
     */
    Bounds bounds(InputBall ball, DMatrixRMaj forms) throws InterruptedException;

    /**
     * Proves that some input near a point takes linear forms of the outputs to exactly the values that they have at another input.
     *
     * @param point the point, inputSize numbers
     * @param target the other input, inputSize numbers
     * @param forms k x outputSize, of full row rank
     * @param ball where the input has to be
     * @return the proof, or nothing: then there may be such an input all the same
     */
    Optional<ExactMatch> match(double[] point, double[] target, DMatrixRMaj forms, InputBall ball)
            throws InterruptedException;

    /**
     * Intervals, one for each form.
     *
     * @param lower k numbers
     * @param upper k numbers
     */
    record Bounds(double[] lower, double[] upper) {}

    /**
     * What was proved.
     *
     * @param method how, in words: {@code "interval Newton in one linear region"}
     * @param distance an upper bound, in the largest change of a pixel, of how far the exact match is from the point
     */
    record ExactMatch(String method, double distance) {}
}
