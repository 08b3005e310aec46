"""Graphs whose structure is the difficulty: fixed batches, model-local functions, branches, many paths."""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .convolutions import maps
from .kit import SAMPLES, Graph, case, f32, rows

OPSET_15 = [helper.make_opsetid("", 15)]


def dense(g, h, W, b, rows="N", out="logits"):
    g.add("Gemm", h, g.const("w", W), g.const("b", b), out=out, transB=1, name="head")
    if out == "logits":
        g.output("logits", [rows, len(W)])


# --- the batch


@case
def batch_1_reshape_constants(c):
    """Batch 1 and Reshapes to the constants [1, 3, 6], [1, -1] and [1, 18]: torch's view with Python integers, VNN-COMP
    networks.
    """
    g, (W, b) = maps(c, batch=1), c.head(4, 18)
    h = g.h
    for k, shape in enumerate(([1, 3, 6], [1, -1], [1, 18])):
        h = g.add("Reshape", h, g.const(f"shape_{k}", np.array(shape)))
    dense(g, h, W, b, 1)
    c.split(g, W, b)


@case
def batch_1_flatten_axis_0(c):
    """Flatten(axis=0) gives 1 x (everything): right for batch 1, and silently mixes the samples of a batch."""
    g, (W, b) = maps(c, batch=1), c.head(4, 18)
    dense(g, g.add("Flatten", g.h, axis=0), W, b, 1)
    c.split(g, W, b)


@case
def batch_1_mean_over_everything(c):
    """h minus the mean over all axes, the batch's too: a batched run gives other numbers, so the model has to run one
    at a time.
    """
    g, (W, b) = c.start(batch=1), c.head()
    centred = g.add("Sub", g.h, g.add("ReduceMean", g.h, keepdims=1))
    dense(g, centred, W, b, 1)
    c.split(g, W, b, H=g.H - g.H.mean(1, keepdims=True), domain="real")


@case
def batch_1_dropped(c):
    """Batch 1, and the batch axis is squeezed away before a MatMul of vectors: the output is m numbers, rank 1."""
    g, (W, b) = c.start(batch=1), c.head()
    h = g.add("Squeeze", g.h, g.const("axes", np.array([0])))
    g.add("Add", g.add("MatMul", h, g.const("w", W.T)), g.const("b", b), out="logits")
    g.output("logits", [4])
    c.either(g, W, b, head="MatMul", any_words=["rank", "shape", "batch"])


@case
def batch_1_column_input(c):
    """Input 1 x 30 x 1 and columns all the way: A x + a, Relu, W h + b by 3-D MatMul, output 1 x m x 1 (VNN-COMP's
    mnistfc).
    """
    g, (W, b) = Graph(), c.head()
    X, A, a = c.pixels(30, 1), f32(c.normal(8, 30) / 3), c.normal(8, 1)
    g.input("x", [1, 30, 1])
    h = g.add("Relu", g.add("Add", g.add("MatMul", g.const("A", A), "x"), g.const("a", a)))
    g.add("Add", g.add("MatMul", g.const("W", W), h), g.const("b", b.reshape(4, 1)), out="logits")
    g.output("logits", [1, 4, 1])
    c.split(g, W, b, X=X, H=np.maximum(A @ X + a, 0)[:, :, 0], head="MatMul", domain="nonnegative")


@case
def batch_3_fixed(c):
    """Batch fixed to 3, the training batch: Reshape [3, 18]. Rewritten to any batch, or refused saying so."""
    g, (W, b) = maps(c, batch=SAMPLES), c.head(4, 18)
    dense(g, g.add("Reshape", g.h, g.const("shape", np.array([SAMPLES, 18]))), W, b, SAMPLES)
    c.either(g, W, b, any_words=["batch"])


@case
def batch_unnamed(c):
    """Input and output without any shape at all, as some converters leave them; only the Conv tells the rank."""
    g, (W, b) = maps(c), c.head(4, 18)
    dense(g, g.add("Flatten", g.h), W, b)
    model = g.build()
    model.graph.input[0].type.tensor_type.ClearField("shape")
    model.graph.output[0].type.tensor_type.ClearField("shape")
    c.either(model, W, b, X=g.X, H=g.H, domain=g.domain, words=["shape"], valid=False)


# --- functions and branches


@case
def function_head(c):
    """The head is a model-local function (IR 8), as torch's export_modules_as_functions and dynamo write modules."""
    g, (W, b) = c.start(opset=15, ir=8, domains=["classifier"]), c.head()
    nodes = [
        helper.make_node("Gemm", ["X", "weight", "bias"], ["Z"], transB=1),
        helper.make_node("Softmax", ["Z"], ["Y"], axis=-1),
    ]
    g.functions.append(helper.make_function("classifier", "Linear", ["X", "weight", "bias"], ["Y"], nodes, OPSET_15))
    g.add("Linear", g.h, g.const("w", W), g.const("b", b), out="probabilities", domain="classifier", name="fc")
    g.output("probabilities", ["N", 4])
    c.split(g, W, b)


@case
def function_nested(c):
    """A function that calls a function, and takes alpha from the caller's attribute; g has one too, called twice."""
    g, (W, b) = Graph(opset=15, ir=8, domains=["pkg"]), c.head()
    g.X, A, B = c.pixels(1, 6, 5), f32(c.normal(8, 30) / 3), c.normal(8, 8)
    gemm = helper.make_node("Gemm", ["X", "W", "B"], ["Y"], transB=1)
    alpha = gemm.attribute.add(name="alpha", ref_attr_name="alpha", type=onnx.AttributeProto.FLOAT)
    assert alpha.ref_attr_name
    both = OPSET_15 + [helper.make_opsetid("pkg", 1)]
    g.functions.append(helper.make_function("pkg", "Scaled", ["X", "W", "B"], ["Y"], [gemm], OPSET_15, ["alpha"]))
    call = helper.make_node("Scaled", ["X", "W", "B"], ["Z"], domain="pkg", alpha=0.5)
    g.functions.append(
        helper.make_function(
            "pkg", "Head", ["X", "W", "B"], ["Y"], [call, helper.make_node("Identity", ["Z"], ["Y"])], both
        )
    )
    block = [helper.make_node("MatMul", ["X", "K"], ["Z"]), helper.make_node("Relu", ["Z"], ["Y"])]
    g.functions.append(helper.make_function("pkg", "Block", ["X", "K"], ["Y"], block, OPSET_15))
    g.input("x", ["N", 1, 6, 5])
    h = g.add("Block", g.add("Flatten", "x"), g.const("A", A.T), domain="pkg")
    h = g.add("Block", h, g.const("B", B), domain="pkg")
    g.add("Head", h, g.const("w", W), g.const("b", b), out="logits", domain="pkg")
    g.output("logits", ["N", 4])
    H = np.maximum(np.maximum(rows(g.X) @ A.T, 0) @ B, 0)
    c.split(g, W / 2, b, H=H, domain="nonnegative")


def branch(name, *nodes, weights=(), shape=None):
    out = helper.make_tensor_value_info(nodes[-1].output[0], TensorProto.FLOAT, shape)
    return helper.make_graph(list(nodes), name, [], [out], list(weights))


@case
def if_before_head(c):
    """An If with a constant condition inside g, whose branches take h from outside: torch.jit.script's squeeze and
    training checks.
    """
    g, (W, b) = c.start(), c.head()
    keep = branch("keep", helper.make_node("Identity", [g.h], ["kept"]))
    halve = branch("halve", helper.make_node("Mul", [g.h, g.const("half", f32(0.5))], ["halved"]))
    h = g.add("If", g.const("training", np.array(False)), then_branch=halve, else_branch=keep)
    dense(g, h, W, b)
    c.split(g, W, b, domain="real", also=["nonnegative"])


@case
def if_around_head(c):
    """The head lies in the taken branch of an If with a constant condition: inlined, or refused by name."""
    g, (W, b) = c.start(), c.head()
    weights = [numpy_helper.from_array(v.astype(np.float32), n) for n, v in (("w", W), ("b", b))]
    taken = branch("taken", helper.make_node("Gemm", [g.h, "w", "b"], ["z"], transB=1), weights=weights)
    other = branch(
        "other",
        helper.make_node("MatMul", [g.h, "w2"], ["z2"]),
        weights=[numpy_helper.from_array(np.zeros((8, 4), np.float32), "w2")],
    )
    condition = g.add("Constant", value=numpy_helper.from_array(np.array(True)))
    g.add("If", condition, out="logits", then_branch=taken, else_branch=other, name="choose")
    g.output("logits", ["N", 4])
    c.either(g, W, b, words=["If", "choose"])


@case
def many_paths(c):
    """h through forty layers of Max(h, h): 2^40 paths back to the ReLU, one value. Reading must take linear time."""
    g, (W, b) = c.start(), c.head()
    h = g.h
    for _ in range(40):
        h = g.add("Max", h, h, name="")
    dense(g, h, W, b)
    c.split(g, W, b, also=["real"])


@case
def unused_and_unsorted_names(c):
    """Empty node names, an unused initializer and an unused branch, tensor names with spaces, slashes, quotes and
    non-ASCII letters.
    """
    g, (W, b) = c.start(), c.head()
    g.const("never used", np.zeros(3))
    g.add("Sigmoid", g.h, out="dangling end", name="")
    g.add("Gemm", g.h, g.const('w "1"/ä\\', W), g.const("b", b), out="logits: größe/0", transB=1, name="")
    g.output("logits: größe/0", ["N", 4])
    c.split(g, W, b)


@case
def deep_residual(c):
    """A deep residual MLP of 30 blocks with h = Relu(h + A h): a long chain, to be walked without recursion trouble."""
    g, (W, b) = c.start(), c.head()
    A = f32(c.normal(8, 8) / 20)
    weight, h, H = g.const("A", A.T), g.h, g.H
    for _ in range(30):
        h = g.add("Relu", g.add("Add", h, g.add("MatMul", h, weight)))
        H = np.maximum(H + H @ A.T, 0)
    dense(g, h, W, b)
    c.split(g, W, b, H=H)
