/**
 * Derivatives of a graph, as graphs of standard operators.
 *
 * <p>{@code DifferentiableGraph} is a normalised graph with its sizes and the part of it that leads from an input to a target.
 * From it, {@code VjpGraph} (reverse mode), {@code JvpGraph} (forward mode) and {@code LossGraph} (value and gradient of a
 * loss of the logits) make graphs that compute the forward pass and the derivative in one run. What an operator's derivative
 * is stands in {@code rules}, one class for each family, found through {@code OperatorTable}. Operators that are short for
 * others are written out first ({@code lower}), and need no rule.
 */
package org.halfspace.onnx.gradient;
