/** Heads without a network: W and b out of NumPy and safetensors files, with hidden vectors where the file has some. */
package org.halfspace.weights;
