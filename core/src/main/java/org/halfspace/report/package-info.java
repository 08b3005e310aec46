/**
 * Results as text, JSON and CSV, all from the same records. A {@link org.halfspace.report.Report} is what any command has to
 * say; the writers know nothing of who says it.
 */
package org.halfspace.report;
