package org.halfspace.spi.model;

/**
 * A feature map in double precision, by another path than {@link FeatureMap#apply} takes: the second opinion on what a search has
 * found. Right before fast. Weights are what the model holds, exactly; every operation rounds to double. Immutable and thread-safe.
 */
public interface PreciseMap {

    /**
     * Maps one input.
     *
     * @param input inputSize numbers
     * @return outputSize numbers, new
     * @throws org.halfspace.spi.InputException if the network has an operator that is not known in double precision
     */
    default double[] apply(double[] input) {
        return linearise(input).value();
    }

    /**
     * Maps one input and keeps what is needed to differentiate there.
     *
     * @param input inputSize numbers
     * @throws org.halfspace.spi.InputException as {@link #apply}
     */
    Linearisation linearise(double[] input);

    /** A map at one input. Immutable and thread-safe; may hold all activations of the network. */
    interface Linearisation {

        /** The output: outputSize numbers, new. */
        double[] value();

        /**
         * The vector-Jacobian product {@code J^T v}. At a kink, derivatives are those that PyTorch chooses.
         *
         * @param cotangent v, outputSize numbers
         * @return inputSize numbers, new
         */
        double[] vjp(double[] cotangent);
    }
}
