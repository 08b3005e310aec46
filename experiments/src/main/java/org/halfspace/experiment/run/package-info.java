/**
 * Runs experiments: the plan's jobs one after the other, each recorded as it goes, so that a run that was killed goes on where it
 * was. {@link org.halfspace.experiment.run.StudyRunner} is the entry.
 */
package org.halfspace.experiment.run;
