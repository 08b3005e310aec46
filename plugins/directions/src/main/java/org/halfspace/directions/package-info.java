/**
 * Adversarial directions: Definition 1 and Theorem 1 of the paper with exact dimensions, measured on the model's own head, and
 * what survives of them where hidden vectors do not fill all of R^l.
 */
package org.halfspace.directions;
