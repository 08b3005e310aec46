package org.halfspace.onnx.bounds;

import java.util.List;

/**
 * A network of one sample as a straight line of affine maps and functions of single numbers. Value 0 is the input; step s makes value
 * s + 1. Immutable and thread-safe.
 *
 * @param inputSize how many numbers value 0 has
 * @param steps the steps, each after those that it needs
 * @param output the value that the network is asked for
 */
record Program(int inputSize, List<Step> steps, int output) {
    Program {
        steps = List.copyOf(steps);
    }

    /** How many values there are. */
    int values() {
        return steps.size() + 1;
    }

    /** How many numbers a value has. */
    int size(int value) {
        return value == 0 ? inputSize : steps.get(value - 1).size();
    }

    /** The step that makes a value other than the input. */
    Step step(int value) {
        return steps.get(value - 1);
    }

    /** How many numbers all values have together. */
    long numbers() {
        long numbers = inputSize;
        for (Step step : steps) {
            numbers += step.size();
        }
        return numbers;
    }

    /** The value that is made of a value, where it goes into one step alone and is not the output; -1 otherwise. */
    int onlyUser(int value) {
        int user = -1;
        for (int made = value + 1; made < values(); made++) {
            if (step(made).inputs().contains(value)) {
                if (user > 0) {
                    return -1;
                }
                user = made;
            }
        }
        return value == output ? -1 : user;
    }

    /** Whether everything after a value depends on the input through this value alone. */
    boolean isCut(int value) {
        return steps.subList(value, output).stream()
                .allMatch(step -> step.inputs().stream().allMatch(input -> input >= value));
    }

    /** The program as far as it makes a value. */
    Program upTo(int value) {
        return new Program(inputSize, steps.subList(0, value), value);
    }

    /**
     * For every value, how many roundings a coefficient of it goes through when linear forms are pulled back from all of its users.
     */
    long[] roundings() {
        long[] roundings = new long[values()];
        for (Step step : steps) {
            if (step instanceof Step.Affine affine) {
                for (int k = 0; k < affine.maps().size(); k++) {
                    roundings[affine.inputs().get(k)] += affine.maps().get(k).roundings() + 1;
                }
            } else if (step instanceof Step.Pointwise pointwise) {
                roundings[pointwise.input()] += 2;
            }
        }
        return roundings;
    }
}
