/**
 * A network in memory, independent of how files store it.
 *
 * <p><b>How data flow.</b> {@code file.OnnxFile} reads an {@code .onnx} file into a {@link org.halfspace.onnx.graph.Graph};
 * tensors keep pointing into the mapped file until somebody asks for their numbers. {@code head} walks back from the graph's
 * output and finds the tensor h, W and b. {@code rewrite} puts preprocessing in front, opens the batch axis, and cuts the
 * graph at h: two graphs, g and the tail. {@code run} writes a graph back as a {@code ModelProto} and gives it to ONNX
 * Runtime. No stage changes a graph: each makes a new one that shares the tensors.
 *
 * <p>A {@link org.halfspace.onnx.graph.Node} is a record; tensors are names. Whoever wants to know what makes or uses a
 * tensor asks the graph ({@code producer}, {@code consumers}). To change a graph, take {@code toBuilder()}; to cut one out of
 * it, {@code between}. {@code build()} sorts the nodes and refuses what is no graph.
 */
package org.halfspace.onnx.graph;
