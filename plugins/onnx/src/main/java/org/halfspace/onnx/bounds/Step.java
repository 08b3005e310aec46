package org.halfspace.onnx.bounds;

import java.util.List;
import java.util.Optional;

/** One computation of a {@link Program}: it makes one vector of earlier ones. Immutable and thread-safe. */
sealed interface Step {

    /** How many numbers it makes. */
    int size();

    /** The values that it needs, by their numbers. */
    List<Integer> inputs();

    /**
     * {@code A_1 x_1 + ... + A_k x_k + b}.
     *
     * @param inputs which vectors x_1, ..., x_k are, as numbers of values of the program
     * @param maps A_1, ..., A_k
     * @param offset b
     * @param offsetError how far each number of the offset may be from the one that is meant; zero where it is exact
     * @param greater where this is the sum {@code x_2 + relu(x_1 - x_2)}, which two values it is the greater of, element by
     *     element: bounds of these two say more than bounds of the terms
     */
    record Affine(
            List<Integer> inputs,
            List<LinearMap> maps,
            double[] offset,
            double[] offsetError,
            Optional<Greater> greater)
            implements Step {
        public Affine {
            inputs = List.copyOf(inputs);
            maps = List.copyOf(maps);
        }

        static Affine of(int input, LinearMap map, double[] offset) {
            return new Affine(List.of(input), List.of(map), offset, new double[offset.length], Optional.empty());
        }

        @Override
        public int size() {
            return offset.length;
        }
    }

    /** The element by element greater of two values, by their numbers. */
    record Greater(int first, int second) {}

    /**
     * The same function of every number of a vector.
     *
     * @param input which vector, as number of a value
     * @param function the function
     * @param size how many numbers
     */
    record Pointwise(int input, ScalarFunction function, int size) implements Step {
        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }
    }
}
