package org.halfspace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.halfspace.spi.analysis.Analysis;
import org.halfspace.spi.analysis.Definition;
import org.halfspace.spi.analysis.Subject;
import org.halfspace.verify.Check;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * What every analysis has to keep ({@link AnalysisLaws}), as tests. A subclass gives the analysis, a small subject and parameters; give a subject with
 * at least eight items, so that there is something to group.
 *
 * @param <P> the parameter record
 * @param <R> the row record
 */
public abstract class AnalysisContract<P extends Record, R extends Record> {
    /** Ends a test that hangs; no test comes near it. */
    private static final int HANGS_AFTER_SECONDS = 120;

    /** The analysis. Asked for at every test; may be the same object. */
    protected abstract Analysis<P, R> analysis();

    /** A small subject that has all that the analysis needs. */
    protected abstract Subject subject();

    /** Parameters that fit the subject. */
    protected abstract P parameters();

    /**
     * How far numbers may be apart between two runs that ought to be equal, relative to the larger one (or 1). 0, for a map that
     * computes row by row; for a network, whose batches round differently, the rounding of float32 times its depth.
     */
    protected double tolerance() {
        return 0;
    }

    @Test
    void theDefinitionCanBeACommand() {
        Finding.requireNone(laws().definition());
    }

    @Test
    void everyParameterIsDescribedAndItsDefaultCanBeRead() {
        Finding.requireNone(laws().parameters());
    }

    @Test
    void everyColumnIsDescribedAndOfAKnownType() throws InterruptedException {
        Finding.requireNone(laws().columns());
    }

    @Test
    void noFigureHasTheNameOfAFieldOfTheDocument() throws InterruptedException {
        Finding.requireNone(laws().fields());
    }

    @Test
    void everyPictureCanBeDrawn() throws InterruptedException {
        Finding.requireNone(laws().pictures());
    }

    @Test
    void rowsDoNotDependOnHowItemsAreGrouped() throws InterruptedException {
        Finding.requireNone(laws().grouping());
    }

    @Test
    void rowsDoNotDependOnThreadsOrOrder() throws InterruptedException {
        Finding.requireNone(laws().threads());
    }

    @Test
    void aSecondRunIsEqual() throws InterruptedException {
        Finding.requireNone(laws().repetition());
    }

    @Test
    void everyClaimStandsItsCheck() throws InterruptedException {
        assertThat(laws().result().checks()).allMatch(Check::holds);
    }

    @Test
    void theResultCanBeWrittenInEveryFormat() throws InterruptedException {
        Finding.requireNone(laws().formats());
    }

    @Test
    @Timeout(value = HANGS_AFTER_SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
    void anInterruptedThreadEndsTheRunOrCompletesIt() throws InterruptedException {
        Finding.requireNone(laws().interruption());
    }

    @Test
    void dataThatAreNotNeededMayBeAbsent() throws InterruptedException {
        assumeFalse(laws().needs(Definition.Need.DATA), "this analysis says that it needs data");
        Finding.requireNone(laws().absentData());
    }

    @Test
    void gradientsThatAreNotNeededMayBeAbsent() throws InterruptedException {
        assumeFalse(laws().needs(Definition.Need.GRADIENT), "this analysis says that it needs gradients");
        Finding.requireNone(laws().absentGradients());
    }

    @Test
    void rowsStillAddUpWhenTasksWereLeftOut() throws InterruptedException {
        Finding.requireNone(laws().leftOutTasks());
    }

    private AnalysisLaws<P, R> laws() {
        return new AnalysisLaws<>(this::analysis, this::subject, this::parameters, tolerance());
    }
}
