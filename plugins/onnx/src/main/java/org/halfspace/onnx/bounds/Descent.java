package org.halfspace.onnx.bounds;

/** Steps of Adam (D. Kingma and J. Ba, 2015) for a vector that is to become better by its gradient. Not thread-safe. */
final class Descent {
    private static final double FIRST = 0.9;
    private static final double SECOND = 0.999;

    /** Steps shrink by this factor each: a few dozen are taken. */
    private static final double DECAY = 0.97;

    private final double[] mean;
    private final double[] square;
    private int steps;

    Descent(int size) {
        mean = new double[size];
        square = new double[size];
    }

    /** By how much each number should fall, for gradients in their own scale: at most about the rate. */
    double[] step(double[] gradient, double rate) {
        steps++;
        double[] step = new double[gradient.length];
        for (int i = 0; i < step.length; i++) {
            step[i] = move(i, gradient[i], gradient[i] * gradient[i], rate);
        }
        return step;
    }

    /** The same for a vector that has one scale. */
    double[] stepTogether(double[] gradient, double rate) {
        steps++;
        double squared = 0;
        for (double one : gradient) {
            squared += one * one;
        }
        double[] step = new double[gradient.length];
        for (int i = 0; i < step.length; i++) {
            step[i] = move(i, gradient[i], squared, rate);
        }
        return step;
    }

    private double move(int i, double gradient, double squared, double rate) {
        mean[i] = FIRST * mean[i] + (1 - FIRST) * gradient;
        square[i] = SECOND * square[i] + (1 - SECOND) * squared;
        double first = mean[i] / (1 - Math.pow(FIRST, steps));
        double second = square[i] / (1 - Math.pow(SECOND, steps));
        return second > 0 ? rate * Math.pow(DECAY, steps - 1.0) * first / Math.sqrt(second) : 0;
    }
}
