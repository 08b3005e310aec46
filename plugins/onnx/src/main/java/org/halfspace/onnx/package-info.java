/**
 * The plugin that knows ONNX. {@link org.halfspace.onnx.OnnxModelLoader} is what the workbench sees of it; the package {@code
 * graph} says how data flow.
 */
package org.halfspace.onnx;
