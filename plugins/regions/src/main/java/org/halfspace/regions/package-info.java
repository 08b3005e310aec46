/**
 * Decision regions of a softmax layer: Theorem 2 and Figure 1 of the paper, on R^l and on the domains where hidden vectors really
 * lie. docs/regions.md has the mathematics.
 */
package org.halfspace.regions;
