/** Predictions and accuracy: the analysis that core brings itself. */
package org.halfspace.predict;
