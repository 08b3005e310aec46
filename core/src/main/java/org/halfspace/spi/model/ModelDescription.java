package org.halfspace.spi.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a loader found in a file. Immutable.
 *
 * @param file the file
 * @param format {@code "onnx"}, {@code "npz"}, {@code "safetensors"}
 * @param producer who wrote it, as the file says; empty where it does not say
 * @param opset the operator set, {@code "13"} or {@code "9, ai.onnx.ml 1"}; empty where there is none
 * @param parameters how many numbers of weights and biases the whole model has
 * @param hiddenTensor the name of the tensor that is h
 * @param headKind the operator of the last affine layer: {@code "Gemm"}, {@code "MatMul + Add"}, {@code "Conv"}
 * @param headNode the node's name
 * @param agreement the proof that the split is right; empty for a head without a network
 * @param notes what was chosen and why, one sentence each
 */
public record ModelDescription(
        Path file,
        String format,
        String producer,
        String opset,
        long parameters,
        String hiddenTensor,
        String headKind,
        String headNode,
        Optional<Agreement> agreement,
        List<String> notes) {

    public ModelDescription {
        notes = List.copyOf(notes);
    }
}
