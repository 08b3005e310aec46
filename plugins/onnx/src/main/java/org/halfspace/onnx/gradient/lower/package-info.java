/** Operators written out in simpler ones that have derivatives. */
package org.halfspace.onnx.gradient.lower;
