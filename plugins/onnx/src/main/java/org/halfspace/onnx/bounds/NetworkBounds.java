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
 * bound, exact matches by Krawczyk's operator. Immutable and thread-safe; a call allocates what it needs.
 */
public final class NetworkBounds implements BoundedMap {
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
            Interval plain = Interval.of(
                    rows[r], enclosure.lower(program.output()), enclosure.upper(program.output()));
            lower[r] = Double.isNaN(plain.low()) ? Double.NEGATIVE_INFINITY : plain.low();
            upper[r] = Double.isNaN(plain.high()) ? Double.POSITIVE_INFINITY : plain.high();
        }
        if (finite) {
            Backward backward = new Backward(enclosure);
            Backward.Forms above = backward.pull(program.output(), rows(forms, 1));
            Backward.Forms below = backward.pull(program.output(), rows(forms, -1));
            for (int r = 0; r < rows.length; r++) {
                upper[r] = Math.min(
                        upper[r],
                        Math.nextUp(region.maximum(above.coefficients()[r]) + above.constants()[r]));
                lower[r] = Math.max(
                        lower[r],
                        -Math.nextUp(region.maximum(below.coefficients()[r]) + below.constants()[r]));
            }
        }
        return new Bounds(lower, upper);
    }

    @Override
    public Exclusion exclude(InputBall ball, double[] target, DMatrixRMaj forms, int effort) throws InterruptedException {
        BranchAndBound branches = new BranchAndBound(program, target(target, forms));
        return new ExclusionSearch(branches, ball, bends).run(effort);
    }

    @Override
    public Optional<ExactMatch> match(double[] point, double[] target, DMatrixRMaj forms, InputBall ball)
            throws InterruptedException {
        SlopeEnclosure slopes = new SlopeEnclosure(program, rows(forms, 1), target(target, forms));
        return new ExistenceProof(slopes, ball).near(point);
    }

    /** The values of forms at an input, enclosed. */
    private Target target(double[] target, DMatrixRMaj forms) {
        double[][] rows = rows(forms, 1);
        Enclosure there = new Enclosure(program, target.clone(), target.clone());
        double[] low = new double[rows.length];
        double[] high = new double[rows.length];
        for (int r = 0; r < rows.length; r++) {
            Interval value = Interval.of(rows[r], there.lower(program.output()), there.upper(program.output()));
            low[r] = value.low();
            high[r] = value.high();
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
