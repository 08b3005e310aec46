/**
 * An analysis is a plan, tasks and a summary. It says what it needs, cuts its work into tasks, computes the rows of one task
 * as a pure function of (model, parameters, task, seed), and summarises the rows. Because of that, the workbench can run any
 * analysis, a stranger's too, on any engine, show progress, and give the same rows whatever the thread count.
 */
package org.halfspace.spi.analysis;
