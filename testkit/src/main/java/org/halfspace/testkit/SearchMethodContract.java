package org.halfspace.testkit;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.halfspace.spi.search.SearchMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What every method of search has to keep ({@link SearchMethodLaws}), as tests. A subclass gives the method. */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class SearchMethodContract {

    /** The method. */
    protected abstract SearchMethod method();

    @Test
    void hasANameAndADescription() {
        Finding.requireNone(laws().description());
    }

    @Test
    void offersAMatchOfALinearModelInEveryNorm() throws InterruptedException {
        Finding.requireNone(laws().matches());
    }

    @Test
    void theSameQuestionHasTheSameAnswer() throws InterruptedException {
        Finding.requireNone(laws().repetition());
    }

    @Test
    void changesNothingThatItIsGiven() throws InterruptedException {
        Finding.requireNone(laws().givens());
    }

    @Test
    void doesWithoutGradientsWhereItSaysSo() throws InterruptedException {
        assumeFalse(method().needsGradient(), "this method says that it needs gradients");
        Finding.requireNone(laws().gradients());
    }

    @Test
    void anInterruptedThreadEndsTheSearchOrCompletesIt() throws InterruptedException {
        Finding.requireNone(laws().interruption());
    }

    private SearchMethodLaws laws() {
        return new SearchMethodLaws(this::method);
    }
}
