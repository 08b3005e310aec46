/**
 * The derivatives of operators, one class for each family. At kinks and ties they are what PyTorch chooses: 0 for a ReLU at 0 and
 * for |x| at 0, 1 for a clipped value on its bound, the first of equal maxima in a pool, equal parts for equal maxima elsewhere.
 */
package org.halfspace.onnx.gradient.rules;
