"""Whole graphs in the layout of one exporter each: its names, its opset, its habits. None is a copy of a file."""
import numpy as np
from onnx import TensorProto, numpy_helper

from .convolutions import convolve, maps
from .kit import SAMPLES, Graph, case, f32, rows


# --- TensorFlow and Keras


def nhwc_body(c, g, name, batch):
    """Transpose, Conv, Relu, Transpose back: the 6 x 4 x 3 image is H x W x C in the graph; h runs through the maps in
    that order.
    """
    g.X = c.pixels(3, 6, 4)
    K, a = c.normal(5, 3, 3, 3), c.normal(5)
    g.input(name, [batch, 6, 4, 3])
    x = g.add("Transpose", name, perm=[0, 3, 1, 2], name="model/conv2d/BiasAdd__6")
    x = g.add(
        "Conv",
        x,
        g.const("kernel", K),
        g.const("conv_bias", a),
        strides=[2, 2],
        pads=[1, 1, 1, 1],
        name="model/conv2d/BiasAdd",
    )
    x = g.add("Relu", x, name="model/conv2d/Relu")
    H = np.maximum(convolve(g.X, K, a, 2, 1), 0)
    g.H, g.domain = rows(H.transpose(0, 2, 3, 1)), "nonnegative"
    return g.add("Transpose", x, perm=[0, 2, 3, 1], name="model/conv2d/Relu__10")


@case
def tf2onnx_nhwc(c):
    """tf2onnx: NHWC input, Transposes round the Conv, Reshape [-1, l], MatMul, Add, Softmax; names with slashes and
    colons.
    """
    g, (W, b) = Graph(opset=13, ir=7, producer=("tf2onnx", "1.13.0")), c.head(4, 30)
    h = nhwc_body(c, g, "conv2d_input", "unk__17")
    h = g.add("Reshape", h, g.const("const_fold_opt__18", np.array([-1, 30])), name="model/flatten/Reshape")
    z = g.add("MatMul", h, g.const("model/dense/MatMul/ReadVariableOp:0", W.T), name="model/dense/MatMul")
    z = g.add("Add", z, g.const("model/dense/BiasAdd/ReadVariableOp:0", b), name="model/dense/BiasAdd")
    g.add("Softmax", z, out="dense", name="model/dense/Softmax", axis=-1)
    g.output("dense", ["unk__19", 4])
    c.split(g, W, b, head="MatMul")


@case
def tf2onnx_nhwc_batch_1(c):
    """The same with the batch fixed to 1 and Reshape [1, 30]; --layout says nhwc as well."""
    g, (W, b) = Graph(opset=9, ir=4, producer=("tf2onnx", "1.8.2")), c.head(4, 30)
    h = nhwc_body(c, g, "x:0", 1)
    h = g.add("Reshape", h, g.const("const_fold_opt__16", np.array([1, 30])), name="sequential/flatten/Reshape")
    z = g.add("MatMul", h, g.const("dense/MatMul/ReadVariableOp:0", W.T), name="sequential/dense/MatMul")
    g.add("Add", z, g.const("dense/BiasAdd/ReadVariableOp:0", b), out="Identity:0", name="sequential/dense/BiasAdd")
    g.output("Identity:0", [1, 4])
    c.split(g, W, b, head="MatMul", options={"layout": "nhwc"})


@case
def keras2onnx_dense(c):
    """keras2onnx: Reshape with a shape computed from Shape, Slice and Concat, MatMul + Add, Softmax, Identity at the
    end.
    """
    g, (W, b) = Graph(opset=11, ir=6, producer=("keras2onnx", "1.7.0")), c.head(4, 30)
    h = nhwc_body(c, g, "input_1", "N")
    n = g.add("Slice", g.add("Shape", h), g.const("zero", np.array([0])), g.const("one", np.array([1])))
    shape = g.add("Concat", n, g.const("rest", np.array([-1])), axis=0)
    z = g.add("MatMul", g.add("Reshape", h, shape, name="flatten"), g.const("dense/kernel:0", W.T), name="dense")
    z = g.add("Add", z, g.const("dense/bias:0", b))
    g.add("Identity", g.add("Softmax", z, axis=-1), out="dense")
    g.output("dense", ["N", 4])
    c.split(g, W, b, head="MatMul")


def keras_mlp(c, batch):
    g, (W, b) = Graph(opset=11, producer=("keras2onnx", "1.7.0")), c.head()
    g.X, A = c.pixels(1, 6, 5), f32(c.normal(30, 8) / 3)
    g.input("flatten_input", [batch, 6, 5, 1])
    flat = g.add("Reshape", "flatten_input", g.const("shape", np.array([1, -1])), name="flatten")
    h = g.add("Relu", g.add("MatMul", flat, g.const("dense/kernel:0", A)))
    z = g.add("Add", g.add("MatMul", h, g.const("dense_1/kernel:0", W.T)), g.const("dense_1/bias:0", b))
    g.add("Softmax", z, out="dense_1", axis=-1)
    g.output("dense_1", [batch, 4])
    g.H, g.domain = np.maximum(rows(g.X) @ A, 0), "nonnegative"
    return g, W, b


@case
def keras_flatten_fixed_1(c):
    """A Keras MLP for batch 1: NHWC grey image 1 x 6 x 5 x 1, Reshape [1, -1]."""
    g, W, b = keras_mlp(c, 1)
    c.split(g, W, b, head="MatMul")


@case
def keras_flatten_wrong_1(c):
    """The same Reshape [1, -1] under an input that says N: an exporter's slip; right one at a time only, or after
    rewriting.
    """
    g, W, b = keras_mlp(c, "N")
    c.either(g, W, b, head="MatMul", any_words=["batch", "Reshape"])


@case
def tf_uint8_input(c):
    """TensorFlow Serving habit: a uint8 image, Cast to float and divided by 255 inside the graph."""
    g, (W, b) = Graph(producer=("tf2onnx", "1.13.0")), c.head()
    levels, A = c.rng.integers(0, 256, (SAMPLES, 1, 6, 5)), f32(c.normal(30, 8) / 3)
    g.input("image", ["N", 6, 5, 1], TensorProto.UINT8)
    x = g.add("Div", g.add("Cast", "image", to=TensorProto.FLOAT), g.const("levels", f32(255)))
    h = g.add("Relu", g.add("MatMul", g.add("Reshape", x, g.const("shape", np.array([-1, 30]))), g.const("A", A)))
    g.add("Add", g.add("MatMul", h, g.const("W", W.T)), g.const("b", b), out="logits")
    g.output("logits", ["N", 4])
    H = np.maximum(rows(levels) / 255.0 @ A, 0)
    c.either(g, W, b, X=levels / 255.0, H=H, words=["uint8"], head="MatMul", domain="nonnegative")


# --- PaddlePaddle, MXNet, Caffe2, CNTK


@case
def paddle_mlp(c):
    """paddle2onnx: weights in Constant nodes, linear_1.w_0 and softmax_0.tmp_0, scale ops as Mul and Add with
    Constants, opset 11.
    """
    g, (W, b) = c.start(opset=11, ir=6, producer=("PaddlePaddle", "")), c.head()

    def constant(name, array):
        return g.add("Constant", out=name, name="", value=numpy_helper.from_array(np.asarray(array, np.float32)))

    z = g.add("MatMul", g.h, constant("linear_1.w_0", W.T), out="linear_2.tmp_0", name="p2o.MatMul.1")
    z = g.add("Add", z, constant("linear_1.b_0", b), out="linear_2.tmp_1", name="p2o.Add.2")
    z = g.add("Mul", z, constant("scale_0", [0.5]), name="p2o.Mul.0")
    z = g.add("Add", z, constant("scale_1", [0.25]), name="p2o.Add.3")
    g.add("Softmax", z, out="softmax_0.tmp_0", name="p2o.Softmax.0", axis=-1)
    g.output("softmax_0.tmp_0", [-1, 4])
    c.split(g, W / 2, b / 2 + 0.25, logits=(g.H @ W.T + b) * 0.5 + 0.25, head="MatMul")


@case
def mxnet_symbol(c):
    """MXNet's exporter: IR 3, weights as graph inputs with initializers, Flatten before every Gemm, SoftmaxOutput as
    Softmax.
    """
    g, (W, b) = maps(c, opset=8, ir=3, batch=1, producer=("", "")), c.head(4, 18)
    h = g.add("Flatten", g.add("Dropout", g.h, ratio=0.5, name="dropout0"), name="flatten0")
    z = g.add(
        "Gemm", h, g.const("fc1_weight", W), g.const("fc1_bias", b), alpha=1.0, beta=1.0, transA=0, transB=1, name="fc1"
    )
    g.add("Softmax", z, out="softmax", axis=1, name="softmax")
    g.output("softmax", [1, 4])
    for tensor in g.weights:
        g.input(tensor.name, list(tensor.dims))
    c.split(g, W, b)


@case
def caffe2_alexnet(c):
    """onnx-caffe2: IR 3, nodes without names, Reshape to the constant [1, -1] held by OC2_DUMMY_1, Dropout, Softmax;
    weights as inputs before the image.
    """
    g, (W, b) = maps(c, opset=9, ir=3, batch=1, producer=("onnx-caffe2", "")), c.head(4, 18)
    h = g.add("Reshape", g.h, g.const("OC2_DUMMY_1", np.array([1, -1])), out="fc8_reshape", name="")
    h = g.add("Dropout", h, ratio=0.5, out=["fc7_3", "_fc7_mask_1"], name="")
    z = g.add("Gemm", h, g.const("fc8_w_0", W), g.const("fc8_b_0", b), transB=1, out="fc8_1", name="")
    g.add("Softmax", z, out="prob_1", axis=1, name="")
    g.output("prob_1", [1, 4])
    image = g.inputs.pop()
    for tensor in g.weights:
        g.input(tensor.name, list(tensor.dims), tensor.data_type)
    g.inputs.append(image)
    c.split(g, W, b)


@case
def cntk_mnist(c):
    """CNTK: the kernel is 4-D and passes a Reshape node, h a Reshape [1, 18]; a 1 x m bias; batch fixed to 1; IR 3."""
    g, (W, b) = maps(c, opset=8, ir=3, batch=1, producer=("CNTK", "2.5.1")), c.head(4, 18)
    h = g.add("Reshape", g.h, g.const("Pooling160_reshape0_shape", np.array([1, 18])), name="Times212_reshape0")
    kernel = g.const("Parameter193", W.T.reshape(3, 3, 2, 4))
    w = g.add("Reshape", kernel, g.const("Parameter193_shape", np.array([18, 4])), name="Times212_reshape1")
    z = g.add("MatMul", h, w, name="Times212")
    g.add("Add", z, g.const("Parameter194", b.reshape(1, 4)), out="Plus214_Output_0", name="Plus214")
    g.output("Plus214_Output_0", [1, 4])
    for tensor in g.weights:
        g.input(tensor.name, list(tensor.dims), tensor.data_type)
    c.split(g, W, b, head="MatMul")


@case
def coreml_tools(c):
    """onnxmltools from Core ML: image scaling and offset inside the graph (Mul, Add), fully connected layer as Gemm,
    Softmax in 2-D.
    """
    g, (W, b) = maps(c, opset=9, ir=4, producer=("OnnxMLTools", "1.7.0")), c.head(4, 18)
    scaled = g.add("Mul", "x", g.const("image_scale", np.full((1, 1, 1), 0.5)))
    shifted = g.add("Add", scaled, g.const("image_bias", np.full((1, 1, 1), -0.25)))
    g.nodes[0].input[0] = shifted  # the Conv, which `maps` put first, and which pads after the offset
    g.nodes = g.nodes[-2:] + g.nodes[:-2]
    K, a = (numpy_helper.to_array(t).astype(float) for t in g.weights[:2])
    g.H = rows(np.maximum(convolve(g.X * 0.5 - 0.25, K, a, 2, 1), 0))
    z = g.add("Gemm", g.add("Flatten", g.h), g.const("fc_W", W), g.const("fc_B", b), transB=1)
    g.add("Softmax", z, out="classProbability", axis=1)
    g.output("classProbability", ["N", 4])
    c.split(g, W, b)


@case
def ort_optimised(c):
    """ONNX Runtime's own optimizer wrote g: com.microsoft FusedGemm. Only ONNX Runtime runs it, which is enough: the
    head is plain.
    """
    g, (W, b) = Graph(producer=("onnxruntime", "1.16"), domains=["com.microsoft"]), c.head()
    g.X, A, a = c.pixels(1, 6, 5), f32(c.normal(30, 8) / 3), c.normal(8)
    g.input("x", ["N", 1, 6, 5])
    h = g.add(
        "FusedGemm", g.add("Flatten", "x"), g.const("A", A), g.const("a", a), domain="com.microsoft", activation="Relu"
    )
    g.add("Gemm", h, g.const("W", W), g.const("b", b), out="logits", transB=1)
    g.output("logits", ["N", 4])
    g.H = np.maximum(rows(g.X) @ A + a, 0)
    c.split(g, W, b, domain="real", also=["nonnegative"])


@case
def torch_2_dynamo(c):
    """torch 2.x's dynamo exporter: opset 18, ReduceMean with axes as an input, view by Reshape with allowzero, names
    like node_linear_1.
    """
    g, (W, b) = maps(c, opset=18, ir=10, batch="s0", producer=("pytorch", "2.6.0")), c.head(4, 3)
    h = g.add(
        "ReduceMean", g.h, g.const("val_3", np.array([-1, -2])), keepdims=1, noop_with_empty_axes=0, name="node_mean"
    )
    h = g.add("Reshape", h, g.const("val_4", np.array([-1, 3])), allowzero=1, name="node_view")
    g.add(
        "Gemm",
        h,
        g.const("fc.weight", W),
        g.const("fc.bias", b),
        out="linear",
        transB=1,
        beta=1.0,
        alpha=1.0,
        name="node_linear",
    )
    g.output("linear", ["s0", 4])
    c.split(g, W, b, H=g.maps.mean((2, 3)), valid=False)  # onnx 1.12's checker ends at opset 17
