/** Changes to graphs: pixels in, batches of any size, cut at h. Every class makes a new graph of an old one. */
package org.halfspace.onnx.rewrite;
