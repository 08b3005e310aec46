/** Finds the last affine layer of a graph, and W, b and the domain of h. Changes no graph. */
package org.halfspace.onnx.head;
