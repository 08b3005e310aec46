/** Arrays of doubles and of whole numbers, and the shape and index arithmetic that operators share. */
package org.halfspace.onnx.referee.array;
