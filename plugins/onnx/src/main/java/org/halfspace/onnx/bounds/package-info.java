/**
 * What can be proved of a network over a ball of inputs: bounds by interval arithmetic and by linear relaxation, radii in which a
 * target cannot be matched, and matches that exist exactly.
 */
package org.halfspace.onnx.bounds;
