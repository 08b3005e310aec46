package org.halfspace.workbench;

/** Is told how a run goes on. Called by one thread at a time. */
public interface Progress {

    /**
     * A run begins.
     *
     * @param title what runs
     * @param items how many items it has
     * @param unit what an item is, in the plural
     */
    void begin(String title, long items, String unit);

    /** So many more items are done. */
    void advance(long items);

    /** The run has ended. */
    void end();

    /** Says nothing. */
    static Progress silent() {
        return new Progress() {
            @Override
            public void begin(String title, long items, String unit) {}

            @Override
            public void advance(long items) {}

            @Override
            public void end() {}
        };
    }
}
