/** Asking ONNX Runtime about a graph: sizes, types, values of constants. */
package org.halfspace.onnx.probe;
