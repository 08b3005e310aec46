package org.halfspace.onnx.bounds;

/**
 * A convolution of one sample over two spatial axes (one axis is two of which the first has size 1), as a matrix that is never
 * written out. Arrays are channels x height x width.
 */
final class Convolution implements LinearMap {

    /**
     * Sizes along one spatial axis.
     *
     * @param input size of the input
     * @param output size of the output
     * @param kernel size of the kernel
     * @param stride by how much the kernel moves
     * @param dilation how far apart its taps are
     * @param before padding in front
     */
    record Axis(int input, int output, int kernel, int stride, int dilation, int before) {
        /** The first output whose tap lies inside the input. */
        private int first(int tap) {
            int offset = tap * dilation - before;
            return offset >= 0 ? 0 : (-offset + stride - 1) / stride;
        }

        /** The end of the outputs whose tap lies inside the input. */
        private int end(int tap) {
            int room = input - 1 - (tap * dilation - before);
            return room < 0 ? 0 : Math.min(output, room / stride + 1);
        }
    }

    /**
     * Vectors go through together unless that makes for more than this many times the products: with all of them in one place of
     * memory, a product takes so much less time.
     */
    private static final int TOGETHER = 8;

    private final Axis vertical;
    private final Axis horizontal;
    private final int groups;
    private final int inputs;
    private final int outputs;
    private final double[] kernel;

    /**
     * @param vertical sizes of the first spatial axis
     * @param horizontal sizes of the second
     * @param groups how many independent convolutions lie side by side
     * @param inputs channels of the input in one group
     * @param outputs channels of the output in one group
     * @param kernel groups x outputs x inputs x kernel height x kernel width; shared
     */
    Convolution(Axis vertical, Axis horizontal, int groups, int inputs, int outputs, double[] kernel) {
        this.vertical = vertical;
        this.horizontal = horizontal;
        this.groups = groups;
        this.inputs = inputs;
        this.outputs = outputs;
        this.kernel = kernel;
    }

    @Override
    public int rows() {
        return groups * outputs * vertical.output() * horizontal.output();
    }

    @Override
    public int columns() {
        return groups * inputs * vertical.input() * horizontal.input();
    }

    @Override
    public void multiply(double[] x, double[] sums) {
        each(false, (weight, in, out, step, count) -> {
            for (int k = 0; k < count; k++) {
                sums[out + k] += weight * x[in + k * step];
            }
        });
    }

    @Override
    public void multiplyAbsolute(double[] x, double[] sums) {
        each(true, (weight, in, out, step, count) -> {
            for (int k = 0; k < count; k++) {
                sums[out + k] += weight * x[in + k * step];
            }
        });
    }

    @Override
    public void transpose(double[][] vectors, double[][] sums) {
        boolean[] used = new boolean[rows()];
        long nonzero = 0;
        long places = 0;
        for (double[] vector : vectors) {
            for (int place = 0; place < used.length; place++) {
                if (vector[place] != 0) {
                    nonzero++;
                    places += used[place] ? 0 : 1;
                    used[place] = true;
                }
            }
        }
        if (places * vectors.length < TOGETHER * nonzero) {
            new TransposedConvolution(vertical, horizontal, groups, inputs, outputs, kernel)
                    .multiply(vectors, used, sums);
        } else {
            for (int r = 0; r < vectors.length; r++) {
                transpose(vectors[r], sums[r], false);
            }
        }
    }

    @Override
    public void transposeAbsolute(double[] vector, double[] sums) {
        transpose(vector, sums, true);
    }

    /** Goes through the places of the output, since a row of a backward pass begins with few that are not zero. */
    private void transpose(double[] vector, double[] sums, boolean absolute) {
        int channels = groups * outputs;
        int place = 0;
        for (int channel = 0; channel < channels; channel++) {
            for (int oy = 0; oy < vertical.output(); oy++) {
                for (int ox = 0; ox < horizontal.output(); ox++, place++) {
                    if (vector[place] != 0) {
                        scatter(channel, oy, ox, vector[place], sums, absolute);
                    }
                }
            }
        }
    }

    private void scatter(int channel, int oy, int ox, double factor, double[] sums, boolean absolute) {
        int top = oy * vertical.stride() - vertical.before();
        int left = ox * horizontal.stride() - horizontal.before();
        int taps = vertical.kernel() * horizontal.kernel();
        int width = horizontal.kernel();
        int firstTap = left >= 0 ? 0 : (-left + horizontal.dilation() - 1) / horizontal.dilation();
        int room = horizontal.input() - 1 - left;
        int endTap = room < 0 ? 0 : Math.min(width, room / horizontal.dilation() + 1);
        int group = channel / outputs;
        for (int in = 0; in < inputs; in++) {
            int weights = (channel * inputs + in) * taps;
            int plane = (group * inputs + in) * vertical.input();
            for (int ky = 0; ky < vertical.kernel(); ky++) {
                int y = top + ky * vertical.dilation();
                if (y >= 0 && y < vertical.input()) {
                    int base = (plane + y) * horizontal.input() + left;
                    int row = weights + ky * width;
                    for (int kx = firstTap; kx < endTap; kx++) {
                        double weight = kernel[row + kx];
                        sums[base + kx * horizontal.dilation()] += factor * (absolute ? Math.abs(weight) : weight);
                    }
                }
            }
        }
    }

    /** A run of outputs that one tap contributes to: {@code sums[out + k] += weight * x[in + k * step]}. */
    private interface Run {
        void add(double weight, int in, int out, int step, int count);
    }

    private void each(boolean absolute, Run run) {
        int taps = vertical.kernel() * horizontal.kernel();
        for (int channel = 0; channel < groups * outputs; channel++) {
            int group = channel / outputs;
            for (int in = 0; in < inputs; in++) {
                for (int tap = 0; tap < taps; tap++) {
                    double weight = kernel[(channel * inputs + in) * taps + tap];
                    if (weight != 0) {
                        int plane = (group * inputs + in) * vertical.input();
                        runs(absolute ? Math.abs(weight) : weight, channel, plane, tap, run);
                    }
                }
            }
        }
    }

    private void runs(double weight, int channel, int plane, int tap, Run run) {
        int ky = tap / horizontal.kernel();
        int kx = tap % horizontal.kernel();
        int first = horizontal.first(kx);
        int count = horizontal.end(kx) - first;
        if (count <= 0) {
            return;
        }
        int x = first * horizontal.stride() + kx * horizontal.dilation() - horizontal.before();
        for (int oy = vertical.first(ky); oy < vertical.end(ky); oy++) {
            int y = oy * vertical.stride() + ky * vertical.dilation() - vertical.before();
            int out = (channel * vertical.output() + oy) * horizontal.output() + first;
            run.add(weight, (plane + y) * horizontal.input() + x, out, horizontal.stride(), count);
        }
    }

    @Override
    public int roundings() {
        return Math.max(inputs, outputs) * vertical.kernel() * horizontal.kernel() + 1;
    }
}
