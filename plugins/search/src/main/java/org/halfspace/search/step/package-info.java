/** The convex programs of a step: the point of a box that is nearest to the source among those that meet linearised equations. */
package org.halfspace.search.step;
