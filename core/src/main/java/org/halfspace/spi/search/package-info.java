/**
 * The search for inputs that match another input's output (the paper's conjecture). The question is
 * {@link org.halfspace.spi.search.MatchProblem}, the object {@link org.halfspace.spi.search.CountedClassifier}, the method a
 * {@link org.halfspace.spi.search.SearchMethod}; what a method offers is judged elsewhere.
 */
package org.halfspace.spi.search;
