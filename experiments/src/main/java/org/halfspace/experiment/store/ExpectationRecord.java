package org.halfspace.experiment.store;

import org.halfspace.spi.Column;

/** How an expectation came out, for one job. */
public record ExpectationRecord(
        @Column("The line of the experiment's file") int line,
        @Column("The job; empty for a query, and where there is no such job") Integer job,
        @Column("What was looked at") String what,
        @Column("What it had to be") String expected,
        @Column("What it was") String found,
        @Column("Whether it was so") boolean holds) {}
