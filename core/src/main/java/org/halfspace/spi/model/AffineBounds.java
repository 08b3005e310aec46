package org.halfspace.spi.model;

import java.util.Arrays;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;

/**
 * Proofs about {@code g(x) = A x + c}: bounds are attained, and the radius that is excluded is the least distance of a match. A target
 * {@code t = C g(x')} is out of reach exactly if some u has {@code max u . C A (x - x') < 0} over the ball. Immutable, but for the
 * arrays, which are not copied.
 */
final class AffineBounds implements BoundedMap {
    private static final double UNIT = 0x1p-53;

    /** Steps of Wolfe's method: one per corner of the ball that matters, a few times the number of forms. */
    private static final int STEPS = 400;

    /** Radii closer than this, relatively, are one: rounding allows little better. */
    private static final double TOLERANCE = 1e-11;

    /** The nearest point counts as the origin from this share of the first residual on. */
    private static final double NOTHING = 1e-14;

    /** The method, in words. */
    private static final String METHOD = "separation of an affine image";

    private final DMatrixRMaj matrix;
    private final double[] offset;

    AffineBounds(DMatrixRMaj matrix, double[] offset) {
        if (matrix.getNumRows() != offset.length) {
            throw new IllegalArgumentException(
                    "expected an offset of " + matrix.getNumRows() + " numbers, found " + offset.length);
        }
        this.matrix = matrix;
        this.offset = offset;
    }

    /**
     * A linear form of the input, rounded.
     *
     * @param row its coefficients
     * @param sizes how large the terms were that were added up for each: it is off by at most {@link #gamma} times this
     */
    private record Form(double[] row, double[] sizes) {}

    private Form form(double[] output) {
        int n = matrix.getNumCols();
        double[] row = new double[n];
        double[] sizes = new double[n];
        for (int i = 0; i < output.length; i++) {
            for (int j = 0; output[i] != 0 && j < n; j++) {
                double term = output[i] * matrix.get(i, j);
                row[j] += term;
                sizes[j] += Math.abs(term);
            }
        }
        return new Form(row, sizes);
    }

    private static double gamma(long terms) {
        // 8: products of products; 1.01: higher orders, and the rounding of the sums of sizes.
        return 1.01 * (terms + 8) * UNIT;
    }

    private static double[] row(DMatrixRMaj forms, int r, double sign) {
        double[] row = new double[forms.getNumCols()];
        Arrays.setAll(row, i -> sign * forms.get(r, i));
        return row;
    }

    /** An upper bound of {@code form . (A x + c)} over the ball. */
    private double maximum(BallSupport support, double[] output) {
        Form form = form(output);
        double[] low = support.low();
        double[] high = support.high();
        double constant = 0;
        double size = 0;
        double lost = 0;
        for (int i = 0; i < output.length; i++) {
            constant += output[i] * offset[i];
            size += Math.abs(output[i] * offset[i]);
        }
        for (int j = 0; j < low.length; j++) {
            lost += form.sizes()[j] * Math.max(Math.abs(low[j]), Math.abs(high[j]));
        }
        double largest = support.maximum(form.row(), new double[low.length]);
        double sum = largest + constant;
        return sum + gamma(output.length) * (lost + size) + 2 * UNIT * Math.abs(sum) + Double.MIN_NORMAL;
    }

    @Override
    public Bounds bounds(InputBall ball, DMatrixRMaj forms) {
        BallSupport support = new BallSupport(ball);
        int k = forms.getNumRows();
        double[] lower = new double[k];
        double[] upper = new double[k];
        for (int r = 0; r < k; r++) {
            upper[r] = maximum(support, row(forms, r, 1));
            lower[r] = -maximum(support, row(forms, r, -1));
        }
        return new Bounds(lower, upper);
    }

    @Override
    public Exclusion exclude(InputBall ball, double[] target, DMatrixRMaj forms, double slack, int effort)
            throws InterruptedException {
        Form[] rows = new Form[forms.getNumRows()];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = form(row(forms, r, 1));
        }
        double[] u = new double[rows.length];
        u[0] = 1;
        if (separates(ball, target, rows, slack, u)) {
            return new Exclusion(ball.radius(), METHOD);
        }
        double excluded = 0;
        double open = ball.radius();
        while (open - excluded > TOLERANCE * open && open > Double.MIN_NORMAL) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            double middle = (excluded + open) / 2;
            if (separates(ball.withRadius(middle), target, rows, slack, u)) {
                excluded = middle;
            } else {
                open = middle;
            }
        }
        return new Exclusion(excluded, METHOD);
    }

    /** Whether some direction separates the ball's image from the target; u is where the search begins and ends. */
    private boolean separates(InputBall ball, double[] target, Form[] rows, double slack, double[] u) {
        BallSupport support = new BallSupport(ball);
        if (support.isEmpty()) {
            return true;
        }
        NearestPoint hull = new NearestPoint(rows.length);
        double[] maximiser = new double[target.length];
        double first = 0;
        for (int step = 0; step < STEPS; step++) {
            // Each form may miss the target's value by the slack: together, by that times the sum of |u|.
            double missed = slack * Norm.L1.of(u) * (1 + gamma(u.length));
            if (gap(support, target, rows, u, maximiser) + missed < 0) {
                return true;
            }
            double[] residual = new double[rows.length];
            for (int r = 0; r < residual.length; r++) {
                for (int j = 0; j < target.length; j++) {
                    residual[r] += rows[r].row()[j] * (maximiser[j] - target[j]);
                }
            }
            first = Math.max(first, Norm.L2.of(residual));
            if (!hull.add(residual)) {
                return false;
            }
            double[] nearest = hull.nearest();
            double length = Norm.L2.of(nearest);
            if (!(length > NOTHING * first)) {
                return false;
            }
            for (int r = 0; r < u.length; r++) {
                u[r] = -nearest[r] / length;
            }
        }
        return false;
    }

    /** An upper bound of {@code u . C A (x - x')} over the ball; the offset falls out. */
    private double gap(BallSupport support, double[] target, Form[] rows, double[] u, double[] maximiser) {
        int n = target.length;
        double[] row = new double[n];
        double[] sizes = new double[n];
        for (int r = 0; r < u.length; r++) {
            for (int j = 0; j < n; j++) {
                row[j] += u[r] * rows[r].row()[j];
                sizes[j] += Math.abs(u[r]) * rows[r].sizes()[j];
            }
        }
        double[] low = support.low();
        double[] high = support.high();
        double there = 0;
        double absolute = 0;
        double lost = 0;
        for (int j = 0; j < n; j++) {
            double term = row[j] * target[j];
            there += term;
            absolute += Math.abs(term);
            lost += sizes[j] * (Math.max(Math.abs(low[j]), Math.abs(high[j])) + Math.abs(target[j]));
        }
        double largest = support.maximum(row, maximiser);
        double sum = largest - there;
        // Rows went through as many roundings as there are outputs and forms.
        return sum
                + gamma(n) * absolute
                + gamma(u.length + (long) offset.length) * lost
                + 2 * UNIT * Math.abs(sum)
                + Double.MIN_NORMAL;
    }

    @Override
    public Optional<ExactMatch> match(double[] point, double[] target, DMatrixRMaj forms, InputBall ball)
            throws InterruptedException {
        Form[] rows = new Form[forms.getNumRows()];
        double[][] slopes = new double[rows.length][];
        double[][] errors = new double[rows.length][];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = form(row(forms, r, 1));
            slopes[r] = rows[r].row();
            double gamma = gamma(offset.length);
            errors[r] = Arrays.stream(rows[r].sizes()).map(size -> gamma * size).toArray();
        }
        return new ExistenceProof((middle, radius) -> enclosed(middle, target, rows, slopes, errors), ball).near(point);
    }

    private ExistenceProof.Enclosed enclosed(
            double[] middle, double[] target, Form[] rows, double[][] slopes, double[][] errors) {
        double[] value = new double[rows.length];
        double[] radius = new double[rows.length];
        for (int r = 0; r < rows.length; r++) {
            double size = 0;
            for (int j = 0; j < middle.length; j++) {
                double difference = middle[j] - target[j];
                value[r] += slopes[r][j] * difference;
                size += rows[r].sizes()[j] * Math.abs(difference);
            }
            radius[r] = gamma((long) middle.length + offset.length) * size + Double.MIN_NORMAL;
        }
        return new ExistenceProof.Enclosed(value, radius, slopes, errors, true);
    }
}
