package org.halfspace.onnx.referee.kernel;

import java.util.List;
import org.halfspace.onnx.referee.array.Array;

/**
 * What a kernel gives back.
 *
 * @param outputs the values, as many as the operator can have (a node may use fewer)
 * @param pullback takes cotangents back; null where no output depends smoothly on an input
 */
public record Result(List<Array> outputs, Pullback pullback) {

    public Result {
        outputs = List.copyOf(outputs);
    }

    /** One output. */
    static Result of(Array output, Pullback.Single pullback) {
        return new Result(List.of(output), cotangents -> pullback.apply(cotangents[0]));
    }

    /** One output that depends smoothly on the first input only. */
    static Result ofFirst(Array output, Pullback.Unary pullback) {
        return of(output, cotangent -> new double[][] {pullback.apply(cotangent)});
    }

    /** The elements of the first input in other places or of another shape, each once and in the same order. */
    static Result alias(Array output) {
        return ofFirst(output, cotangent -> cotangent);
    }

    /** Outputs that are constant as far as derivatives go. */
    static Result constant(Array... outputs) {
        return new Result(List.of(outputs), null);
    }

    /** The only output. */
    Array output() {
        return outputs.get(0);
    }
}
