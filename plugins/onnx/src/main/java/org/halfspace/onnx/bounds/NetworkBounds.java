package org.halfspace.onnx.bounds;

import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.halfspace.onnx.bounds.Separation.Target;
import org.halfspace.onnx.graph.Graph;
import org.halfspace.spi.model.BoundedMap;
import org.halfspace.spi.model.ExistenceProof;
import org.halfspace.spi.model.InputBall;

/**
 * What can be proved of a network: bounds by interval arithmetic and backward linear relaxation, targets out of reach by branch and
 * bound, exact matches by Krawczyk's operator, at points that linear programs of activation regions lead to. Immutable and thread-safe; a
 * call allocates what it needs.
 */
public final class NetworkBounds implements BoundedMap {
    /** Activations that a search has made equal are equal to about this; others need not be tried. */
    private static final double ALIKE = 1e-4;

    /** Equations beyond which a proof takes seconds, and hardly ever succeeds. */
    private static final int MOST_ACTIVATIONS = 64;

    /** Numbers of a network beyond which regions are left alone: each row of their programs goes through all of it. */
    private static final long MOST_NUMBERS = 1L << 20;

    private final Program program;
    private final boolean bends;

    NetworkBounds(Program program) {
        this.program = program;
        this.bends = program.steps().stream().anyMatch(Step.Pointwise.class::isInstance);
    }

    /**
     * A network's bounds, or what stands in their way.
     *
     * @param bounds empty where an operator between input and output is not known
     * @param unknownOperators those operators, or forms of them, each once
     */
    public record Result(Optional<NetworkBounds> bounds, List<String> unknownOperators) {}

    /**
     * Prepares a network.
     *
     * @param graph the network
     * @param input its input
     * @param inputShape the input's sizes for one sample
     * @param output the tensor to bound
     */
    public static Result of(Graph graph, String input, int[] inputShape, String output) {
        ProgramCompiler.Result compiled = ProgramCompiler.compile(graph, input, inputShape, output);
        return new Result(compiled.program().map(NetworkBounds::new), compiled.unknownOperators());
    }

    /** For measurements of single parts. */
    Program program() {
        return program;
    }

    @Override
    public Bounds bounds(InputBall ball, DMatrixRMaj forms) throws InterruptedException {
        double[][] rows = rows(forms, 1);
        double[] lower = new double[rows.length];
        double[] upper = new double[rows.length];
        Region region = new Region(ball);
        Enclosure enclosure = new Enclosure(program, region.low(), region.high());
        boolean finite = enclosure.isFinite();
        if (finite) {
            new Tightening(enclosure, region).run();
        }
        for (int r = 0; r < rows.length; r++) {
            Interval plain = Interval.of(rows[r], enclosure.lower(program.output()), enclosure.upper(program.output()));
            lower[r] = Double.isNaN(plain.low()) ? Double.NEGATIVE_INFINITY : plain.low();
            upper[r] = Double.isNaN(plain.high()) ? Double.POSITIVE_INFINITY : plain.high();
        }
        if (finite) {
            Backward backward = new Backward(enclosure);
            Backward.Forms above = backward.pull(program.output(), rows(forms, 1));
            Backward.Forms below = backward.pull(program.output(), rows(forms, -1));
            for (int r = 0; r < rows.length; r++) {
                upper[r] =
                        Math.min(upper[r], Math.nextUp(region.maximum(above.coefficients()[r]) + above.constants()[r]));
                lower[r] = Math.max(
                        lower[r], -Math.nextUp(region.maximum(below.coefficients()[r]) + below.constants()[r]));
            }
        }
        return new Bounds(lower, upper);
    }

    @Override
    public Exclusion exclude(InputBall ball, double[] target, DMatrixRMaj forms, double slack, int effort)
            throws InterruptedException {
        BranchAndBound branches = new BranchAndBound(program, target(program, target, forms, slack));
        return new ExclusionSearch(branches, ball, bends).run(effort);
    }

    @Override
    public Optional<ExactMatch> match(double[] point, double[] target, DMatrixRMaj forms, InputBall ball)
            throws InterruptedException {
        Optional<ExactMatch> match = near(point, target, forms, ball);
        boolean walks = bends && ActivationPattern.suits(program) && program.numbers() <= MOST_NUMBERS;
        if (match.isPresent() || !walks || !Double.isFinite(ball.radius())) {
            return match;
        }
        return new NearbyProofs(
                        program, target(program, target, forms, 0), ball, near -> near(near, target, forms, ball))
                .between(point, target);
    }

    private Optional<ExactMatch> near(double[] point, double[] target, DMatrixRMaj forms, InputBall ball)
            throws InterruptedException {
        Optional<ExactMatch> match = prove(program, point, target, forms, new boolean[0], ball);
        for (int value = program.output(); match.isEmpty() && value > 0; value--) {
            if (program.isCut(value)) {
                match = matchActivations(program.upTo(value), point, target, ball);
            }
        }
        return match;
    }

    private static Optional<ExactMatch> prove(
            Program part, double[] point, double[] target, DMatrixRMaj forms, boolean[] zero, InputBall ball)
            throws InterruptedException {
        SlopeEnclosure slopes = new SlopeEnclosure(part, target(part, target, forms, 0), zero);
        return new ExistenceProof(slopes, ball).near(point);
    }

    /**
     * Where few activations of a layer that everything goes through are not zero, forms of the output depend on each other, and no
     * method can solve for all of them. Then the layers agree as a whole, and that is what is proved: those activations are equal,
     * and the others are zero on both sides.
     */
    private static Optional<ExactMatch> matchActivations(Program part, double[] point, double[] target, InputBall ball)
            throws InterruptedException {
        int layer = part.output();
        int size = part.size(layer);
        Enclosure here = new Enclosure(part, point.clone(), point.clone());
        Enclosure there = new Enclosure(part, target.clone(), target.clone());
        boolean[] zero = new boolean[size];
        int count = 0;
        for (int i = 0; i < size; i++) {
            double at = here.magnitude(layer, i);
            double to = there.magnitude(layer, i);
            zero[i] = at == 0 && to == 0;
            count += zero[i] ? 0 : 1;
            if (Math.abs(at - to) > ALIKE * Math.max(at, to)) {
                return Optional.empty();
            }
        }
        if (count == 0 || count > MOST_ACTIVATIONS) {
            return Optional.empty();
        }
        DMatrixRMaj units = new DMatrixRMaj(count, size);
        int row = 0;
        for (int i = 0; i < size; i++) {
            if (!zero[i]) {
                units.set(row++, i, 1);
            }
        }
        return prove(part, point, target, units, zero, ball);
    }

    /** The values of forms at an input, enclosed, and what is within some distance of them. */
    private static Target target(Program program, double[] target, DMatrixRMaj forms, double slack) {
        double[][] rows = rows(forms, 1);
        Enclosure there = new Enclosure(program, target.clone(), target.clone());
        double[] low = new double[rows.length];
        double[] high = new double[rows.length];
        for (int r = 0; r < rows.length; r++) {
            Interval value = Interval.of(rows[r], there.lower(program.output()), there.upper(program.output()));
            low[r] = slack == 0 ? value.low() : Math.nextDown(value.low() - slack);
            high[r] = slack == 0 ? value.high() : Math.nextUp(value.high() + slack);
        }
        return new Target(rows, low, high);
    }

    static double[][] rows(DMatrixRMaj forms, double sign) {
        double[][] rows = new double[forms.getNumRows()][forms.getNumCols()];
        for (int r = 0; r < rows.length; r++) {
            for (int c = 0; c < rows[r].length; c++) {
                rows[r][c] = sign * forms.get(r, c);
            }
        }
        return rows;
    }
}
