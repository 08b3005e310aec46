package org.halfspace.geometry;

import java.util.ArrayList;
import java.util.List;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;

/**
 * A linear program over dense rows: minimise {@code c . x} subject to {@code lower <= a . x <= upper} for some rows a and bounds
 * on x. Solved by ojAlgo's simplex method; docs/design-notes.md has the measurement that chose it. For one thread; what it
 * returns is a number to be checked, not a proof.
 */
public final class LinearProgram {

    /** How a solver ended. */
    public enum Status {
        /** A minimiser was found. */
        OPTIMAL,
        /** The constraints contradict each other. */
        INFEASIBLE,
        /** There is no least value. */
        UNBOUNDED,
        /** The solver gave up. */
        UNDECIDED
    }

    /**
     * What a solver found.
     *
     * @param status how it ended
     * @param value {@code c . x}; meaningful where optimal
     * @param point x; the minimiser where optimal
     */
    public record Solution(Status status, double value, double[] point) {}

    private final double[] objective;
    private final double[] lower;
    private final double[] upper;
    private final List<Row> rows = new ArrayList<>();

    private record Row(double[] coefficients, double lower, double upper) {}

    /** @param objective c, one number per variable; variables are free until {@link #bound} */
    public LinearProgram(double[] objective) {
        this.objective = objective.clone();
        lower = new double[objective.length];
        upper = new double[objective.length];
        for (int i = 0; i < objective.length; i++) {
            bound(i, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
    }

    /** Bounds a variable; either end may be infinite. */
    public LinearProgram bound(int variable, double least, double greatest) {
        lower[variable] = least;
        upper[variable] = greatest;
        return this;
    }

    /**
     * Adds {@code least <= coefficients . x <= greatest}; either end may be infinite, and equal ends make an equation.
     *
     * @param coefficients one number per variable; shared, not copied
     */
    public LinearProgram row(double[] coefficients, double least, double greatest) {
        if (coefficients.length != objective.length) {
            throw new IllegalArgumentException(
                    "expected " + objective.length + " coefficients, found " + coefficients.length);
        }
        rows.add(new Row(coefficients, least, greatest));
        return this;
    }

    /** Solves it. */
    public Solution solve() {
        ExpressionsBasedModel model = new ExpressionsBasedModel();
        Variable[] variables = new Variable[objective.length];
        for (int i = 0; i < variables.length; i++) {
            variables[i] = model.newVariable("x" + i).weight(objective[i]);
            if (lower[i] > Double.NEGATIVE_INFINITY) {
                variables[i].lower(lower[i]);
            }
            if (upper[i] < Double.POSITIVE_INFINITY) {
                variables[i].upper(upper[i]);
            }
        }
        for (int j = 0; j < rows.size(); j++) {
            Row row = rows.get(j);
            Expression expression = model.newExpression("row" + j);
            for (int i = 0; i < variables.length; i++) {
                if (row.coefficients()[i] != 0) {
                    expression.set(variables[i], row.coefficients()[i]);
                }
            }
            if (row.lower() > Double.NEGATIVE_INFINITY) {
                expression.lower(row.lower());
            }
            if (row.upper() < Double.POSITIVE_INFINITY) {
                expression.upper(row.upper());
            }
        }
        Optimisation.Result result = model.minimise();
        double[] point = new double[variables.length];
        for (int i = 0; i < point.length; i++) {
            point[i] = result.doubleValue(i);
        }
        return new Solution(status(result.getState()), result.getValue(), point);
    }

    private static Status status(Optimisation.State state) {
        if (state.isOptimal()) {
            return Status.OPTIMAL;
        }
        return switch (state) {
            case INFEASIBLE -> Status.INFEASIBLE;
            case UNBOUNDED -> Status.UNBOUNDED;
            default -> Status.UNDECIDED;
        };
    }
}
