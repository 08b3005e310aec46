package org.halfspace.spi.model;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;

/**
 * A feature map about which something can be proved. Every statement holds for the real-number function that the network
 * describes (weights as stored, exact arithmetic): all rounding of the proof itself is accounted for. Thread-safe; every method
 * works in the caller's thread alone, and gives the same answer whatever else runs.
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
     * Seeks the greatest radius within which no input takes linear forms of the outputs to the values that they have at another
     * input.
     *
     * @param ball centre, norm and bounds; its radius is the greatest that is of interest, and finite
     * @param target the other input, inputSize numbers
     * @param forms k x outputSize
     * @param slack how far a form may be from the target's value and still count as having it; not negative
     * @param effort how much to spend: 0 for a handful of convex relaxations, 1 for a bracket that is closed by tightened ones, some ten times
     *     as long, and more for as many branches beyond that. More never gives a smaller radius by more than the quick bracket's width
     * @return the greatest radius that was proven, at most the ball's; 0 where nothing was
     */
    Exclusion exclude(InputBall ball, double[] target, DMatrixRMaj forms, double slack, int effort)
            throws InterruptedException;

    /**
     * Proves that some input of a ball takes linear forms of the outputs to exactly the values that they have at another input: near a point
     * if possible, otherwise as near to the ball's centre as can be found.
     *
     * @param point the point, inputSize numbers
     * @param target the other input, inputSize numbers
     * @param forms k x outputSize, of full row rank
     * @param ball where the input has to be; some pixels need room to move within it
     * @return the proof, or nothing: then there may be such an input all the same
     */
    Optional<ExactMatch> match(double[] point, double[] target, DMatrixRMaj forms, InputBall ball)
            throws InterruptedException;

    /**
     * The bounds of an affine map, {@code g(x) = A x + c}. What they exclude is the least distance, to rounding.
     *
     * @param matrix A, outputSize x inputSize
     * @param offset c, outputSize numbers
     */
    static BoundedMap affine(DMatrixRMaj matrix, double[] offset) {
        return new AffineBounds(matrix, offset);
    }

    /**
     * Intervals, one for each form.
     *
     * @param lower k numbers
     * @param upper k numbers
     */
    record Bounds(double[] lower, double[] upper) {}

    /**
     * What was excluded.
     *
     * @param radius no input whose distance from the centre is at most this, and that is within the bounds, reaches the target; in
     *     pixel units
     * @param method how, in words: {@code "linear relaxation, 31 branches"}
     */
    record Exclusion(double radius, String method) {}

    /**
     * What was proved.
     *
     * @param method how, in words: {@code "Krawczyk's operator in one linear region"}
     * @param point n numbers, near which the exact match is; shared, not copied
     * @param distance an upper bound, in the largest change of a pixel, of how far it is from that point
     * @param radius an upper bound, in the ball's norm, of how far it is from the ball's centre
     */
    record ExactMatch(String method, double[] point, double distance, double radius) {

        /** An upper bound, in the largest change of a pixel, of how far the exact match is from another point. */
        public double distanceFrom(double[] other) {
            double farthest = 0;
            for (int j = 0; j < other.length; j++) {
                farthest = Math.max(farthest, Math.nextUp(Math.abs(point[j] - other[j])));
            }
            return Math.nextUp(farthest + distance);
        }
    }
}
