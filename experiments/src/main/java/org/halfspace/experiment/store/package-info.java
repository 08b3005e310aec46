/**
 * The run directory's database: DuckDB tables made of the analyses' records. A task is recorded once, with its rows, in one
 * transaction; when a job is done, its rows are put in the order of their items, whatever the order in which they came.
 *
 * <p>Data flow: {@link org.halfspace.experiment.store.TaskLedger} takes the rows of tasks into the schema {@code staging};
 * {@link org.halfspace.experiment.store.RunDatabase} moves them into the analysis's table, with the answer.
 */
package org.halfspace.experiment.store;
