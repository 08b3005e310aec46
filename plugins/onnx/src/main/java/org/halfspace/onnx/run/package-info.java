/** Graphs in ONNX Runtime: the only place that knows it. */
package org.halfspace.onnx.run;
