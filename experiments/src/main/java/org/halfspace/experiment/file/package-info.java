/**
 * The experiment file: YAML becomes a {@link org.halfspace.experiment.file.Study}, or one message with all of its mistakes, each
 * with its line. Keys, values and the JSON Schema of the file all come from the parameter records of the installed analyses.
 */
package org.halfspace.experiment.file;
