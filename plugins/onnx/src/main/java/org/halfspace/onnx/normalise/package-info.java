/**
 * Brings a graph into one form, so that whoever differentiates it has one form to know: one operator set, constants computed,
 * nothing that only passes a tensor on, branches decided, batch normalisations folded. The numbers that the graph computes stay
 * as they are, to the rounding of the folded weights.
 */
package org.halfspace.onnx.normalise;
