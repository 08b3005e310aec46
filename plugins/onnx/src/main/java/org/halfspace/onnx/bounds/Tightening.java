package org.halfspace.onnx.bounds;

/**
 * Bounds of what goes into the functions of a network, from the input on, each by a backward pass over those before it. Only numbers
 * at which a function bends are asked for. The linear forms that come back hold in every smaller region too, where they are worth
 * keeping: with more inequalities, only their maxima have to be found again. Not thread-safe.
 */
final class Tightening {
    /** Forms that go back together: enough to use each weight several times, few enough to stay in the cache. */
    private static final int ROWS_AT_ONCE = 32;

    /** Numbers of the forms of one value that are kept, 32 MiB; more are computed anew each time. */
    private static final long MOST_KEPT = 1L << 22;

    /**
     * Forms of a value times the numbers on their way back, above which the value keeps its intervals: tenths of a second, seconds through
     * wide convolutions. Networks with max pools over many channels get there.
     */
    private static final long MOST_PULLED = 20_000_000;

    /** The same where a handful of regions is tried once each and has to be quick. */
    private static final long MOST_PULLED_QUICKLY = MOST_PULLED / 2;

    private final Enclosure enclosure;
    private final Program program;
    private final Region region;
    private final Kept[] kept;
    private final long mostPulled;
    private final double[] scratch;

    /** Linear forms above some numbers of a value and above their negatives. */
    private record Kept(int[] indices, double[][] coefficients, double[] constants) {}

    Tightening(Enclosure enclosure, Region region) {
        this(enclosure, region, new Kept[enclosure.program().values()], MOST_PULLED);
    }

    /** One that spends less, for a region that is looked at once. */
    static Tightening quick(Enclosure enclosure, Region region) {
        return new Tightening(enclosure, region, new Kept[enclosure.program().values()], MOST_PULLED_QUICKLY);
    }

    private Tightening(Enclosure enclosure, Region region, Kept[] kept, long mostPulled) {
        this.enclosure = enclosure;
        this.program = enclosure.program();
        this.region = region;
        this.kept = kept;
        this.mostPulled = mostPulled;
        this.scratch = new double[program.inputSize()];
    }

    /**
     * For a smaller region: forms of values that come before a split, or belong to it, are as good as new ones.
     *
     * @param split the value at which a sign was fixed
     */
    Tightening within(Enclosure smaller, Region part, int split) {
        Kept[] useful = kept.clone();
        for (int value = split + 1; value < useful.length; value++) {
            useful[value] = null;
        }
        return new Tightening(smaller, part, useful, mostPulled);
    }

    /** Forgets all forms, so that the next run uses the lines as they are now. */
    void forget() {
        java.util.Arrays.fill(kept, null);
    }

    /**
     * Tightens everything once.
     *
     * @return whether there can be such an input at all
     */
    boolean run() throws InterruptedException {
        for (int value = 1; value < program.values(); value++) {
            if (program.step(value) instanceof Step.Pointwise pointwise
                    && pointwise.input() > 0
                    && !tighten(pointwise.input(), pointwise.function())) {
                return false;
            }
            enclosure.propagate(value);
            if (enclosure.isEmpty(value)) {
                return false;
            }
        }
        return true;
    }

    private boolean tighten(int value, ScalarFunction function) throws InterruptedException {
        if (kept[value] != null) {
            return apply(value, function, kept[value]);
        }
        int size = program.size(value);
        int[] open = new int[size];
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (function.isOpen(enclosure.lower(value)[i], enclosure.upper(value)[i])) {
                open[count++] = i;
            }
        }
        if (2L * count * program.upTo(value).numbers() > mostPulled) {
            return true;
        }
        boolean keep = 2L * count * program.inputSize() <= MOST_KEPT;
        Kept all = keep ? new Kept(new int[count], new double[2 * count][], new double[2 * count]) : null;
        Backward backward = new Backward(enclosure);
        int half = ROWS_AT_ONCE / 2;
        for (int begin = 0; begin < count; begin += half) {
            int rows = Math.min(half, count - begin);
            int[] indices = new int[rows];
            System.arraycopy(open, begin, indices, 0, rows);
            Kept part = pull(backward, value, indices);
            if (keep) {
                System.arraycopy(indices, 0, all.indices(), begin, rows);
                System.arraycopy(part.coefficients(), 0, all.coefficients(), 2 * begin, 2 * rows);
                System.arraycopy(part.constants(), 0, all.constants(), 2 * begin, 2 * rows);
            }
            if (!apply(value, function, part)) {
                return false;
            }
        }
        kept[value] = all;
        return true;
    }

    private Kept pull(Backward backward, int value, int[] indices) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        double[][] forms = new double[2 * indices.length][program.size(value)];
        for (int r = 0; r < indices.length; r++) {
            forms[2 * r][indices[r]] = 1;
            forms[2 * r + 1][indices[r]] = -1;
        }
        Backward.Forms pulled = backward.pull(value, forms);
        return new Kept(indices, pulled.coefficients(), pulled.constants());
    }

    private boolean apply(int value, ScalarFunction function, Kept forms) {
        for (int r = 0; r < forms.indices().length; r++) {
            int i = forms.indices()[r];
            double low = enclosure.lower(value)[i];
            double high = enclosure.upper(value)[i];
            if (function.isOpen(low, high)) {
                double above = maximum(forms, 2 * r);
                double below = -maximum(forms, 2 * r + 1);
                enclosure.tighten(value, i, below, above);
                if (enclosure.lower(value)[i] > enclosure.upper(value)[i]) {
                    return false;
                }
            }
        }
        return true;
    }

    private double maximum(Kept forms, int r) {
        System.arraycopy(forms.coefficients()[r], 0, scratch, 0, scratch.length);
        return Math.nextUp(region.maximum(scratch) + forms.constants()[r]);
    }
}
