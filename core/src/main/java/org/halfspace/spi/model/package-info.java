/**
 * A classifier as the paper has it: {@code S(W^T g(x) + b)}. {@link org.halfspace.spi.model.FeatureMap} is g,
 * {@link org.halfspace.spi.model.SoftmaxHead} is (W, b) with the domain that hidden vectors live in, and
 * {@link org.halfspace.spi.model.Classifier} is both, with what a loader found out about them.
 */
package org.halfspace.spi.model;
