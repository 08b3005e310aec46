"""How weights are stored, and what they pass through on the way to the layer."""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .kit import FLOAT16, FOLDER, Graph, case, f32, rows

HALF, DOUBLE = TensorProto.FLOAT16, TensorProto.DOUBLE


def dense(c, g, w, b, W, bias, **more):
    g.add("Gemm", g.h, w, b, out="logits", transB=1)
    g.output("logits", ["N", len(W)])
    c.split(g, W, bias, **more)


@case
def store_constant_nodes(c):
    """Weights in Constant nodes: PaddlePaddle, tf2onnx before folding, torch's traced literals; the bias as
    value_floats.
    """
    g, (W, b) = c.start(), c.head()
    w = g.add("Constant", value=numpy_helper.from_array(W.astype(np.float32)))
    bias = g.add("Constant", value_floats=[float(v) for v in b])
    dense(c, g, w, bias, W, b)


@case
def store_constant_of_shape_add(c):
    """ConstantOfShape plus an initializer for W, ConstantOfShape without a value (zeros) for the bias."""
    g, (D, _) = c.start(), c.head()
    half = helper.make_tensor("value", TensorProto.FLOAT, [1], [0.5])
    base = g.add("ConstantOfShape", g.const("shape", np.array([4, 8])), value=half)
    D = f32(np.round(D * 1024) / 1024)  # so that adding 0.5 is exact in float32
    dense(
        c,
        g,
        g.add("Add", base, g.const("D", D)),
        g.add("ConstantOfShape", g.const("m", np.array([4]))),
        D + 0.5,
        np.zeros(4),
    )


@case
def store_chain(c):
    """A flat array through Reshape, Transpose, Unsqueeze, Identity and Squeeze: converters that were never run through
    an optimizer.
    """
    g, (W, b) = c.start(), c.head()
    w = g.add("Reshape", g.const("flat", np.ravel(W.T)), g.const("shape", np.array([8, -1])))
    w = g.add("Transpose", w, perm=[1, 0])
    w = g.add("Identity", g.add("Unsqueeze", w, g.const("axes", np.array([0]))))
    w = g.add("Squeeze", w, g.const("back", np.array([0])))
    dense(c, g, w, g.add("Reshape", g.const("b", b.reshape(1, 2, 2)), g.const("flat4", np.array([-1]))), W, b)


@case
def store_identity(c):
    """Identity between initializer and layer: torch's removal of duplicate initializers (here two equal layers in a row
    share one).
    """
    g, W, b = c.start(), c.normal(8, 8), c.normal(8)
    w, bias = g.const("fc1.weight", W), g.const("fc1.bias", b)
    h = g.add("Relu", g.add("Gemm", g.h, w, bias, transB=1))
    g.h, H = h, np.maximum(g.H @ W.T + b, 0)
    dense(c, g, g.add("Identity", w), g.add("Identity", bias), W, b, H=H)


@case
def store_concat(c):
    """Two blocks of classes joined by Concat: heads grown for new classes; fused projections."""
    g, (W, b) = c.start(), c.head()
    w = g.add("Concat", g.const("old", W[:3]), g.const("new", W[3:]), axis=0)
    g.add("Gemm", g.h, w, g.const("b", b), out="logits", transB=1)
    g.output("logits", ["N", 4])
    c.either(g, W, b, words=["Concat"])


@case
def store_typed_fields(c):
    """Weights in float_data instead of raw_data: onnx.helper.make_tensor, older exporters."""
    g, (W, b) = c.start(), c.head()
    w = g.tensor(helper.make_tensor("w", TensorProto.FLOAT, [4, 8], W.ravel()))
    dense(c, g, w, g.tensor(helper.make_tensor("b", TensorProto.FLOAT, [4], b)), W, b)


@case
def store_float16_cast(c):
    """float16 initializers cast up to float: size-reduced models. One raw, one in int32_data, where the format puts
    halves.
    """
    g, (W, b) = c.start(), c.head()
    W, b = W.astype(np.float16), b.astype(np.float16)
    w = g.add("Cast", g.const("w16", W), to=TensorProto.FLOAT)
    bias = g.add("Cast", g.tensor(helper.make_tensor("b16", HALF, [4], b)), to=TensorProto.FLOAT)
    dense(c, g, w, bias, W, b)


@case
def store_bfloat16_cast(c):
    """bfloat16 initializers cast up to float: the upper half of a float32's bits."""
    g, (W, b) = c.start(), c.head()

    def top_half(name, array):
        bits = (array.astype(np.float32).view(np.uint32) >> 16).astype(np.uint16)
        proto = TensorProto(name=name, data_type=TensorProto.BFLOAT16, dims=array.shape, raw_data=bits.tobytes())
        value = (bits.astype(np.uint32) << 16).view(np.float32).astype(np.float64)
        return g.add("Cast", g.tensor(proto), to=TensorProto.FLOAT), value

    (w, W), (bias, b) = top_half("w", W), top_half("b", b)
    dense(c, g, w, bias, W, b)


def whole_graph(c, kind, dtype, casts, **more):
    """The small g and its head with every float of one type."""
    g = Graph()
    g.X = c.pixels(1, 6, 5)
    A, a, (W, b) = c.normal(8, 30) / 3, c.normal(8), c.head()
    A, a, W, b = (v.astype(dtype) for v in (A, a, W + 1e-9, b))
    g.input("x", ["N", 1, 6, 5], TensorProto.FLOAT if casts else kind)
    x = g.add("Cast", "x", to=kind) if casts else "x"
    names = {n: g.tensor(numpy_helper.from_array(v, n)) for n, v in (("A", A), ("a", a), ("W", W), ("b", b))}
    h = g.add("Relu", g.add("Gemm", g.add("Flatten", x), names["A"], names["a"], transB=1))
    z = g.add("Gemm", h, names["W"], names["b"], transB=1)
    g.add("Cast" if casts else "Identity", z, out="logits", **({"to": TensorProto.FLOAT} if casts else {}))
    g.output("logits", ["N", 4], TensorProto.FLOAT if casts else kind)
    H = np.maximum(rows(g.X) @ A.T.astype(float) + a, 0)
    c.split(g, W, b, H=H, domain="nonnegative", **more)


@case
def store_float16_graph(c):
    """The whole graph in float16 with a Cast at either end: onnxconverter-common with keep_io_types."""
    whole_graph(c, HALF, np.float16, casts=True, tolerance=FLOAT16)


@case
def store_float16_input(c):
    """The whole graph in float16, its input and output too: model.half() of torch."""
    whole_graph(c, HALF, np.float16, casts=False, tolerance=FLOAT16)


@case
def store_double_graph(c):
    """The whole graph in double, input and output too; weights that float32 would round."""
    whole_graph(c, DOUBLE, np.float64, casts=False)


def scales(c, *shape):
    return f32(c.rng.uniform(0.01, 0.03, shape))


@case
def store_dequantize_tensor(c):
    """W as uint8 with one scale and zero point: DequantizeLinear per tensor (dynamic quantization of weights only)."""
    g, (_, b) = c.start(), c.head()
    Q, s = c.rng.integers(0, 256, (4, 8)).astype(np.uint8), scales(c)
    w = g.add("DequantizeLinear", g.const("q", Q), g.const("scale", s), g.const("zero", np.uint8(131)))
    dense(c, g, w, g.const("b", b), (Q.astype(float) - 131) * s, b)


@case
def store_dequantize_channel(c):
    """W as int8, one scale per class (axis 0), no zero point: TensorRT and ONNX Runtime per-channel."""
    g, (_, b) = c.start(), c.head()
    Q, s = c.rng.integers(-127, 128, (4, 8)).astype(np.int8), scales(c, 4)
    w = g.add("DequantizeLinear", g.const("q", Q), g.const("scale", s), axis=0)
    dense(c, g, w, g.const("b", b), Q * s[:, None], b)


@case
def store_qdq(c):
    """ONNX Runtime's static QDQ form: h through QuantizeLinear and DequantizeLinear, W per column, bias int32. h is
    what DequantizeLinear gives.
    """
    g, m = c.start(), 4
    Q, s = c.rng.integers(-127, 128, (8, m)).astype(np.int8), scales(c, m)
    step, zero = g.const("h_scale", f32(0.25)), g.const("h_zero", np.uint8(0))
    h = g.add("DequantizeLinear", g.add("QuantizeLinear", g.h, step, zero), step, zero)
    B = c.rng.integers(-200, 200, m).astype(np.int32)
    bias_scale = f32(0.25 * s)
    w = g.add(
        "DequantizeLinear", g.const("w_q", Q), g.const("w_scale", s), g.const("w_zero", np.zeros(m, np.int8)), axis=1
    )
    bias = g.add("DequantizeLinear", g.const("b_q", B), g.const("b_scale", bias_scale), axis=0)
    g.add("Gemm", h, w, bias, out="logits")
    g.output("logits", ["N", m])
    on_step = g.H / 0.25
    assert (
        np.abs(on_step - np.floor(on_step) - 0.5).min() > 1e-3
    ), "a hidden number is too near the middle between two steps"
    H = np.clip(np.rint(on_step), 0, 255) * 0.25
    c.split(g, (Q * s).T, B * bias_scale, H=H, domain="nonnegative", also=["real", "box:0,63.75"])


@case
def store_external(c):
    """Weights in a file beside the model, two tensors at two offsets: torch above 2 GB,
    onnx.save(save_as_external_data).
    """
    g, (W, b) = c.start(), c.head()
    data = W.astype(np.float32).tobytes() + bytes(32) + b.astype(np.float32).tobytes()
    (FOLDER / f"{c.name}.bin").write_bytes(data)
    g.tensor(external("w", [4, 8], f"{c.name}.bin", offset=0, length=128))
    g.tensor(external("b", [4], f"{c.name}.bin", offset=160, length=16))
    dense(c, g, "w", "b", W, b)


@case
def store_external_defaults(c):
    """The same with a location alone: no offset and no length mean the whole file."""
    g, (W, b) = c.start(), c.head()
    (FOLDER / f"{c.name}.bin").write_bytes(W.astype(np.float32).tobytes())
    g.tensor(external("w", [4, 8], f"{c.name}.bin"))
    dense(c, g, "w", g.const("b", b), W, b)


def external(name, dims, location, **where):
    proto = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=dims, data_location=TensorProto.EXTERNAL)
    for key, value in {"location": location, **where}.items():
        proto.external_data.add(key=key, value=str(value))
    return proto


@case
def store_sparse(c):
    """W as a sparse initializer (pruned models): indices and values."""
    g, (W, b) = c.start(), c.head()
    W = np.where(c.rng.random((4, 8)) < 0.4, W, 0)
    places = np.flatnonzero(W)
    g.add("Gemm", g.h, "w", g.const("b", b), out="logits", transB=1)
    g.output("logits", ["N", 4])
    model = g.build()
    sparse = onnx.SparseTensorProto(dims=[4, 8])
    sparse.values.CopyFrom(numpy_helper.from_array(W.ravel()[places].astype(np.float32), "w"))
    sparse.indices.CopyFrom(numpy_helper.from_array(places, "w_indices"))
    model.graph.sparse_initializer.append(sparse)
    c.either(model, W, b, H=g.H, X=g.X, domain=g.domain, words=["sparse"])


@case
def store_initializers_as_inputs(c):
    """Every initializer is a graph input too, at IR 7: torch's keep_initializers_as_inputs. They are defaults, not
    inputs to be fed.
    """
    g, (W, b) = c.start(), c.head()
    w, bias = g.const("fc.weight", W), g.const("fc.bias", b)
    for tensor in g.weights:
        g.input(tensor.name, list(tensor.dims))
    dense(c, g, w, bias, W, b)
