package org.halfspace.onnx.gradient;

import java.util.Optional;

/**
 * How an operator is differentiated. Immutable.
 *
 * @param domain the operator's domain; empty for ONNX's own
 * @param operator the operator
 * @param family what kind of operator it is, for the reference page
 * @param versions the versions of the domain's operator set that have it
 * @param way what is done
 * @param remark what one has to know; empty where there is nothing
 */
public record OperatorEntry(String domain, String operator, String family, Versions versions, Way way, String remark) {

    /**
     * Versions of an operator set.
     *
     * @param from the first that has the operator, or the oldest that can be read
     * @param to the last in which ONNX Runtime runs it
     */
    public record Versions(long from, long to) {}

    /** What is done to differentiate an operator. */
    public sealed interface Way {}

    /** It has rules of its own. */
    public record Rules(GradientRule reverse, Optional<TangentRule> forward) implements Way {}

    /** It is written out in other operators first. */
    public record WrittenOut(Lowering lowering) implements Way {}

    /** It is out of every graph that is differentiated: {@link org.halfspace.onnx.normalise.Normaliser} puts others in its place. */
    public record Normalised() implements Way {}

    /** Its derivative is zero wherever it has one, or its results are no real numbers. */
    public record Flat() implements Way {}
}
