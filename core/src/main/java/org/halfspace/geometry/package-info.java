/**
 * The geometry of a softmax layer: centred weights, rank and spectrum, invariant subspaces. Plugins may use it. Matrices are
 * EJML's; W is l x m, one column per class, as in the paper.
 */
package org.halfspace.geometry;
