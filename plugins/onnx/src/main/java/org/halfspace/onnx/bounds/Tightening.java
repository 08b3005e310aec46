package org.halfspace.onnx.bounds;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

    /**
     * Where this share of a layer stays open though the layer before it was tightened, what comes after it is open too, and nothing is
     * excluded: a quick relaxation gives up.
     */
    private static final double HOPELESS = 0.9;

    /** Numbers of a layer after which that is judged. */
    private static final int SAMPLE = 64;

    private static final int STRIDE = 4;

    private static final List<Integer> INPUT = List.of(0);

    private final Enclosure enclosure;
    private final Program program;
    private final Region region;
    private final List<Form>[] kept;
    private final long mostPulled;
    private final long mostWork;
    private final double[] scratch;
    private final boolean quick;
    private long work;
    private int layers;
    private boolean gaveUp;

    /**
     * A linear form of the input that is above a number or above its negative.
     *
     * @param index which number of its value
     * @param sign 1 for the number, -1 for its negative
     */
    private record Form(int index, int sign, double[] coefficients, double constant) {}

    Tightening(Enclosure enclosure, Region region) {
        this(enclosure, region, nothing(enclosure), MOST_PULLED, Long.MAX_VALUE);
    }

    /**
     * One that spends less, for a region that is looked at once.
     *
     * @param mostWork the {@link #work} after which it gives up; finite
     */
    static Tightening quick(Enclosure enclosure, Region region, long mostWork) {
        return new Tightening(enclosure, region, nothing(enclosure), MOST_PULLED_QUICKLY, mostWork);
    }

    private Tightening(Enclosure enclosure, Region region, List<Form>[] kept, long mostPulled, long mostWork) {
        this.enclosure = enclosure;
        this.program = enclosure.program();
        this.region = region;
        this.kept = kept;
        this.mostPulled = mostPulled;
        this.mostWork = mostWork;
        this.quick = mostWork < Long.MAX_VALUE;
        this.scratch = new double[program.inputSize()];
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static List<Form>[] nothing(Enclosure enclosure) {
        return new List[enclosure.program().values()];
    }

    /**
     * For a smaller region: forms of values that come before a split, or belong to it, are as good as new ones.
     *
     * @param split the value at which a sign was fixed
     */
    Tightening within(Enclosure smaller, Region part, int split) {
        List<Form>[] useful = kept.clone();
        for (int value = split + 1; value < useful.length; value++) {
            useful[value] = null;
        }
        return new Tightening(smaller, part, useful, mostPulled, Long.MAX_VALUE);
    }

    /** Forgets all forms, so that the next run uses the lines as they are now. */
    void forget() {
        Arrays.fill(kept, null);
    }

    /** Forms that went all the way back, each times the numbers on its way. */
    long work() {
        return work;
    }

    /** Whether it gave up: then everything that is known holds, and more could be. */
    boolean gaveUp() {
        return gaveUp;
    }

    /**
     * Tightens everything once.
     *
     * @return whether there can be such an input at all
     */
    boolean run() throws InterruptedException {
        for (int value = 1; value < program.values() && !gaveUp; value++) {
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
        if (region.isBox() && program.step(value).inputs().equals(INPUT)) {
            // An affine map of a box: its intervals are attained.
            return true;
        }
        int[] open = open(value, function);
        if (2L * open.length * program.upTo(value).numbers() > mostPulled) {
            return true;
        }
        boolean keep = 2L * open.length * program.inputSize() <= MOST_KEPT;
        List<Form> all = new ArrayList<>();
        // First the side on which less is missing: what is settled by it needs no other.
        if (!tighten(value, function, open, true, all)) {
            return false;
        }
        if (!tighten(value, function, open(value, function), false, all)) {
            return false;
        }
        layers++;
        kept[value] = keep ? all : null;
        return true;
    }

    private int[] open(int value, ScalarFunction function) {
        int[] open = new int[program.size(value)];
        int count = 0;
        for (int i = 0; i < open.length; i++) {
            if (function.isOpen(enclosure.lower(value)[i], enclosure.upper(value)[i])) {
                open[count++] = i;
            }
        }
        return Arrays.copyOf(open, count);
    }

    private boolean tighten(int value, ScalarFunction function, int[] open, boolean nearer, List<Form> all)
            throws InterruptedException {
        Backward backward = new Backward(enclosure);
        long length = program.upTo(value).numbers();
        int batches = (open.length + ROWS_AT_ONCE - 1) / ROWS_AT_ONCE;
        int seen = 0;
        int left = 0;
        for (int batch : order(batches)) {
            if (gaveUp) {
                break;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            int begin = batch * ROWS_AT_ONCE;
            int[] indices = Arrays.copyOfRange(open, begin, Math.min(begin + ROWS_AT_ONCE, open.length));
            List<Form> forms = pull(backward, value, function, indices, nearer);
            all.addAll(forms);
            if (!apply(value, function, forms)) {
                return false;
            }
            work += forms.size() * length;
            seen += indices.length;
            if (quick && nearer) {
                left += count(value, function, indices);
                gaveUp = work > mostWork
                        || (layers > 0 && seen >= Math.max(SAMPLE, open.length / STRIDE) && left > HOPELESS * seen);
            }
        }
        return true;
    }

    private int count(int value, ScalarFunction function, int... indices) {
        int open = 0;
        for (int i : indices) {
            open += function.isOpen(enclosure.lower(value)[i], enclosure.upper(value)[i]) ? 1 : 0;
        }
        return open;
    }

    /** Neighbours go together, since what they depend on overlaps; every fourth batch goes first, to be a sample of all. */
    private static int[] order(int batches) {
        int[] order = new int[batches];
        int count = 0;
        for (int first = 0; first < STRIDE; first++) {
            for (int batch = first; batch < batches; batch += STRIDE) {
                order[count++] = batch;
            }
        }
        return order;
    }

    /** One form for each number: its own or its negative's. Bounds on the way are taken where they settle what the function does. */
    private List<Form> pull(Backward backward, int value, ScalarFunction function, int[] indices, boolean nearer) {
        double[][] rows = new double[indices.length][program.size(value)];
        int[] signs = new int[indices.length];
        for (int r = 0; r < indices.length; r++) {
            int i = indices[r];
            boolean high = enclosure.upper(value)[i] <= -enclosure.lower(value)[i];
            signs[r] = high == nearer ? 1 : -1;
            rows[r][i] = signs[r];
        }
        Backward.Forms pulled =
                backward.pull(value, rows, (r, bound) -> settles(value, function, indices[r], signs[r], bound));
        List<Form> forms = new ArrayList<>();
        for (int r = 0; r < indices.length; r++) {
            if (pulled.coefficients()[r] != null) {
                forms.add(new Form(indices[r], signs[r], pulled.coefficients()[r], pulled.constants()[r]));
            }
        }
        return forms;
    }

    /** Takes a bound of a number or its negative where nothing is open after it. */
    private boolean settles(int value, ScalarFunction function, int i, int sign, double bound) {
        double low = enclosure.lower(value)[i];
        double high = enclosure.upper(value)[i];
        boolean settled = sign > 0
                ? !function.isOpen(low, Math.max(low, Math.min(high, bound)))
                : !function.isOpen(Math.min(high, Math.max(low, -bound)), high);
        if (settled) {
            bound(value, i, sign, bound);
        }
        return settled;
    }

    private void bound(int value, int i, int sign, double bound) {
        if (sign > 0) {
            enclosure.tighten(value, i, Double.NEGATIVE_INFINITY, bound);
        } else {
            enclosure.tighten(value, i, -bound, Double.POSITIVE_INFINITY);
        }
    }

    private boolean apply(int value, ScalarFunction function, List<Form> forms) {
        for (Form form : forms) {
            int i = form.index();
            if (function.isOpen(enclosure.lower(value)[i], enclosure.upper(value)[i])) {
                System.arraycopy(form.coefficients(), 0, scratch, 0, scratch.length);
                bound(value, i, form.sign(), Math.nextUp(region.maximum(scratch) + form.constant()));
                if (enclosure.lower(value)[i] > enclosure.upper(value)[i]) {
                    return false;
                }
            }
        }
        return true;
    }
}
