package org.halfspace.onnx.bounds;

/**
 * Bounds of what goes into the functions of a network, from the input on, each by a backward pass over those before it. Only numbers
 * at which a function bends are asked for. Not thread-safe.
 */
final class Tightening {
    /** Forms that go back together: enough to use each weight several times, few enough to stay in the cache. */
    private static final int ROWS_AT_ONCE = 32;

    private final Enclosure enclosure;
    private final Program program;
    private final Region region;

    Tightening(Enclosure enclosure, Region region) {
        this.enclosure = enclosure;
        this.program = enclosure.program();
        this.region = region;
    }

    /**
     * Tightens everything once.
     *
     * @return whether there can be such an input at all
     */
    boolean run() throws InterruptedException {
        for (int value = 1; value < program.values(); value++) {
            if (program.step(value) instanceof Step.Pointwise pointwise) {
                if (!tighten(pointwise.input(), pointwise.function())) {
                    return false;
                }
            }
            enclosure.propagate(value);
            if (enclosure.isEmpty(value)) {
                return false;
            }
        }
        return true;
    }

    private boolean tighten(int value, ScalarFunction function) throws InterruptedException {
        if (value == 0) {
            return true;
        }
        int size = program.size(value);
        int[] open = new int[size];
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (function.isOpen(enclosure.lower(value)[i], enclosure.upper(value)[i])) {
                open[count++] = i;
            }
        }
        Backward backward = new Backward(enclosure);
        int half = ROWS_AT_ONCE / 2;
        for (int begin = 0; begin < count; begin += half) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            int rows = Math.min(half, count - begin);
            double[][] forms = new double[2 * rows][size];
            for (int r = 0; r < rows; r++) {
                forms[2 * r][open[begin + r]] = 1;
                forms[2 * r + 1][open[begin + r]] = -1;
            }
            Backward.Forms pulled = backward.pull(value, forms);
            for (int r = 0; r < rows; r++) {
                double above = maximum(pulled, 2 * r);
                double below = -maximum(pulled, 2 * r + 1);
                enclosure.tighten(value, open[begin + r], below, above);
                if (below > above) {
                    return false;
                }
            }
        }
        return true;
    }

    private double maximum(Backward.Forms pulled, int r) {
        double constant = pulled.constants()[r];
        return Math.nextUp(region.maximum(pulled.coefficients()[r], Double.NEGATIVE_INFINITY) + constant);
    }
}
