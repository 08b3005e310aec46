package org.halfspace.spi.search;

import org.pf4j.ExtensionPoint;

/**
 * A method of search. Its name is a value of {@code --method}. Extensions are built once, thread-safe and without state: what belongs
 * to one search lives in the call.
 *
 * <p>A method certifies nothing. It offers points to {@link MatchSearch#offer}, where distance, bounds and logits are judged in double
 * precision; the best offer is the result. It draws random numbers from {@link MatchSearch#random} alone, so that the same question has
 * the same answer whatever runs beside it.
 */
public interface SearchMethod extends ExtensionPoint {

    /** The name, unique among methods: {@code "pgd"}. */
    String name();

    /** One sentence, as help shows it: what it does and for whom it is. */
    String description();

    /** Whether it asks for derivatives; a model that has none is refused before the search. */
    default boolean needsGradient() {
        return true;
    }

    /**
     * Searches, within the effort that the search states, and offers what it finds. Returns early when there is nothing left to try.
     *
     * @throws InterruptedException if the thread was interrupted; long loops ask
     */
    void search(MatchSearch search) throws InterruptedException;
}
