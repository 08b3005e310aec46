package org.halfspace.experiment.run;

import org.halfspace.spi.Column;

/** What a run came to. */
public record RunOutcome(
        @Column("The experiment's name") String name,
        @Column("The run's folder") String folder,
        @Column("How many jobs it has") int jobs,
        @Column("How many of them failed") int failedJobs,
        @Column("How many tasks are done") long tasks,
        @Column("How many tasks failed") long failedTasks,
        @Column("How many rows there are") long rows,
        @Column("How many expectations were held against the answers") int expectations,
        @Column("How many of them did not hold") int failedExpectations,
        @Column("The report") String report) {

    /** Whether every task, every job and every expectation came out as it should. */
    public boolean clean() {
        return failedJobs == 0 && failedTasks == 0 && failedExpectations == 0;
    }
}
