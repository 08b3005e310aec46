/**
 * The report: one HTML page that needs nothing beside it, made of a run's database alone, so that its numbers are the database's.
 * An analysis gets its section from its findings, figures and rows, whoever wrote it.
 */
package org.halfspace.experiment.page;
