package org.halfspace.geometry;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;

/**
 * A linear program over dense rows: minimise {@code c . x} subject to {@code lower <= a . x <= upper} for some rows a and bounds
 * on x. Solved by ojAlgo's simplex methods; docs/design-notes.md has the measurements that chose it. For one thread.
 *
 * <p>A point that the solver calls optimal is checked against the constraints, and the program is undecided where it does not meet
 * them. That it is the best point, and that there is none, is the solver's word: what rests on it needs a witness of its own.
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
        /** The solver gave up, or its answer does not stand the check. */
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

    /**
     * How far a row may be off, relative to the size of its terms: a simplex method that works is at 1e-12, one that has lost its way
     * at 0.1.
     */
    private static final double FEASIBILITY = 1e-8;

    /** Steps per variable and row after which a method goes round in circles: those that end take about one. */
    private static final int ITERATIONS_PER_SIDE = 20;

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

    /**
     * Solves it. Where one method ends without a point that meets the constraints, the next is tried: the dual method, which is quick
     * but calls points optimal that are far outside from some 600 rows on; then the primal one, which can go round in circles.
     */
    public Solution solve() {
        Solution dual = solve(model -> model.options.linear().dual());
        return dual.status() == Status.UNDECIDED
                ? solve(model -> model.options.linear().primal())
                : dual;
    }

    private Solution solve(Consumer<ExpressionsBasedModel> method) {
        ExpressionsBasedModel model = model();
        model.options.iterations_abort = ITERATIONS_PER_SIDE * (objective.length + rows.size());
        method.accept(model);
        Optimisation.Result result = model.minimise();
        double[] point = new double[objective.length];
        for (int i = 0; i < point.length; i++) {
            point[i] = result.doubleValue(i);
        }
        Status status = status(result.getState());
        if (status == Status.OPTIMAL && !isFeasible(point)) {
            status = Status.UNDECIDED;
        }
        return new Solution(status, result.getValue(), point);
    }

    private ExpressionsBasedModel model() {
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
        return model;
    }

    private boolean isFeasible(double[] point) {
        for (int i = 0; i < point.length; i++) {
            double slack = FEASIBILITY * (1 + Math.abs(point[i]));
            if (!(point[i] >= lower[i] - slack && point[i] <= upper[i] + slack)) {
                return false;
            }
        }
        for (Row row : rows) {
            double value = 0;
            double size = 0;
            for (int i = 0; i < point.length; i++) {
                double term = row.coefficients()[i] * point[i];
                value += term;
                size += Math.abs(term);
            }
            double slack = FEASIBILITY * (1 + size);
            if (!(value >= row.lower() - slack && value <= row.upper() + slack)) {
                return false;
            }
        }
        return true;
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
