/** Checks of claims, by another path than the one that found them. */
package org.halfspace.verify;
