"""Forms of the last affine layer, and affine chains behind it. The g in front is always Case.start's, unless said
otherwise.
"""
import numpy as np
from onnx import TensorProto, helper

from .kit import Graph, case, f32, rows


def column(b):
    return b.reshape(-1, 1)


# --- Gemm


@case
def gemm_plain(c):
    """Gemm with W stored features x classes and no flag, as Tribuo, ML.NET and Keras converters write a dense layer."""
    g, (W, b) = c.start(producer=("tribuo", "4.3")), c.head()
    g.add("Gemm", g.h, g.const("w", W.T), g.const("b", b), out="logits")
    g.output("logits", ["N", 4])
    c.split(g, W, b)


@case
def gemm_trans_b(c):
    """Gemm with transB=1 and W stored classes x features, as torch.nn.Linear, MXNet and Caffe2 write it."""
    g, (W, b) = c.start(), c.head()
    g.add("Gemm", g.h, g.const("fc.weight", W), g.const("fc.bias", b), out="logits", transB=1)
    g.output("logits", ["N", 4])
    c.split(g, W, b)


@case
def gemm_alpha_beta(c):
    """Gemm with alpha 0.5 and beta 2, a row (1 x m) for bias: what optimizers leave when they fold scales."""
    g, (W, b) = c.start(), c.head()
    g.add("Gemm", g.h, g.const("w", W), g.const("b", b.reshape(1, -1)), out="logits", transB=1, alpha=0.5, beta=2.0)
    g.output("logits", ["N", 4])
    c.split(g, 0.5 * W, 2 * b, logits=0.5 * (g.H @ W.T) + 2 * b)


@case
def gemm_scalar_bias(c):
    """Gemm with a bias of one number for all classes (shape []); square W, so that a lost transpose shows in numbers
    alone.
    """
    g, W = c.start(), c.normal(8, 8)
    g.add("Gemm", g.h, g.const("w", W), g.const("b", f32(0.75)), out="logits", transB=1)
    g.output("logits", ["N", 8])
    c.split(g, W, np.full(8, 0.75))


@case
def gemm_no_bias(c):
    """Gemm without its third input (optional from opset 11 on): nn.Linear(bias=False)."""
    g, (W, _) = c.start(), c.head()
    g.add("Gemm", g.h, g.const("w", W), out="logits", transB=1)
    g.output("logits", ["N", 4])
    c.split(g, W, np.zeros(4))


@case
def gemm_trans_a(c):
    """Gemm with transA=1 on hidden vectors that stand in columns (l x N): hand-written graphs, MATLAB habits."""
    g, (W, b) = c.start(), c.head()
    columns = g.add("Transpose", g.h, perm=[1, 0])
    g.add("Gemm", columns, g.const("w", W.T), g.const("b", b), out="logits", transA=1)
    g.output("logits", ["N", 4])
    c.split(g, W, b)


@case
def gemm_constant_left(c):
    """Gemm(W, h, transB=1) + column bias gives m x N; a Transpose turns it round."""
    g, (W, b) = c.start(), c.head()
    z = g.add("Gemm", g.const("w", W), g.h, g.const("b", column(b)), transB=1)
    g.add("Transpose", z, out="logits", perm=[1, 0])
    g.output("logits", ["N", 4])
    c.split(g, W, b)


@case
def gemm_constant_left_trans_a(c):
    """Gemm(W stored l x m, h, transA=1, transB=1): every flag at once, constant on the left."""
    g, (W, b) = c.start(), c.head()
    z = g.add("Gemm", g.const("w", W.T), g.h, g.const("b", column(b)), transA=1, transB=1, alpha=2.0)
    g.add("Transpose", z, out="logits", perm=[1, 0])
    g.output("logits", ["N", 4])
    c.split(g, 2 * W, b)


# --- MatMul


@case
def matmul_alone(c):
    """MatMul without Add: a dense layer with use_bias=False."""
    g, (W, _) = c.start(), c.head()
    g.add("MatMul", g.h, g.const("kernel", W.T), out="logits")
    g.output("logits", ["N", 4])
    c.split(g, W, np.zeros(4), head="MatMul")


@case
def matmul_add(c):
    """MatMul then Add, bias on the right: TensorFlow, Paddle, CNTK."""
    g, (W, b) = c.start(), c.head()
    g.add("Add", g.add("MatMul", g.h, g.const("kernel", W.T)), g.const("bias", b), out="logits")
    g.output("logits", ["N", 4])
    c.split(g, W, b, head="MatMul")


@case
def matmul_add_bias_left(c):
    """Add(bias, MatMul): the order that torch traces for 3-D linear layers."""
    g, (W, b) = c.start(), c.head()
    g.add("Add", g.const("bias", b.reshape(1, 4)), g.add("MatMul", g.h, g.const("kernel", W.T)), out="logits")
    g.output("logits", ["N", 4])
    c.split(g, W, b, head="MatMul")


@case
def matmul_constant_left_column(c):
    """W h + b with h a column, batch 1: VNN-COMP networks and control engineers' exports."""
    g, (W, b) = c.start(batch=1), c.head()
    h = g.add("Transpose", g.h, perm=[1, 0])
    z = g.add("Add", g.add("MatMul", g.const("W", W), h), g.const("b", column(b)))
    g.add("Transpose", z, out="logits", perm=[1, 0])
    g.output("logits", [1, 4])
    c.split(g, W, b, head="MatMul")


@case
def matmul_column_reshape(c):
    """W h + b with h a column by Reshape [8, 1], and the logits left standing in a column 4 x 1, batch 1."""
    g, (W, b) = c.start(batch=1), c.head()
    h = g.add("Reshape", g.h, g.const("column", np.array([8, 1])))
    g.add("Add", g.const("b", column(b)), g.add("MatMul", g.const("W", W), h), out="logits")
    g.output("logits", [4, 1])
    c.split(g, W, b, head="MatMul")


@case
def matmul_3d_row(c):
    """h as N x 1 x l (a sequence of one token): MatMul, Add, Squeeze, as attention models write it."""
    g, (W, b) = c.start(), c.head()
    h = g.add("Unsqueeze", g.h, g.const("axis1", np.array([1])))
    z = g.add("Add", g.add("MatMul", h, g.const("kernel", W.T)), g.const("bias", b))
    g.add("Squeeze", z, g.const("axis", np.array([1])), out="logits")
    g.output("logits", ["N", 4])
    c.split(g, W, b, head="MatMul")


@case
def matmul_3d_row_kept(c):
    """h as N x 1 x l and the output left N x 1 x m, with Softmax over the last axis."""
    g, (W, b) = c.start(), c.head()
    h = g.add("Reshape", g.h, g.const("shape", np.array([-1, 1, 8])))
    z = g.add("Add", g.add("MatMul", h, g.const("kernel", W.T)), g.const("bias", b))
    g.add("Softmax", z, out="probabilities", axis=-1)
    g.output("probabilities", ["N", 1, 4])
    c.split(g, W, b, head="MatMul")


@case
def matmul_3d_column(c):
    """W (m x l) against h as N x l x 1, broadcast over the batch, then Squeeze."""
    g, (W, b) = c.start(), c.head()
    h = g.add("Unsqueeze", g.h, g.const("axis2", np.array([2])))
    z = g.add("Add", g.add("MatMul", g.const("W", W), h), g.const("bias", column(b)))
    g.add("Squeeze", z, g.const("axis", np.array([2])), out="logits")
    g.output("logits", ["N", 4])
    c.split(g, W, b, head="MatMul")


@case
def matmul_3d_weights(c):
    """The kernel itself is 1 x l x m: grouped or ensembled layers with one group."""
    g, (W, b) = c.start(), c.head()
    h = g.add("Unsqueeze", g.h, g.const("axis1", np.array([1])))
    z = g.add("MatMul", h, g.const("kernel", W.T[None]))
    flat = g.add("Reshape", z, g.const("shape", np.array([-1, 4])))
    g.add("Add", flat, g.const("bias", b), out="logits")
    g.output("logits", ["N", 4])
    c.split(g, W, b, head="MatMul")


@case
def einsum_head(c):
    """Einsum "bi,oi->bo" for the head, as Flax and big_vision models come out of tf2onnx."""
    g, (W, b) = c.start(), c.head()
    g.add("Add", g.add("Einsum", g.h, g.const("kernel", W), equation="bi,oi->bo"), g.const("bias", b), out="logits")
    g.output("logits", ["N", 4])
    c.either(g, W, b, head="Einsum", words=["Einsum"])


@case
def two_gemms_in_a_row(c):
    """A bottleneck without an activation before the last layer: the head is the last Gemm alone, h lies in R^l."""
    g, (W, b) = c.start(), c.head(4, 3)
    V, v = c.normal(3, 8), c.normal(3)
    h = g.add("Gemm", g.h, g.const("V", V), g.const("v", v), transB=1)
    g.add("Gemm", h, g.const("W", W), g.const("b", b), out="logits", transB=1)
    g.output("logits", ["N", 4])
    c.split(g, W, b, H=g.H @ V.T + v, domain="real")


@case
def cosine_head(c):
    """ArcFace and prototype heads: h is divided by its length, then a MatMul with unit rows, then a scale of 16."""
    g, (W, _) = c.start(), c.head()
    W = f32(W / np.linalg.norm(W, axis=1, keepdims=True))
    h = g.add("Div", g.h, g.add("ReduceL2", g.h, axes=[1], keepdims=1))
    g.add("Mul", g.add("MatMul", h, g.const("prototypes", W.T)), g.const("scale", f32(16)), out="logits")
    g.output("logits", ["N", 4])
    H = g.H / np.linalg.norm(g.H, axis=1, keepdims=True)
    c.split(g, 16 * W, np.zeros(4), H=H, head="MatMul", domain="real", also=["nonnegative", "box:0,1", "box:-1,1"])


@case
def linear_on_pixels(c):
    """Multinomial logistic regression as one Gemm on the flattened input: h is the input, l = 30."""
    g, (W, b) = Graph(producer=("tribuo", "4.3")), c.head(4, 30)
    g.input("x", ["N", 1, 6, 5])
    g.add("Gemm", g.add("Flatten", "x"), g.const("w", W), g.const("b", b), out="logits", transB=1)
    g.add("Softmax", "logits", out="probabilities", axis=1)
    g.output("probabilities", ["N", 4])
    X = c.pixels(1, 6, 5)
    c.split(g, W, b, X=X, H=rows(X), domain="real", also=["box:0,1", "nonnegative"])


@case
def shared_weights(c):
    """W is used twice: transposed inside g (a tied autoencoder) and by the head; rewriting one must not change the
    other.
    """
    g, W, b = c.start(), c.normal(8, 8), c.normal(8)
    w = g.const("tied", W)
    h = g.add("Relu", g.add("MatMul", g.h, w))
    g.add("Gemm", h, w, g.const("b", b), out="logits", transB=1)
    g.output("logits", ["N", 8])
    c.split(g, W, b, H=np.maximum(g.H @ W, 0))


@case
def wide_and_deep(c):
    """Two linear layers added, one on the hidden vector, one on the pixels: logits = W h + U x + b."""
    g, (W, b), U = c.start(), c.head(), c.normal(4, 30)
    deep = g.add("Gemm", g.h, g.const("W", W), g.const("b", b), transB=1)
    wide = g.add("MatMul", g.add("Flatten", "x"), g.const("U", U.T))
    g.add("Add", deep, wide, out="logits", name="wide_plus_deep")
    g.output("logits", ["N", 4])
    c.refuse(g, words=["Add", "wide_plus_deep"], any_words=["--head", "constant"])


# --- affine chain behind the layer


@case
def affine_batch_norm(c):
    """BatchNormalization after the last Gemm (some face and speech models; nn.BatchNorm1d(classes))."""
    g, (W, b) = c.start(), c.head()
    scale, shift, mean, var = c.normal(4), c.normal(4), c.normal(4), f32(c.rng.uniform(0.2, 2, 4))
    z = g.add("Gemm", g.h, g.const("w", W), g.const("b", b), transB=1)
    statistics = [g.const(n, v) for n, v in (("scale", scale), ("shift", shift), ("mean", mean), ("var", var))]
    g.add("BatchNormalization", z, *statistics, out="logits", epsilon=1e-3)
    g.output("logits", ["N", 4])
    Z = g.H @ W.T + b
    epsilon = f32(1e-3)
    factor = scale / np.sqrt(var + epsilon)
    logits = (Z - mean) / np.sqrt(var + epsilon) * scale + shift
    c.split(g, factor[:, None] * W, factor * (b - mean) + shift, logits=logits)


@case
def affine_mul_add(c):
    """A scale and a shift per class after the layer: calibration by vector scaling."""
    g, (W, b) = c.start(), c.head()
    s, t = c.normal(4), c.normal(4)
    z = g.add("Gemm", g.h, g.const("w", W), g.const("b", b), transB=1)
    g.add("Add", g.const("t", t), g.add("Mul", z, g.const("s", s)), out="logits")
    g.output("logits", ["N", 4])
    c.split(g, s[:, None] * W, s * b + t, logits=(g.H @ W.T + b) * s + t)


@case
def affine_sub_from_constant(c):
    """c - z: distances turned into scores; the merged W has its sign changed, and Sub, Neg and Div are affine too."""
    g, (W, b) = c.start(), c.head()
    s, t = f32(c.rng.uniform(0.5, 2, 4)), c.normal(4)
    z = g.add("Gemm", g.h, g.const("w", W), g.const("b", b), transB=1)
    z = g.add("Sub", g.const("t", t), g.add("Div", z, g.const("s", s)))
    g.add("Sub", z, g.const("half", f32(0.5)), out="logits")
    g.output("logits", ["N", 4])
    c.split(g, -W / s[:, None], t - b / s - 0.5, logits=t - (g.H @ W.T + b) / s - 0.5)


@case
def affine_one_minus(c):
    """Neg after the layer: energies turned into logits."""
    g, (W, b) = c.start(), c.head()
    g.add("Neg", g.add("Gemm", g.h, g.const("w", W), g.const("b", b), transB=1), out="logits")
    g.output("logits", ["N", 4])
    c.split(g, -W, -b)


@case
def temperature_div(c):
    """Temperature scaling: logits divided by 2.5 before Softmax; the probabilities are S(z / 2.5), so W is W / 2.5."""
    g, (W, b) = c.start(), c.head()
    z = g.add("Gemm", g.h, g.const("w", W), g.const("b", b), transB=1)
    g.add("Softmax", g.add("Div", z, g.const("temperature", f32(2.5))), out="probabilities", axis=1)
    g.output("probabilities", ["N", 4])
    c.split(g, W / 2.5, b / 2.5, logits=(g.H @ W.T + b) / 2.5)


@case
def temperature_mul_constant_node(c):
    """A learned scale (CLIP's logit_scale) as Mul by a Constant node of shape [1]."""
    g, (W, b) = c.start(), c.head()
    z = g.add("Gemm", g.h, g.const("w", W), g.const("b", b), transB=1)
    scale = g.add("Constant", value=helper.make_tensor("v", TensorProto.FLOAT, [1], [8.0]))
    g.add("Mul", scale, z, out="logits")
    g.output("logits", ["N", 4])
    c.split(g, 8 * W, 8 * b)


@case
def temperature_negative(c):
    """A negative factor before Softmax: S(-2 z) is a softmax layer with -2 W; the order of the classes turns round."""
    g, (W, b) = c.start(), c.head()
    z = g.add("Gemm", g.h, g.const("w", W), g.const("b", b), transB=1)
    g.add("Softmax", g.add("Mul", z, g.const("factor", f32(-2))), out="probabilities", axis=-1)
    g.output("probabilities", ["N", 4])
    c.split(g, -2 * W, -2 * b)
