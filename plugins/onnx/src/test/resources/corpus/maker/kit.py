"""What every case needs: a graph builder, a small g, and the record of what is expected.

A case is a function that takes a Case, named as its file and with a docstring that says who writes this form. It ends
by calling `split`, `either` or `refuse`. Everything random comes from the case's own stream, so that cases do not
disturb each other.
"""
import json
import pathlib
import zlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

CASES = []
FOLDER = pathlib.Path(__file__).resolve().parent.parent

# How many inputs each case has.
SAMPLES = 3

# Relative to max(1, largest number), for hidden vectors and logits. float32: sums of at most a few hundred terms of
# size about 1, each rounded to 6e-8. float16: sums of 30 terms, each rounded to 5e-4.
FLOAT32 = 1e-5
FLOAT16 = 1e-2
# For W and b: storage is exact, but a reader may fold a scale or a BatchNormalization in float32.
WEIGHTS = 1e-6
# What a hidden number must vary by over the inputs to check anything: far above float32's rounding of numbers near 1.
VISIBLE = 1e-3
# Two ways of computing the same logits in float64 differ by rounding alone.
FLOAT64 = 1e-11


def case(function):
    """Registers a case under the function's name."""
    CASES.append(function)
    return function


def f32(array):
    """Rounded to float32, what the file stores and hence what the truth is computed from; held in float64, as the truth
    is.
    """
    return np.asarray(array, dtype=np.float32).astype(np.float64)


def rows(batch):
    """One row per sample."""
    return batch.reshape(len(batch), -1)


def centring(weights, noise):
    """A bias (one per row of the weights) that makes each row's value about zero on pixels around 1/2, so that a ReLU
    behind it is neither always on nor always off."""
    return f32(noise / 4 - rows(weights).sum(1) / 2)


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _hard_swish(v):
    return v * np.clip(v / 6 + 0.5, 0, 1)


ACTIVATIONS = {
    None: lambda v: v,
    "Relu": lambda v: np.maximum(v, 0),
    "Sigmoid": lambda v: 1 / (1 + np.exp(-v)),
    "Tanh": np.tanh,
    "LeakyRelu": lambda v: np.where(v < 0, 0.01 * v, v),
    "Elu": lambda v: np.where(v < 0, np.expm1(np.minimum(v, 0)), v),
    "Softplus": lambda v: np.log1p(np.exp(v)),
    "HardSwish": _hard_swish,
}
DOMAINS = {"Relu": "nonnegative", "Sigmoid": "box:0,1", "Tanh": "box:-1,1", "Softplus": "nonnegative"}


def bounds(domain):
    """The interval of a hidden domain's text form."""
    named = {"real": (-np.inf, np.inf), "nonnegative": (0, np.inf)}
    return named.get(domain) or tuple(float(v) for v in domain.removeprefix("box:").split(","))


class Graph:
    """Builds a model node by node. `add` names nodes Gemm_3 and tensors gemm_3 unless told otherwise."""

    def __init__(self, opset=13, ir=7, producer=("pytorch", "1.13.0"), ml=None, domains=()):
        imports = [helper.make_opsetid("", opset)]
        imports += [helper.make_opsetid("ai.onnx.ml", ml)] if ml else []
        imports += [helper.make_opsetid(d, 1) for d in domains]
        self.opset, self.ir, self.producer, self.imports = opset, ir, producer, imports
        self.nodes, self.inputs, self.outputs, self.weights, self.functions = [], [], [], [], []

    def input(self, name, shape, kind=TensorProto.FLOAT):
        self.inputs.append(helper.make_tensor_value_info(name, kind, shape))
        return name

    def const(self, name, array):
        """An initializer. Float64 arrays are stored as float32, which must not change them; see `tensor` for true
        doubles.
        """
        array = np.asarray(array)
        if array.dtype == np.float64:
            assert np.array_equal(f32(array), array, equal_nan=True), f"{name} is not exact in float32"
            array = array.astype(np.float32)
        self.weights.append(numpy_helper.from_array(np.array(array, order="C"), name))
        return name

    def tensor(self, proto):
        self.weights.append(proto)
        return proto.name

    def add(self, op, *inputs, out=None, name=None, domain="", **attributes):
        k = len(self.nodes)
        outs = [out or f"{op.lower()}_{k}"] if not isinstance(out, (list, tuple)) else list(out)
        self.nodes.append(
            helper.make_node(
                op, list(inputs), outs, name=f"{op}_{k}" if name is None else name, domain=domain, **attributes
            )
        )
        return outs[0]

    def output(self, name, shape=None, kind=TensorProto.FLOAT):
        self.outputs.append(helper.make_tensor_value_info(name, kind, shape))

    def build(self):
        graph = helper.make_graph(self.nodes, "graph", self.inputs, self.outputs, self.weights)
        model = helper.make_model(
            graph,
            opset_imports=self.imports,
            functions=self.functions,
            producer_name=self.producer[0],
            producer_version=self.producer[1],
        )
        model.ir_version = self.ir
        return model


class Case:
    """One case: where it draws its numbers from, and what is to be written about it."""

    def __init__(self, function):
        self.name = function.__name__
        self.what = " ".join(function.__doc__.split())
        self.seed = zlib.crc32(self.name.encode())
        self.rng = np.random.default_rng(self.seed)
        self.entries = []
        self.checked = None

    # --- ingredients

    def pixels(self, *shape):
        """A batch of samples of this shape, channels first: pixels in [0, 1], exact in float32."""
        return self.rng.integers(0, 256, (SAMPLES, *shape)) / 256.0

    def normal(self, *shape):
        return f32(self.rng.normal(size=shape))

    def head(self, m=4, l=8):
        """A random softmax layer: W classes x features, and b."""
        return self.normal(m, l), self.normal(m)

    def start(self, act="Relu", batch="N", l=8, **options):
        """The small g of most hand-written cases: 1 x 6 x 5 pixels, flattened, l affine functions of them, an
        activation.

        The graph comes with `X` (pixels), `h` (the tensor's name) and `H` (its value, in float64).
        """
        g = Graph(**options)
        g.X = self.pixels(1, 6, 5)
        A = f32(self.normal(l, 30) / 2)
        a = centring(A, self.normal(l))
        g.input("x", [batch, 1, 6, 5])
        flat = g.add("Flatten", "x", axis=1, name="features/flatten")
        pre = g.add(
            "Gemm", flat, g.const("features.weight", A), g.const("features.bias", a), transB=1, name="features/fc"
        )
        g.H = ACTIVATIONS[act](rows(g.X) @ A.T + a)
        g.h = g.add(act, pre, name="features/act") if act else pre
        g.domain = DOMAINS.get(act, "real")
        return g

    # --- expectations

    def split(self, model, W, b, H=None, X=None, logits=None, head="Gemm", domain=None, **more):
        """The head is (W, b) on H; `logits` is what the graph computes, step by step, from H."""
        self._numbers("split", model, W, b, H, X, logits, head, domain, **more)

    def either(
        self, model, W, b, words=(), any_words=(), H=None, X=None, logits=None, head="Gemm", domain=None, **more
    ):
        """A split as `split` says, or a refusal; the refusal, or the split's notes, say these words."""
        self._numbers("either", model, W, b, H, X, logits, head, domain, **more)
        self.entries[-1].update(words=list(words), anyWords=list(any_words))

    def refuse(self, model, words=(), any_words=(), options=None, valid=True, suffix=""):
        """A message with all of `words` and, where there are any, one of `any_words`, whatever the case of letters."""
        file = self._write(model, valid)
        self._entry("refuse", file, suffix, options, words=list(words), anyWords=list(any_words))

    def _entry(self, expect, file, suffix, options, **more):
        self.entries.append(
            {
                "name": self.name + suffix,
                "file": file,
                "what": self.what,
                "expect": expect,
                "options": options or {},
                **more,
            }
        )

    def _numbers(
        self,
        expect,
        model,
        W,
        b,
        H,
        X,
        logits,
        head,
        domain,
        also=(),
        options=None,
        tolerance=FLOAT32,
        compare="exact",
        suffix="",
        valid=True,
        alternative=None,
    ):
        if isinstance(model, Graph):
            H = model.H if H is None else H
            X = model.X if X is None else X
            domain = domain or model.domain
        W, b, H, X = (np.asarray(v, dtype=np.float64) for v in (W, b, H, X))
        Z = H @ W.T + b
        logits = Z if logits is None else np.asarray(logits, dtype=np.float64)
        difference = np.abs(Z - logits)
        if compare == "centred":
            difference = np.abs((Z - Z.mean(1, keepdims=True)) - (logits - logits.mean(1, keepdims=True)))
        assert difference.max() <= FLOAT64 * max(1, np.abs(Z).max()), f"{self.name}: merged and stepwise logits differ"
        assert (H.std(0) > VISIBLE).sum() >= 2, f"{self.name}: fewer than two hidden numbers change with the input"
        low, high = bounds(domain)
        assert (
            np.isfinite(Z).all() and H.min() >= low and H.max() <= high
        ), f"{self.name}: hidden vectors outside {domain}"
        self.checked = float(difference.max())
        arrays = {"inputs": X, "hidden": H, "logits": Z, "W": W, "b": b}
        extra = {}
        if alternative:
            other, W2, H2 = alternative
            assert np.abs(H2 @ W2.T + b - Z).max() <= FLOAT64 * max(
                1, np.abs(Z).max()
            ), f"{self.name}: alternative differs"
            arrays.update(W2=np.asarray(W2, float), hidden2=np.asarray(H2, float))
            extra["alternative"] = {"what": other, "l": int(np.shape(W2)[1]), "W": "W2", "hidden": "hidden2"}
        file = self._write(model, valid)
        numbers = self.name + suffix + ".npz"
        np.savez(FOLDER / numbers, **arrays)
        self._entry(
            expect,
            file,
            suffix,
            options,
            numbers=numbers,
            l=W.shape[1],
            m=W.shape[0],
            hiddenDomain=domain,
            hiddenDomainAlso=list(also),
            headKind=head,
            compare=compare,
            tolerance=tolerance,
            weightsTolerance=WEIGHTS,
            **extra,
        )

    def _write(self, model, valid):
        path = FOLDER / (self.name + ".onnx")
        model = model.build() if isinstance(model, Graph) else model
        data = model if isinstance(model, bytes) else model.SerializeToString(deterministic=True)
        path.write_bytes(data)
        if valid:
            onnx.checker.check_model(str(path))
        return path.name


def write_manifest(entries):
    text = json.dumps({"schema": "halfspace-onnx-corpus 1", "cases": entries}, indent=1)
    (FOLDER / "manifest.json").write_text(text + "\n")
