package org.halfspace.spi.analysis;

import java.util.List;
import java.util.Optional;
import org.halfspace.spi.model.HiddenDomain;

/**
 * One run of an analysis. Between {@link #plan} and {@link #summarise}, which one thread calls, {@link #rows} is called by
 * many threads at once, for tasks in any order.
 *
 * @param <R> the row record
 */
public interface AnalysisRun<R extends Record> {

    /** How the work is cut. Called first, once. */
    Plan plan();

    /**
     * The rows of one task: a function of the model, the parameters, the seed and the items of the task alone, so that the
     * rows do not depend on how the items were grouped, on threads or on order.
     */
    List<R> rows(Task task) throws InterruptedException;

    /**
     * The answer, from all rows in the order of their items. Called last, once.
     *
     * @param rows what {@link #rows} returned, task after task; without the rows of tasks that failed
     */
    Summary summarise(List<R> rows) throws InterruptedException;

    /** The domain that this run took hidden vectors to lie in, where its parameters chose another than the model's. */
    default Optional<HiddenDomain> hiddenDomain() {
        return Optional.empty();
    }

    /**
     * A run that consists of three things which {@link Analysis#prepare} has at hand.
     *
     * @param plan how the work is cut
     * @param rows as {@link #rows}
     * @param summary as {@link #summarise}
     * @param <R> the row record
     */
    static <R extends Record> AnalysisRun<R> of(Plan plan, RowsOfTask<R> rows, SummaryOfRows<R> summary) {
        return new AnalysisRun<>() {
            @Override
            public Plan plan() {
                return plan;
            }

            @Override
            public List<R> rows(Task task) throws InterruptedException {
                return rows.of(task);
            }

            @Override
            public Summary summarise(List<R> all) throws InterruptedException {
                return summary.of(all);
            }
        };
    }

    /**
     * {@link #rows}, as a function.
     *
     * @param <R> the row record
     */
    @FunctionalInterface
    interface RowsOfTask<R extends Record> {
        /** The rows of one task. */
        List<R> of(Task task) throws InterruptedException;
    }

    /**
     * {@link #summarise}, as a function.
     *
     * @param <R> the row record
     */
    @FunctionalInterface
    interface SummaryOfRows<R extends Record> {
        /** The answer, from all rows in the order of their items. */
        Summary of(List<R> rows) throws InterruptedException;
    }
}
