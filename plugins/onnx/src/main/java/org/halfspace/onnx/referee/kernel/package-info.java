/**
 * What each operator does, forward and backward.
 *
 * <p>A {@link org.halfspace.onnx.referee.kernel.Kernel} is a function from a {@link org.halfspace.onnx.referee.kernel.Call} (the
 * node and the values of its inputs) to a {@link org.halfspace.onnx.referee.kernel.Result} (the values of its outputs and the
 * pullback). Kernels read attributes and optional inputs by the rules of the operator set that the model declares, so that the
 * referee shares no rewriting step with what it judges. {@link org.halfspace.onnx.referee.kernel.Operators} is the table from
 * names to kernels.
 *
 * <p>Three ideas carry most operators: a scalar function with its derivative ({@code ScalarFunction}), an index map that moves
 * elements ({@code Selection}), and the table of taps that says which input place a sliding window reads ({@code Window}).
 *
 * <p>At kinks and ties derivatives are those that PyTorch takes: 0 for the ReLU and the absolute value at 0, 1 for a clamp at its
 * bounds, the first of equal maxima in a pool, an even share for equal arguments of Max and for equal maxima of a reduction.
 */
package org.halfspace.onnx.referee.kernel;
