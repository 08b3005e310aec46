package org.halfspace.onnx.gradient;

import java.util.Optional;

/**
 * How an operator is differentiated. Immutable.
 *
 * @param domain the operator's domain; empty for ONNX's own
 * @param operator the operator
 * @param family what kind of operator it is, for the reference page
 * @param way what is done
 * @param remark what one has to know; empty where there is nothing
 */
public record OperatorEntry(String domain, String operator, String family, Way way, String remark) {

    /** What is done to differentiate an operator. */
    public sealed interface Way {}

    /** It has rules of its own. */
    public record Rules(GradientRule reverse, Optional<TangentRule> forward) implements Way {}

    /** It is written out in other operators first. */
    public record WrittenOut(Lowering lowering) implements Way {}

    /** Its derivative is zero wherever it has one, or its results are no real numbers. */
    public record Flat() implements Way {}
}
