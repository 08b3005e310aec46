/**
 * The referee: a double-precision evaluator of ONNX graphs in plain Java, forward and reverse mode.
 *
 * <p><b>How data flow.</b> A {@link org.halfspace.onnx.graph.Graph} as it was read, no rewriting, goes into
 * {@link org.halfspace.onnx.referee.Referee}. A run is an {@code Evaluation}: it walks the needed nodes in order, hands each
 * node's inputs to the kernel that {@link org.halfspace.onnx.referee.kernel.Operators} names, and stores what comes back. Without
 * a derivative, values are dropped after their last use. With one, nodes that depend on the variable leave their pullback on the
 * {@code Tape}, which is then read backwards.
 *
 * <p>The package imports neither ONNX Runtime nor the code that builds gradient graphs: it is there to disagree with them.
 */
package org.halfspace.onnx.referee;
