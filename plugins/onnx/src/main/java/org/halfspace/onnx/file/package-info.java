/** The way between {@code .onnx} files and {@link org.halfspace.onnx.graph.Graph}: the only place that knows protobuf. */
package org.halfspace.onnx.file;
