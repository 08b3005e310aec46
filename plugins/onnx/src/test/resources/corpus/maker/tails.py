"""What stands behind the logits, and which output to take. The head is a Gemm, the g in front Case.start's."""
import numpy as np
from onnx import TensorProto

from .kit import case, f32, softmax

BOOL, I64 = TensorProto.BOOL, TensorProto.INT64


# --- behind the logits


def tail(c, opset, op, m=4, **attributes):
    g, (W, b) = c.start(opset=opset), c.head(m)
    z = g.add("Gemm", g.h, g.const("w", W), g.const("b", b), out="z", transB=1)
    g.add(op, z, out="y", **attributes)
    g.output("y", ["N", m])
    c.split(g, W, b)


@case
def tail_softmax_axis_last(c):
    """Softmax(axis=-1) on N x m, opset 13."""
    tail(c, 13, "Softmax", axis=-1)


@case
def tail_softmax_default_9(c):
    """Softmax without an axis at opset 9: the default is 1, and the input is coerced to 2-D there."""
    tail(c, 9, "Softmax")


@case
def tail_softmax_default_13(c):
    """Softmax without an axis at opset 13: the default is -1."""
    tail(c, 13, "Softmax")


@case
def tail_log_softmax(c):
    """LogSoftmax, as torch writes classifiers trained with NLLLoss."""
    tail(c, 11, "LogSoftmax", axis=1)


@case
def tail_softmax_coerced_rank_4(c):
    """Softmax(axis=1) at opset 9 on N x m x 1 x 1 (coerced to N x m), after a Conv head, as Caffe models come; output
    rank 4.
    """
    g, (W, b) = c.start(opset=9), c.head()
    h = g.add("Reshape", g.h, g.const("shape", np.array([-1, 8, 1, 1])))
    z = g.add("Conv", h, g.const("w", W.reshape(4, 8, 1, 1)), g.const("b", b), kernel_shape=[1, 1])
    g.add("Softmax", z, out="prob", axis=1)
    g.output("prob", ["N", 4, 1, 1])
    c.split(g, W, b, head="Conv")


@case
def tail_softmax_coerced_rank_3(c):
    """Softmax(axis=1) at opset 9 on N x 1 x m: coercion makes it a softmax over the classes all the same."""
    g, (W, b) = c.start(opset=9), c.head()
    z = g.add("Gemm", g.h, g.const("w", W), g.const("b", b), transB=1)
    g.add("Softmax", g.add("Unsqueeze", z, axes=[1]), out="y", axis=1)
    g.output("y", ["N", 1, 4])
    c.split(g, W, b)


@case
def tail_softmax_wrong_axis(c):
    """Softmax(axis=1) at opset 13 on N x 1 x m: a softmax over one number, always 1. Not a softmax over the classes."""
    g, (W, b) = c.start(), c.head()
    z = g.add("Gemm", g.h, g.const("w", W), g.const("b", b), transB=1)
    z = g.add("Unsqueeze", z, g.const("axes", np.array([1])))
    g.add("Softmax", z, out="y", axis=1, name="wrong_axis")
    g.output("y", ["N", 1, 4])
    c.refuse(g, words=["Softmax", "axis"])


@case
def tail_softmax_over_batch(c):
    """Softmax(axis=0): normalises over the batch, a common mistake; rows depend on each other."""
    g, (W, b) = c.start(), c.head()
    z = g.add("Gemm", g.h, g.const("w", W), g.const("b", b), transB=1)
    g.add("Softmax", z, out="y", axis=0, name="over_batch")
    g.output("y", ["N", 4])
    c.refuse(g, words=["Softmax", "axis"])


@case
def tail_logits_and_probabilities(c):
    """Two outputs, logits and their Softmax: the same layer, so nothing is ambiguous."""
    g, (W, b) = c.start(), c.head()
    z = g.add("Gemm", g.h, g.const("w", W), g.const("b", b), out="logits", transB=1)
    g.add("Softmax", z, out="probabilities", axis=1)
    g.output("logits", ["N", 4])
    g.output("probabilities", ["N", 4])
    c.split(g, W, b)


@case
def tail_argmax_beside(c):
    """An ArgMax output (int64) stands before the probabilities: mobile exports that want a label and a score."""
    g, (W, b) = c.start(), c.head()
    z = g.add("Gemm", g.h, g.const("w", W), g.const("b", b), transB=1)
    p = g.add("Softmax", z, out="probabilities", axis=1)
    g.add("ArgMax", p, out="label", axis=1, keepdims=0)
    g.output("label", ["N"], I64)
    g.output("probabilities", ["N", 4])
    c.split(g, W, b)


@case
def tail_argmax_only(c):
    """ArgMax is the only output: the layer is there, but the file never shows its logits."""
    g, (W, b) = c.start(), c.head()
    z = g.add("Gemm", g.h, g.const("w", W), g.const("b", b), transB=1)
    g.add("ArgMax", z, out="label", axis=1, keepdims=0)
    g.output("label", ["N"], I64)
    c.either(g, W, b, words=["ArgMax"])


@case
def tail_cast_identity_dropout(c):
    """Identity, Dropout (opset 13, ratio and training_mode as inputs), a Cast to double and back, Flatten."""
    g, (W, b) = c.start(), c.head()
    z = g.add("Gemm", g.h, g.const("w", W), g.const("b", b), transB=1)
    z = g.add("Dropout", z, g.const("ratio", f32(0.5)), g.const("training", np.array(False)))
    z = g.add("Cast", g.add("Cast", g.add("Identity", z), to=TensorProto.DOUBLE), to=TensorProto.FLOAT)
    g.add("Flatten", z, out="logits", axis=1)
    g.output("logits", ["N", 4])
    c.split(g, W, b)


@case
def tail_dropout_opset_7(c):
    """Dropout with its ratio as an attribute (opset 7), before and after the head: h is the tensor before or after,
    equal.
    """
    g, (W, b) = c.start(opset=7, ir=3), c.head()
    h = g.add("Dropout", g.h, ratio=0.3)
    z = g.add("Gemm", h, g.const("w", W), g.const("b", b), transB=1)
    g.add("Softmax", g.add("Dropout", z, ratio=0.5), out="y", axis=1)
    g.output("y", ["N", 4])
    for tensor in list(g.weights):
        g.input(tensor.name, list(tensor.dims))
    c.split(g, W, b)


@case
def tail_dropout_opset_12(c):
    """Dropout before the head at opset 12, its second output (the mask) named but unused."""
    g, (W, b) = c.start(opset=12), c.head()
    h = g.add("Dropout", g.h, g.const("ratio", f32(0.3)), out=["dropped", "mask"])
    g.add("Gemm", h, g.const("w", W), g.const("b", b), out="logits", transB=1)
    g.output("logits", ["N", 4])
    c.split(g, W, b)


@case
def tail_softmax_by_hand(c):
    """Softmax written out: z - max, Exp, ReduceSum, Div (old keras2onnx and hand-made losses)."""
    g, (W, b) = c.start(opset=11), c.head()
    z = g.add("Gemm", g.h, g.const("w", W), g.const("b", b), transB=1)
    e = g.add("Exp", g.add("Sub", z, g.add("ReduceMax", z, axes=[1], keepdims=1)))
    g.add("Div", e, g.add("ReduceSum", e, axes=[1], keepdims=1), out="y", name="normalise")
    g.output("y", ["N", 4])
    c.either(g, W, b, any_words=["Div", "Exp"])


@case
def tail_log_of_softmax(c):
    """Log after Softmax: models trained on log-probabilities."""
    g, (W, b) = c.start(), c.head()
    z = g.add("Gemm", g.h, g.const("w", W), g.const("b", b), transB=1)
    g.add("Log", g.add("Softmax", z, axis=1), out="y")
    g.output("y", ["N", 4])
    c.either(g, W, b, any_words=["Log"])


@case
def tail_permuted_classes(c):
    """Gather with constant indices after the logits (classes reordered, one of five dropped): affine, or refused by
    name.
    """
    g, (W, b) = c.start(), c.head(5)
    z = g.add("Gemm", g.h, g.const("w", W), g.const("b", b), transB=1)
    g.add("Gather", z, g.const("order", np.array([3, 0, 4, 1])), out="logits", axis=1, name="reorder")
    g.output("logits", ["N", 4])
    order = [3, 0, 4, 1]
    c.either(g, W[order], b[order], words=["Gather"])


@case
def tail_relu(c):
    """A ReLU on the logits: not a softmax layer as the paper defines it. --head would take the Gemm all the same."""
    g, (W, b) = c.start(), c.head()
    z = g.add("Gemm", g.h, g.const("w", W), g.const("b", b), transB=1, name="last_layer")
    g.add("LogSoftmax", g.add("Relu", z, name="on_logits"), out="y", axis=1)
    g.output("y", ["N", 4])
    c.refuse(g, words=["Relu", "on_logits", "--head", "last_layer"])


@case
def tail_relu_head_forced(c):
    """The same mistake, with --head naming the Gemm: then the split is that Gemm, and the Relu is left out, which is
    said.
    """
    g, (W, b) = c.start(), c.head()
    z = g.add("Gemm", g.h, g.const("w", W), g.const("b", b), transB=1, name="last_layer")
    g.add("LogSoftmax", g.add("Relu", z, name="on_logits"), out="y", axis=1)
    g.output("y", ["N", 4])
    c.either(g, W, b, words=["Relu"], options={"head": "last_layer"})


@case
def tail_head_unknown(c):
    """--head names a node that is not there: the message lists the ones that are."""
    g, (W, b) = c.start(), c.head()
    g.add("Gemm", g.h, g.const("w", W), g.const("b", b), out="logits", transB=1, name="last_layer")
    g.output("logits", ["N", 4])
    c.refuse(g, words=["last_laier", "last_layer"], options={"head": "last_laier"})


@case
def tail_sigmoid_many(c):
    """Several classes with a Sigmoid each (multi-label): no softmax."""
    g, (W, b) = c.start(), c.head()
    z = g.add("Gemm", g.h, g.const("w", W), g.const("b", b), transB=1)
    g.add("Sigmoid", z, out="y", name="each_class")
    g.output("y", ["N", 4])
    c.refuse(g, words=["Sigmoid", "each_class"])


@case
def tail_sigmoid_binary(c):
    """Two classes by one Sigmoid output (Keras binary): the softmax layer with logits (0, w h + b), class 1 on the
    sigmoid's side.
    """
    g, (W, b) = c.start(producer=("tf2onnx", "1.13.0")), c.head(1)
    z = g.add("Add", g.add("MatMul", g.h, g.const("kernel", W.T)), g.const("bias", b))
    g.add("Sigmoid", z, out="dense", name="model/dense/Sigmoid")
    g.output("dense", ["N", 1])
    two, both = np.vstack([np.zeros((1, 8)), W]), np.array([0, b[0]])
    p = 1 / (1 + np.exp(-(g.H @ W[0] + b[0])))
    assert np.allclose(softmax(g.H @ two.T + both)[:, 1], p, rtol=0, atol=1e-12)
    c.split(g, two, both, head="MatMul", compare="centred")


@case
def tail_regression(c):
    """One linear output: a regression, no classes."""
    g, (W, b) = c.start(), c.head(1)
    g.add("Gemm", g.h, g.const("w", W), g.const("b", b), out="price", transB=1)
    g.output("price", ["N", 1])
    c.refuse(g, any_words=["regression", "2 classes", "two classes", "one output"])


# --- several outputs


@case
def outputs_features_and_logits(c):
    """Two outputs, hidden vectors first: torchvision feature extractors. The logits are chosen, and it is said."""
    g, (W, b) = c.start(), c.head()
    g.add("Identity", g.h, out="features")
    g.add("Gemm", g.h, g.const("w", W), g.const("b", b), out="logits", transB=1)
    g.output("features", ["N", 8])
    g.output("logits", ["N", 4])
    c.split(g, W, b)


@case
def outputs_auxiliary_head(c):
    """Two classifiers on one body, as Inception and GoogLeNet export in training mode: choose the first and say so, or
    ask.
    """
    g, (W, b) = c.start(), c.head()
    U, u = c.normal(4, 6), c.normal(4)
    V, v = c.normal(6, 8), c.normal(6)
    g.add("Gemm", g.h, g.const("w", W), g.const("b", b), out="logits", transB=1)
    side = g.add("Relu", g.add("Gemm", g.h, g.const("V", V), g.const("v", v), transB=1))
    g.add("Gemm", side, g.const("U", U), g.const("u", u), out="aux_logits", transB=1)
    g.output("logits", ["N", 4])
    g.output("aux_logits", ["N", 4])
    c.either(g, W, b, words=["--output", "aux_logits"])
    c.split(g, W, b, options={"output": "logits"}, suffix="_main")
    H = np.maximum(g.H @ V.T + v, 0)
    c.split(g, U, u, H=H, options={"output": "aux_logits"}, suffix="_aux")
    c.refuse(g, words=["aux_logit", "aux_logits"], options={"output": "aux_logit"}, suffix="_misspelt")


@case
def outputs_none_is_a_classifier(c):
    """Two outputs, an embedding after ReLU and a mask: nothing that could hold logits."""
    g = c.start()
    g.add("Identity", g.h, out="embedding")
    g.add("Greater", g.h, g.const("zero", f32(0)), out="mask")
    g.output("embedding", ["N", 8])
    g.output("mask", ["N", 8], BOOL)
    c.refuse(g, words=["embedding"], any_words=["Relu", "affine", "--head"])
