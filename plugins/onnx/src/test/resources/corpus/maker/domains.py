"""Where hidden vectors lie, by the node that makes them. The head is always a Gemm."""
import numpy as np

from .convolutions import maps
from .kit import case, f32, rows


def finish(c, g, h, H, domain, also=()):
    W, b = c.head(4, H.shape[1])
    g.add("Gemm", h, g.const("w", W), g.const("b", b), out="logits", transB=1)
    g.output("logits", ["N", 4])
    c.split(g, W, b, H=H, domain=domain, also=also)


def plain(c, act, domain, also=(), opset=13):
    g = c.start(act, opset=opset)
    finish(c, g, g.h, g.H, domain, also)


@case
def domain_sigmoid(c):
    """Sigmoid: the box [0, 1]."""
    plain(c, "Sigmoid", "box:0,1")


@case
def domain_tanh(c):
    """Tanh: the box [-1, 1]."""
    plain(c, "Tanh", "box:-1,1")


@case
def domain_none(c):
    """No activation before the head: R^l. (g is then the flattening, or the layer before; here two layers in a row.)"""
    plain(c, None, "real")


@case
def domain_leaky_relu(c):
    """LeakyRelu: R^l."""
    plain(c, "LeakyRelu", "real")


@case
def domain_elu(c):
    """Elu: above -1."""
    plain(c, "Elu", "box:-1,inf", ["real"])


@case
def domain_softplus(c):
    """Softplus: positive."""
    plain(c, "Softplus", "nonnegative")


@case
def domain_hard_swish(c):
    """HardSwish (opset 14): never below -3/8."""
    plain(c, "HardSwish", "real", ["box:-0.375,inf"], opset=14)


@case
def domain_clip_attributes(c):
    """ReLU6 as Clip with min and max as attributes (opset 9)."""
    g = c.start(None, opset=9)
    finish(c, g, g.add("Clip", g.h, min=0.0, max=6.0), np.clip(g.H, 0, 6), "box:0,6")


@case
def domain_clip_inputs(c):
    """ReLU6 as Clip with min and max as inputs (opset 11 on)."""
    g = c.start(None)
    finish(c, g, g.add("Clip", g.h, g.const("zero", f32(0)), g.const("six", f32(6))), np.clip(g.H, 0, 6), "box:0,6")


@case
def domain_clip_lower_only(c):
    """Clip with a lower bound alone is a ReLU."""
    g = c.start(None)
    finish(c, g, g.add("Clip", g.h, g.const("zero", f32(0))), np.maximum(g.H, 0), "nonnegative")


@case
def domain_clip_after_relu(c):
    """Relu, then Clip at most 6: TensorFlow's Relu6 through tf2onnx's older opsets."""
    g = c.start()
    finish(c, g, g.add("Clip", g.h, "", g.const("six", f32(6))), np.minimum(g.H, 6), "box:0,6", ["nonnegative"])


@case
def domain_max_with_zero(c):
    """ReLU written as Max(x, 0)."""
    g = c.start(None)
    finish(c, g, g.add("Max", g.h, g.const("zero", f32(0))), np.maximum(g.H, 0), "nonnegative", ["real"])


@case
def domain_concat_relu_relu(c):
    """Concat of two ReLU branches: DenseNet, Inception."""
    g = c.start()
    V, v = c.normal(5, 8), c.normal(5)
    other = g.add("Relu", g.add("Gemm", g.h, g.const("V", V), g.const("v", v), transB=1))
    H = np.hstack([g.H, np.maximum(g.H @ V.T + v, 0)])
    finish(c, g, g.add("Concat", g.h, other, axis=1), H, "nonnegative")


@case
def domain_concat_relu_tanh(c):
    """Concat of a ReLU and a Tanh branch: the smallest interval that holds both is [-1, inf)."""
    g = c.start()
    V, v = c.normal(5, 8), c.normal(5)
    other = g.add("Tanh", g.add("Gemm", g.h, g.const("V", V), g.const("v", v), transB=1))
    H = np.hstack([g.H, np.tanh(g.H @ V.T + v)])
    finish(c, g, g.add("Concat", g.h, other, axis=1), H, "box:-1,inf", ["real"])


@case
def domain_sum_of_relus(c):
    """A residual sum of two ReLU outputs without a ReLU behind it: nonnegative, if the reader follows sums."""
    g = c.start()
    V, v = c.normal(8, 8), c.normal(8)
    other = g.add("Relu", g.add("Gemm", g.h, g.const("V", V), g.const("v", v), transB=1))
    finish(c, g, g.add("Add", g.h, other), g.H + np.maximum(g.H @ V.T + v, 0), "nonnegative", ["real"])


@case
def domain_dropout_scale(c):
    """Relu, then Mul by 0.5: Paddle's downgrade_in_infer Dropout. h is the scaled vector."""
    g = c.start()
    finish(c, g, g.add("Mul", g.h, g.const("keep", f32(0.5))), g.H / 2, "nonnegative", ["real"])


@case
def domain_softmax_attention(c):
    """h is itself a Softmax (mixture weights): the box [0, 1]."""
    g = c.start(None)
    e = np.exp(g.H - g.H.max(1, keepdims=True))
    finish(c, g, g.add("Softmax", g.h, axis=1), e / e.sum(1, keepdims=True), "box:0,1", ["nonnegative", "real"])


@case
def domain_max_pool(c):
    """Conv, Relu, MaxPool, Flatten: nonnegative."""
    g = maps(c)
    pooled = np.maximum(g.maps[:, :, 0:2], g.maps[:, :, 1:3]).max(3)
    finish(c, g, g.add("Flatten", g.add("MaxPool", g.h, kernel_shape=[2, 2])), rows(pooled), "nonnegative")


@case
def domain_relu_after_max_pool(c):
    """Conv, MaxPool, Relu, Flatten: the order of old tutorials."""
    g = maps(c, act=None)
    pooled = np.maximum(np.maximum(g.maps[:, :, 0:2], g.maps[:, :, 1:3]).max(3), 0)
    h = g.add("Relu", g.add("MaxPool", g.h, kernel_shape=[2, 2]))
    finish(c, g, g.add("Flatten", h), rows(pooled), "nonnegative")


@case
def domain_average_pool(c):
    """Conv, Relu, padded AveragePool (zeros counted), Flatten: nonnegative."""
    g = maps(c)
    padded = np.pad(g.maps, ((0, 0), (0, 0), (1, 0), (0, 0)))
    pooled = (padded[:, :, 0:3] + padded[:, :, 1:4]).sum(3) / 4
    h = g.add("AveragePool", g.h, kernel_shape=[2, 2], pads=[1, 0, 0, 0], count_include_pad=1)
    finish(c, g, g.add("Flatten", h), rows(pooled), "nonnegative")


@case
def domain_batch_norm(c):
    """Relu, then BatchNormalization, then the head: the offsets move the orthant, so R^l. (A box from the least offset
    on if all scales are positive.)
    """
    g = c.start()
    scale, shift = f32(c.rng.uniform(0.5, 2, 8)) * np.array([1, -1] * 4), c.normal(8)
    mean, var = c.normal(8), f32(c.rng.uniform(0.5, 2, 8))
    h = g.add(
        "BatchNormalization", g.h, *(g.const(n, v) for n, v in zip("stmv", (scale, shift, mean, var))), epsilon=1e-5
    )
    H = (g.H - mean) / np.sqrt(var + f32(1e-5)) * scale + shift
    finish(c, g, h, H, "real")


@case
def domain_slice_of_relu(c):
    """Slice of a ReLU output: still nonnegative."""
    g = c.start()
    ends = [g.const(n, np.array([v])) for n, v in (("starts", 2), ("ends", 7), ("axes", 1))]
    finish(c, g, g.add("Slice", g.h, *ends), g.H[:, 2:7], "nonnegative", ["real"])


@case
def domain_forced(c):
    """--hidden-domain box:0,9 on a plain ReLU network: the user's word counts."""
    g = c.start()
    W, b = c.head()
    g.add("Gemm", g.h, g.const("w", W), g.const("b", b), out="logits", transB=1)
    g.output("logits", ["N", 4])
    c.split(g, W, b, domain="box:0,9", options={"hiddenDomain": "box:0,9"})
