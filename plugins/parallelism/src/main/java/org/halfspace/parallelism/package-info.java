/**
 * Parallel decision boundaries: Definition 2 of the paper, decided exactly for the weights as they are stored, and for angles.
 * docs/parallelism.md has the mathematics.
 */
package org.halfspace.parallelism;
