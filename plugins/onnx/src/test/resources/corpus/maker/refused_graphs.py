"""Graphs that ONNX would not accept, or that must not be believed: each needs one clear message, soon, and little
memory.
"""
import numpy as np
from onnx import TensorProto, helper, numpy_helper

from .kit import Graph, case
from .storage import external


def gemm(c, g, w="fc.weight", b="fc.bias", W=None, bias=None):
    """The small g's head; weights are added here unless they are given as tensors already."""
    if W is not None:
        g.const(w, W)
    if bias is not None:
        g.const(b, bias)
    g.add("Gemm", g.h, w, b, out="logits", transB=1, name="last_layer")
    g.output("logits", ["N", 4])
    return g


def with_weight(c, proto):
    """The usual classifier, W replaced by this tensor."""
    g = c.start()
    g.tensor(proto)
    return gemm(c, g, bias=c.normal(4))


@case
def bad_nan_weights(c):
    """A weight that is not a number: the training diverged."""
    W, b = c.head()
    W[2, 3] = np.nan
    c.refuse(gemm(c, c.start(), W=W, bias=b), words=["NaN"])


@case
def bad_infinite_bias(c):
    """An infinite bias."""
    W, b = c.head()
    b[1] = np.inf
    c.refuse(gemm(c, c.start(), W=W, bias=b), words=["Inf"])


@case
def bad_nan_in_features(c):
    """The head is sound, but a weight of g is not a number: every hidden vector is."""
    g, (W, b) = c.start(), c.head()
    A = numpy_helper.to_array(g.weights[0]).copy()
    A[0, 0] = np.nan
    g.weights[0] = numpy_helper.from_array(A, "features.weight")
    c.refuse(gemm(c, g, W=W, bias=b), any_words=["NaN", "not a finite number"])


@case
def bad_unknown_domain(c):
    """A custom operator in g, from a domain that no runtime here knows."""
    g, (W, b) = c.start(domains=["com.example.custom"]), c.head()
    g.h = g.add("FancyPool", g.h, domain="com.example.custom", name="fancy")
    c.refuse(gemm(c, g, W=W, bias=b), words=["com.example.custom", "FancyPool"])


@case
def bad_unknown_operator(c):
    """An operator that ONNX itself has not got."""
    g, (W, b) = c.start(), c.head()
    g.h = g.add("Reluu", g.h, name="typo")
    c.refuse(gemm(c, g, W=W, bias=b), words=["Reluu"], valid=False)


@case
def bad_opset_unknown(c):
    """Operator set 999: from the future."""
    g, (W, b) = c.start(opset=999), c.head()
    c.refuse(gemm(c, g, W=W, bias=b), words=["999"], any_words=["opset", "operator set", "version"], valid=False)


@case
def bad_cycle(c):
    """Two nodes before the head feed each other."""
    g, (W, b) = c.start(), c.head()
    g.add("Add", g.h, "later", out="sooner", name="one")
    g.add("Identity", "sooner", out="later", name="two")
    g.h = "later"
    c.refuse(gemm(c, g, W=W, bias=b), any_words=["cycle", "loop", "order", "before"], valid=False)


@case
def bad_cycle_in_tail(c):
    """The logits go through a node that feeds itself."""
    g = c.start()
    g.add("Identity", "logits", out="logits", name="itself")
    g.output("logits", ["N", 4])
    c.refuse(g, words=["logits"], valid=False)


@case
def bad_dangling_input(c):
    """The head reads a weight that nobody makes."""
    c.refuse(
        gemm(c, c.start(), bias=c.normal(4)),
        words=["fc.weight"],
        any_words=["missing", "nothing", "no node", "not defined", "no such", "nobody"],
        valid=False,
    )


@case
def bad_dangling_hidden(c):
    """The head reads a hidden tensor that nobody makes."""
    g, (W, b) = c.start(), c.head()
    g.h = "nowhere_to_be_found"
    c.refuse(gemm(c, g, W=W, bias=b), words=["nowhere_to_be_found"], valid=False)


@case
def bad_tensor_made_twice(c):
    """Two nodes write the same tensor."""
    g, (W, b) = c.start(), c.head()
    g.add("Sigmoid", g.h, out=g.h, name="again")
    c.refuse(gemm(c, g, W=W, bias=b), words=[g.h], valid=False)


@case
def bad_shapes_disagree(c):
    """W is for 9 features, h has 8."""
    c.refuse(gemm(c, c.start(), W=c.normal(4, 9), bias=c.normal(4)), words=["last_layer"])


@case
def bad_no_output(c):
    """A graph without outputs."""
    g, (W, b) = c.start(), c.head()
    g = gemm(c, g, W=W, bias=b)
    g.outputs.clear()
    c.refuse(g, words=["output"], valid=False)


@case
def bad_no_input(c):
    """A graph without inputs: constants all the way."""
    g, (W, b) = Graph(), c.head()
    g.h = g.const("x", c.normal(1, 8))
    c.refuse(gemm(c, g, W=W, bias=b), words=["input"])


@case
def bad_string_input(c):
    """An input of strings."""
    g, (W, b) = Graph(), c.head()
    g.input("text", ["N", 8], TensorProto.STRING)
    g.h = g.add("Cast", "text", to=TensorProto.FLOAT)
    c.refuse(gemm(c, g, W=W, bias=b), words=["text", "string"])


@case
def bad_dynamic_weights(c):
    """The head's weights are computed from the input (a hypernetwork): h times something that is not constant."""
    g, (W, b) = c.start(), c.head(32)
    made = g.add(
        "Reshape",
        g.add("Gemm", g.h, g.const("w", W), g.const("b", b), transB=1),
        g.const("shape", np.array([-1, 8, 4])),
    )
    h = g.add("Unsqueeze", g.h, g.const("axes", np.array([1])))
    g.add("MatMul", h, made, out="logits", name="dynamic")
    g.output("logits", ["N", 1, 4])
    c.refuse(g, words=["MatMul", "dynamic"])


@case
def bad_quantised_head(c):
    """ONNX Runtime's dynamic quantization: DynamicQuantizeLinear, MatMulInteger, Cast, Mul by a scale that depends on
    h. Not affine in h.
    """
    g, b = c.start(), c.normal(4)
    q = g.add("DynamicQuantizeLinear", g.h, out=["h_q", "h_scale", "h_zero"])
    Q = g.const("w_q", c.rng.integers(-127, 128, (8, 4)).astype(np.int8))
    z = g.add("Cast", g.add("MatMulInteger", q, Q, "h_zero", name="integers"), to=TensorProto.FLOAT)
    z = g.add("Mul", z, g.add("Mul", "h_scale", g.const("w_scale", np.float32(0.01))), name="rescale")
    g.add("Add", z, g.const("b", b), out="logits")
    g.output("logits", ["N", 4])
    c.refuse(g, any_words=["MatMulInteger", "rescale", "integers"])


@case
def bad_quantised_logits(c):
    """A QDQ pair on the logits: they are rounded to a grid, which no affine layer does."""
    g, (W, b) = c.start(), c.head()
    z = g.add("Gemm", g.h, g.const("w", W), g.const("b", b), transB=1)
    scale, zero = g.const("scale", np.float32(0.1)), g.const("zero", np.uint8(128))
    q = g.add("QuantizeLinear", z, scale, zero, name="round_logits")
    g.add("DequantizeLinear", q, scale, zero, out="logits")
    g.output("logits", ["N", 4])
    c.refuse(g, words=["QuantizeLinear"])


# --- external data


def outside(c, location, words, **where):
    c.refuse(with_weight(c, external("fc.weight", [4, 8], location, **where)), words=words, valid=False)


@case
def bad_external_parent(c):
    """External data at ../../etc/passwd: outside the model's folder."""
    outside(c, "../../etc/passwd", ["../../etc/passwd"])


@case
def bad_external_absolute(c):
    """External data at an absolute path."""
    outside(c, "/etc/passwd", ["/etc/passwd"])


@case
def bad_external_hidden_parent(c):
    """The same behind a detour: data/../../../etc/passwd."""
    outside(c, "data/../../../etc/passwd", ["data/../../../etc/passwd"])


@case
def bad_external_in_features(c):
    """A weight of g, not of the head, lies outside: ONNX Runtime must not be left to open it."""
    g, (W, b) = c.start(), c.head()
    g.weights[0] = external("features.weight", [8, 30], "../../etc/passwd")
    c.refuse(gemm(c, g, W=W, bias=b), words=["../../etc/passwd"], valid=False)


@case
def bad_external_missing(c):
    """External data in a file that is not there: moved without it."""
    outside(c, "bad_external_missing.bin", ["bad_external_missing.bin"])


@case
def bad_external_too_short(c):
    """An offset beyond the end of the side file of another case."""
    outside(c, "store_external.bin", ["store_external.bin"], offset=1 << 40, length=128)


@case
def bad_external_negative_offset(c):
    """A negative offset."""
    outside(c, "store_external.bin", ["-128"], offset=-128, length=128)


@case
def bad_external_directory(c):
    """The location is the folder itself."""
    outside(c, ".", ["fc.weight"])


# --- sizes that are claimed


@case
def bad_huge_tensor(c):
    """2 GB of weights declared, none there."""
    c.refuse(
        with_weight(c, TensorProto(name="fc.weight", data_type=1, dims=[4, 1 << 27])), words=["fc.weight"], valid=False
    )


@case
def bad_overflowing_dims(c):
    """Dimensions whose product overflows 64 bits to the right number."""
    data = c.normal(4, 8).astype(np.float32).tobytes()
    c.refuse(
        with_weight(c, TensorProto(name="fc.weight", data_type=1, dims=[(1 << 62) + 1, 4, 8], raw_data=data)),
        words=["fc.weight"],
        valid=False,
    )


@case
def bad_negative_dim(c):
    """A negative dimension."""
    c.refuse(
        with_weight(c, TensorProto(name="fc.weight", data_type=1, dims=[-4, -8], raw_data=bytes(128))),
        words=["fc.weight"],
        valid=False,
    )


@case
def bad_short_raw_data(c):
    """W is 4 x 8, but holds 100 bytes instead of 128."""
    c.refuse(
        with_weight(c, TensorProto(name="fc.weight", data_type=1, dims=[4, 8], raw_data=bytes(100))),
        words=["fc.weight"],
        valid=False,
    )


@case
def bad_data_type(c):
    """A tensor of a data type that does not exist."""
    c.refuse(
        with_weight(c, TensorProto(name="fc.weight", data_type=77, dims=[4, 8], raw_data=bytes(128))),
        words=["fc.weight"],
        any_words=["77", "type"],
        valid=False,
    )


@case
def bad_constant_of_shape(c):
    """W comes from ConstantOfShape with a shape of 2^20 x 2^20: 4 TB from a hundred bytes."""
    g = c.start()
    shape = g.const("shape", np.array([1 << 20, 1 << 20]))
    w = g.add("ConstantOfShape", shape, name="four_terabytes")
    c.refuse(gemm(c, g, w=w, bias=c.normal(4)), any_words=["four_terabytes", "ConstantOfShape", "1048576"])


@case
def bad_doubling(c):
    """W doubles by Concat with itself fifty times: 2^50 times its size if folded without a limit."""
    g, (W, b) = c.start(), c.head()
    w = g.const("w", W)
    for _ in range(50):
        w = g.add("Concat", w, w, axis=0)
    c.refuse(gemm(c, g, w=w, bias=b), any_words=["Concat", "too large", "limit", "memory"], valid=False)


@case
def bad_tile(c):
    """W is a Tile of one number, 2^31 x 8 of them."""
    g = c.start()
    w = g.add("Tile", g.const("one", np.ones((1, 1))), g.const("repeats", np.array([1 << 31, 8])), name="tile")
    c.refuse(gemm(c, g, w=w, bias=c.normal(4)), any_words=["Tile", "too large", "limit", "memory"], valid=False)


# --- functions


def function_model(c, functions):
    g = c.start(opset=15, ir=8, domains=["f"])
    g.functions.extend(functions)
    g.h = g.add("F0", g.h, domain="f", name="call")
    W, b = c.head()
    return gemm(c, g, W=W, bias=b)


IMPORTS = [helper.make_opsetid("", 15), helper.make_opsetid("f", 1)]


@case
def bad_function_calls_itself(c):
    """A model-local function that calls itself."""
    body = [helper.make_node("F0", ["X"], ["Y"], domain="f")]
    c.refuse(
        function_model(c, [helper.make_function("f", "F0", ["X"], ["Y"], body, IMPORTS)]), words=["F0"], valid=False
    )


@case
def bad_function_explosion(c):
    """Forty functions, each calling the next one twice: 2^40 nodes if written out."""
    functions = []
    for k in range(40):
        body = [helper.make_node(f"F{k + 1}", [a], [b], domain="f") for a, b in (("X", "Z"), ("Z", "Y"))]
        functions.append(helper.make_function("f", f"F{k}", ["X"], ["Y"], body, IMPORTS))
    functions.append(helper.make_function("f", "F40", ["X"], ["Y"], [helper.make_node("Relu", ["X"], ["Y"])], IMPORTS))
    c.refuse(function_model(c, functions), any_words=["function", "too many", "limit", "F0"], valid=False)


@case
def bad_function_unknown(c):
    """A call of a function that the file does not define."""
    c.refuse(function_model(c, []), words=["F0"], valid=False)
