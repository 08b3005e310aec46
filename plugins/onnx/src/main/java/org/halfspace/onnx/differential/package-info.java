/** Differentiated networks at work: graphs of {@code gradient} in sessions of {@code run}, on batches of any size. */
package org.halfspace.onnx.differential;
