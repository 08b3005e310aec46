/** Writing nodes into a graph that is being built. */
package org.halfspace.onnx.emit;
