/**
 * The host's side of a run: files become a subject, an analysis runs on it, its claims are checked, and the result carries where
 * it came from.
 *
 * <p>Data flow: {@link org.halfspace.workbench.Workbench} opens a model ({@link org.halfspace.workbench.ModelFiles}, with the
 * options of {@link org.halfspace.workbench.ModelSidecar}) and data ({@link org.halfspace.workbench.DataFiles}), and hands both to
 * {@link org.halfspace.workbench.AnalysisJob}, which gives an {@link org.halfspace.workbench.AnalysisResult}.
 */
package org.halfspace.workbench;
