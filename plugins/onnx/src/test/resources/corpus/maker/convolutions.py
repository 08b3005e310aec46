"""Heads that are convolutions, and what stands between feature maps and a dense head."""
import numpy as np

from .kit import Graph, case, centring, rows

GAP, FLAT = "GlobalAveragePool", "Flatten"


def convolve(X, K, bias, stride, pad):
    """A 2-D convolution by its definition, N x C x H x W with K out x C x kh x kw."""
    X = np.pad(X, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    kh, kw = K.shape[2:]
    rows, columns = ((X.shape[2] - kh) // stride + 1, (X.shape[3] - kw) // stride + 1)
    out = np.empty((len(X), len(K), rows, columns))
    for i in range(rows):
        for j in range(columns):
            patch = X[:, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
            out[:, :, i, j] = np.einsum("ncij,ocij->no", patch, K)
    return out + bias[None, :, None, None]


def maps(c, act="Relu", batch="N", **options):
    """A small g that ends in feature maps: 1 x 6 x 4 pixels, Conv 3x3 stride 2 to 3 maps of 3 x 2 (18 numbers), an
    activation.
    """
    g = Graph(**options)
    g.X = c.pixels(1, 6, 4)
    K = c.normal(3, 1, 3, 3)
    a = centring(K, c.normal(3))
    g.input("x", [batch, 1, 6, 4])
    pre = g.add(
        "Conv",
        "x",
        g.const("conv.weight", K),
        g.const("conv.bias", a),
        strides=[2, 2],
        pads=[1, 1, 1, 1],
        kernel_shape=[3, 3],
    )
    g.maps = convolve(g.X, K, a, 2, 1)
    g.h, g.domain = pre, "real"
    if act:
        g.h, g.maps, g.domain = g.add(act, pre), np.maximum(g.maps, 0), "nonnegative"
    g.H = rows(g.maps)
    return g


def conv_head(g, h, K, b, **attributes):
    return g.add(
        "Conv", h, g.const("head.weight", K), g.const("head.bias", b), kernel_shape=list(K.shape[2:]), **attributes
    )


@case
def conv_covers_input_flatten(c):
    """A fully connected layer as a Conv whose kernel covers its whole input, then Flatten: MATLAB's exporter; VGG made
    convolutional.
    """
    g, (W, b) = maps(
        c, producer=("MATLAB Deep Learning Toolbox Converter for ONNX Model Format", "22.2.0"), opset=9
    ), c.head(4, 18)
    z = conv_head(g, g.h, W.reshape(4, 3, 3, 2), b, pads=[0, 0, 0, 0], strides=[1, 1], dilations=[1, 1], group=1)
    g.add("Softmax", g.add(FLAT, z), out="softmax", axis=1)
    g.output("softmax", ["N", 4])
    c.split(g, W, b, head="Conv")


@case
def conv_covers_input_squeeze(c):
    """The same with Squeeze of the two last axes."""
    g, (W, b) = maps(c), c.head(4, 18)
    z = conv_head(g, g.h, W.reshape(4, 3, 3, 2), b)
    g.add("Squeeze", z, g.const("axes", np.array([2, 3])), out="logits")
    g.output("logits", ["N", 4])
    c.split(g, W, b, head="Conv")


@case
def conv_covers_input_rank_4(c):
    """The same without anything behind it: the output is N x m x 1 x 1."""
    g, (W, b) = maps(c), c.head(4, 18)
    g.add("Conv", g.h, g.const("head.weight", W.reshape(4, 3, 3, 2)), g.const("head.bias", b), out="logits")
    g.output("logits", ["N", 4, 1, 1])
    c.split(g, W, b, head="Conv")


@case
def conv_covers_input_padded(c):
    """A kernel wider than the maps, padded on the right so that one number per class comes out: part of the kernel
    meets only zeros.
    """
    g, (W, b) = maps(c), c.head(4, 27)
    K = W.reshape(4, 3, 3, 3)
    z = conv_head(g, g.h, K, b, pads=[0, 0, 0, 1])
    g.add(FLAT, z, out="logits")
    g.output("logits", ["N", 4])
    c.either(g, K[:, :, :, :2].reshape(4, 18), b, words=["Conv"], head="Conv")


@case
def conv_grouped_after_pooling(c):
    """GlobalAveragePool and a 1x1 Conv with three groups: W is block-diagonal."""
    g, (W, b) = maps(c), c.head(6, 1)
    z = conv_head(g, g.add(GAP, g.h), W.reshape(6, 1, 1, 1), b, group=3)
    g.add(FLAT, z, out="logits")
    g.output("logits", ["N", 6])
    full = np.zeros((6, 3))
    for i in range(6):
        full[i, i // 2] = W[i, 0]
    c.either(g, full, b, H=g.maps.mean((2, 3)), words=["Conv"], head="Conv")


@case
def conv_1x1_after_pooling(c):
    """GlobalAveragePool, 1x1 Conv, Flatten: DenseNet from Caffe, MobileNet, EfficientNet from TensorFlow."""
    g, (W, b) = maps(c, producer=("onnx-caffe2", "")), c.head(4, 3)
    z = conv_head(g, g.add(GAP, g.h), W.reshape(4, 3, 1, 1), b)
    g.add(FLAT, z, out="logits")
    g.output("logits", ["N", 4])
    c.split(g, W, b, H=g.maps.mean((2, 3)), head="Conv")


@case
def conv_1x1_after_reduce_mean(c):
    """ReduceMean over height and width with keepdims, 1x1 Conv without bias, Reshape [-1, m]."""
    g, (W, _) = maps(c), c.head(4, 3)
    z = g.add("Conv", g.add("ReduceMean", g.h, axes=[2, 3], keepdims=1), g.const("w", W.reshape(4, 3, 1, 1)))
    g.add("Reshape", z, g.const("shape", np.array([-1, 4])), out="logits")
    g.output("logits", ["N", 4])
    c.split(g, W, np.zeros(4), H=g.maps.mean((2, 3)), head="Conv")


def conv_then_pool(c):
    g, (W, b) = maps(c), c.head(4, 3)
    flat = np.repeat(W, 6, axis=1) / 6
    return g, W, b, flat, conv_head(g, g.h, W.reshape(4, 3, 1, 1), b)


@case
def conv_1x1_before_pooling(c):
    """1x1 Conv, then GlobalAveragePool, nothing between: linear all the way, so h is all the maps and each weight
    occurs 6 times, over 6. (As good: pooling first, which commutes, and h the 3 averages.)
    """
    g, W, b, flat, z = conv_then_pool(c)
    g.add(FLAT, g.add(GAP, z), out="logits")
    g.output("logits", ["N", 4])
    pooled = ("the averages of the maps", W, g.maps.mean((2, 3)))
    c.split(g, flat, b, head="Conv", alternative=pooled)


@case
def conv_1x1_before_average_pool(c):
    """The same with an AveragePool that covers its input, as opset-1 era exporters wrote global pooling."""
    g, W, b, flat, z = conv_then_pool(c)
    g.add(FLAT, g.add("AveragePool", z, kernel_shape=[3, 2]), out="logits")
    g.output("logits", ["N", 4])
    c.either(
        g, flat, b, words=["AveragePool"], head="Conv", alternative=("the averages of the maps", W, g.maps.mean((2, 3)))
    )


@case
def conv_relu_pool_softmax(c):
    """SqueezeNet's and NiN's tail: 1x1 Conv, Relu, GlobalAveragePool, Softmax. The Relu stands between the layer and
    the softmax.
    """
    g, (W, b) = maps(c, producer=("onnx-caffe2", "")), c.head(4, 3)
    z = conv_head(g, g.h, W.reshape(4, 3, 1, 1), b, name="conv10")
    z = g.add("Relu", z, name="relu_conv10")
    g.add("Softmax", g.add(FLAT, g.add(GAP, z)), out="softmaxout_1", axis=1)
    g.output("softmaxout_1", ["N", 4])
    c.refuse(g, words=["Relu", "relu_conv10", "--head"])


@case
def conv_1d(c):
    """A 1-D signal classifier (N x 1 x 12): Conv over time, Relu, and a Conv that covers what is left."""
    g, (W, b) = Graph(), c.head(4, 12)
    X, K, a = c.pixels(1, 12), c.normal(2, 1, 3), c.normal(2)
    g.input("x", ["N", 1, 12])
    h = g.add("Relu", g.add("Conv", "x", g.const("k", K), g.const("a", a), strides=[2], pads=[1, 1]))
    z = g.add("Conv", h, g.const("w", W.reshape(4, 2, 6)), g.const("b", b))
    g.add("Squeeze", z, g.const("axes", np.array([2])), out="logits")
    g.output("logits", ["N", 4])
    H = np.maximum(convolve(X[:, :, None], np.pad(K[:, :, None], ((0, 0), (0, 0), (1, 1), (0, 0))), a, 2, 1), 0)[
        :, :, 0
    ]
    c.split(g, W, b, X=X, H=rows(H), head="Conv", domain="nonnegative")


@case
def pool_flatten_gemm(c):
    """GlobalAveragePool, Flatten, Gemm: ResNet's tail."""
    g, (W, b) = maps(c), c.head(4, 3)
    g.add("Gemm", g.add(FLAT, g.add(GAP, g.h)), g.const("w", W), g.const("b", b), out="logits", transB=1)
    g.output("logits", ["N", 4])
    c.split(g, W, b, H=g.maps.mean((2, 3)))


@case
def global_max_pool_gemm(c):
    """GlobalMaxPool, Reshape [0, -1] (0 copies the batch size), Gemm."""
    g, (W, b) = maps(c), c.head(4, 3)
    h = g.add("Reshape", g.add("GlobalMaxPool", g.h), g.const("shape", np.array([0, -1])))
    g.add("Gemm", h, g.const("w", W), g.const("b", b), out="logits", transB=1)
    g.output("logits", ["N", 4])
    c.split(g, W, b, H=g.maps.max((2, 3)))
