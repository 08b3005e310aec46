"""Writes what PyTorch answers, values and gradients in double precision, to one JSON file per family of operators.

Run with Debian's python3-torch (1.13): /usr/bin/python3 make_fixtures.py
Every case names an ONNX node; the function beside it says the same in PyTorch.
"""

import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

HERE = pathlib.Path(__file__).parent
torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
families = {}


def real(*shape, low=-2.0, high=2.0):
    """Random numbers with few digits, so that the files stay small."""
    return (torch.rand(shape) * (high - low) + low).mul(1000).round().div(1000)


def f32(value):
    """The value of a float attribute."""
    return float(np.float32(value))


def tensor(t):
    if t is None:
        return None
    kind = "bool" if t.dtype == torch.bool else "real" if t.dtype.is_floating_point else "int"
    return {"shape": list(t.shape), "type": kind, "values": t.reshape(-1).tolist()}


def case(family, op, inputs, function, opset=17, domain="", name="", **attributes):
    """One node: inputs are tensors or None; function takes the inputs that are given and returns the first output."""
    inputs = [None if t is None else t.clone() for t in inputs]
    leaves = [t for t in inputs if t is not None and t.dtype.is_floating_point]
    for t in leaves:
        t.requires_grad_(True)
    output = function(*[t for t in inputs if t is not None])
    entry = {"op": op, "name": name or op, "opset": opset, "domain": domain, "attributes": attributes,
             "inputs": [tensor(t) for t in inputs], "output": tensor(output.detach())}
    if output.requires_grad:
        cotangent = real(*output.shape)
        gradients = torch.autograd.grad(output, leaves, cotangent, allow_unused=True)
        by_id = {id(t): g for t, g in zip(leaves, gradients)}
        entry["cotangent"] = tensor(cotangent)
        entry["gradients"] = [None if by_id.get(id(t)) is None else tensor(by_id[id(t)]) for t in inputs]
    families.setdefault(family, []).append(entry)


def ints(*values):
    return torch.tensor(values, dtype=torch.int64)


# Activations, at their kinks too.
x = torch.cat([torch.tensor([0.0, -1.0, 1.0, -3.0, 3.0, 2.5, -2.5, 6.0, 0.5, -0.5, 20.0, -20.0]), real(9)])
g, a = f32(1.05070102214813232421875), f32(1.67326319217681884765625)
for op, function in {
    "Relu": torch.relu, "Sigmoid": torch.sigmoid, "Tanh": torch.tanh, "Softsign": F.softsign, "Mish": F.mish,
    "Softplus": lambda t: torch.log1p(torch.exp(-t.abs())) + torch.relu(t), "Abs": torch.abs,
    "Neg": torch.neg, "Erf": torch.erf, "Sin": torch.sin, "Cos": torch.cos, "Exp": torch.exp, "Atan": torch.atan,
    "Sinh": torch.sinh, "Cosh": torch.cosh, "Asinh": torch.asinh, "Sign": torch.sign, "Floor": torch.floor,
    "Ceil": torch.ceil, "Round": torch.round, "Selu": lambda t: torch._C._nn.elu(t, a, g),
}.items():
    if op == "Softplus":
        case("activations", op, [x[1:]], function)
    else:
        case("activations", op, [x], function)
# At 3, PyTorch's answer depends on the length of the array: its vectorised code takes the outside's slope, the other the inside's.
case("activations", "HardSwish", [x[x != 3]], F.hardswish)
case("activations", "LeakyRelu", [x], lambda t: F.leaky_relu(t, f32(0.01)), name="default slope")
case("activations", "LeakyRelu", [x], lambda t: F.leaky_relu(t, f32(0.3)), alpha=0.3)
case("activations", "Elu", [x], lambda t: F.elu(t, f32(1.7)), alpha=1.7)
case("activations", "Celu", [x], lambda t: F.celu(t, f32(1.7)), alpha=1.7)
case("activations", "ThresholdedRelu", [x], lambda t: F.threshold(t, 1.0, 0.0))
case("activations", "HardSigmoid", [x * 0.9], lambda t: torch.clamp(f32(0.2) * t + 0.5, 0, 1), name="away from kinks")
case("activations", "Gelu", [x], F.gelu, opset=20)
case("activations", "Gelu", [x], lambda t: F.gelu(t, approximate="tanh"), opset=20, approximate="tanh", name="Gelu tanh")
case("activations", "Gelu", [x], F.gelu, opset=1, domain="com.microsoft", name="Gelu of ONNX Runtime")
case("activations", "QuickGelu", [x], lambda t: t * torch.sigmoid(f32(1.702) * t), opset=1, domain="com.microsoft")
case("activations", "FastGelu", [x], lambda t: F.gelu(t, approximate="tanh"), opset=1, domain="com.microsoft")
case("activations", "Swish", [x], lambda t: t * torch.sigmoid(f32(0.7) * t), opset=24, alpha=0.7)
case("activations", "Clip", [x, torch.tensor(-1.0), torch.tensor(2.5)], lambda t, low, high: t.clamp(-1, 2.5))
case("activations", "Clip", [x, None, torch.tensor(0.5)], lambda t, high: t.clamp(max=0.5), name="Clip above")
case("activations", "Clip", [x], lambda t: t.clamp(-0.5, 3.0), opset=6, min=-0.5, max=3.0, name="Clip by attributes")
case("activations", "PRelu", [real(2, 3, 2), torch.tensor([[0.2], [0.0], [-0.5]])], lambda t, s: F.prelu(t, s[:, 0]))
case("activations", "PRelu", [torch.zeros(3), real(3)], lambda t, s: F.prelu(t[None], s)[0], name="PRelu at zero")
case("activations", "Shrink", [x], lambda t: F.softshrink(t, 0.5), lambd=0.5, bias=0.5, opset=9)
p = real(12, low=0.1, high=3)
for op, function in {"Sqrt": torch.sqrt, "Log": torch.log, "Reciprocal": torch.reciprocal,
                     "Acosh": torch.acosh}.items():
    case("activations", op, [p + 1 if op == "Acosh" else p], function)
q = real(12, low=-0.9, high=0.9)
for op, function in {"Asin": torch.asin, "Acos": torch.acos, "Atanh": torch.atanh, "Tan": torch.tan}.items():
    case("activations", op, [q], function)

# Arithmetic with broadcasting, and ties.
for op, function in {"Add": torch.add, "Sub": torch.sub, "Mul": torch.mul, "Div": torch.div}.items():
    case("arithmetic", op, [real(2, 1, 3), real(4, 1)], function)
    case("arithmetic", op, [real(3), real(2, 3)], function, name=op + " to the right")
    case("arithmetic", op, [real(), real(2, 2)], function, name=op + " of a scalar")
case("arithmetic", "Pow", [real(2, 3, low=0.2), torch.tensor([2.0, 0.5, 0.0])], torch.pow)
case("arithmetic", "Pow", [torch.tensor([0.0, 2.0, 3.0]), torch.tensor(2.0)], torch.pow, name="Pow at zero")
case("arithmetic", "Pow", [torch.tensor([0.0, -2.0, 3.0]), torch.tensor(3)], torch.pow, name="Pow of an integer")
case("arithmetic", "Pow", [torch.tensor([0.0, 2.0]), torch.tensor([0.0, 0.0])], torch.pow, name="Pow to the zeroth")
t1, t2 = torch.tensor([[1.0, 2.0, 3.0], [0.0, 0.0, -1.0]]), torch.tensor([1.0, 5.0, -1.0])
case("arithmetic", "Max", [t1, t2], torch.maximum, name="Max with ties")
case("arithmetic", "Min", [t1, t2], torch.minimum, name="Min with ties")
case("arithmetic", "Max", [real(3, 1), real(4), real(1)], lambda a, b, c: torch.maximum(torch.maximum(a, b), c))
case("arithmetic", "Sum", [real(3, 1), real(4), real(1)], lambda a, b, c: a + b + c)
case("arithmetic", "Mean", [real(3, 1), real(4), real(1)], lambda a, b, c: (a + b + c) / 3)
case("arithmetic", "Sum", [real(2)], lambda a: a * 1, name="Sum of one")
case("arithmetic", "Mod", [real(6), torch.tensor(0.7)], torch.fmod, fmod=1)
case("arithmetic", "Mod", [ints(-7, 7, -7, 7), ints(3, 3, -3, -3)], torch.remainder, name="Mod of integers")
case("arithmetic", "Where", [torch.tensor([[True], [False]]), real(3), real(2, 1)], torch.where)
for op, function in {"Equal": torch.eq, "Less": torch.lt, "LessOrEqual": torch.le, "Greater": torch.gt,
                     "GreaterOrEqual": torch.ge}.items():
    case("arithmetic", op, [t1, t2], function)
    case("arithmetic", op, [ints(2 ** 62, 2 ** 62, 1), ints(2 ** 62 + 1, 2 ** 62, 0)], function, name=op + " of integers")
case("arithmetic", "Div", [ints(-7, 7), ints(2, -2)], lambda a, b: torch.div(a, b, rounding_mode="trunc"), name="Div of integers")

# Products.
case("products", "MatMul", [real(2, 3), real(3, 4)], torch.matmul)
case("products", "MatMul", [real(2, 1, 2, 3), real(3, 3, 2)], torch.matmul, name="MatMul, batched")
case("products", "MatMul", [real(3), real(2, 3, 2)], torch.matmul, name="MatMul of a vector")
case("products", "MatMul", [real(2, 2, 3), real(3)], torch.matmul, name="MatMul by a vector")
case("products", "MatMul", [real(3), real(3)], torch.matmul, name="MatMul of vectors")
for ta in (0, 1):
    for tb in (0, 1):
        case("products", "Gemm", [real(3, 2) if ta else real(2, 3), real(4, 3) if tb else real(3, 4), real(4)],
             lambda m, n, c, ta=ta, tb=tb: f32(0.7) * (m.T if ta else m) @ (n.T if tb else n) + f32(1.3) * c,
             name=f"Gemm {ta} {tb}", transA=ta, transB=tb, alpha=0.7, beta=1.3)
case("products", "Gemm", [real(7, 3), real(5, 3)], lambda m, n: m @ n.T, name="Gemm without C", transB=1)
case("products", "Gemm", [real(2, 3), real(3, 4), real(2, 1)], lambda m, n, c: m @ n + c, name="Gemm, C a column")
for equation, shapes in {
    "ij,jk->ik": [(2, 3), (3, 4)], "bhid,bhjd->bhij": [(2, 2, 3, 2), (2, 2, 4, 2)], "ii->i": [(3, 3)], "ij->": [(2, 3)],
    "...ij,...jk->...ik": [(2, 1, 2, 3), (4, 3, 2)], "i,j": [(2,), (3,)], "ij,jk": [(2, 3), (3, 2)], "ijk->kij": [(2, 3, 4)],
    "a,b,c->cba": [(2,), (3,), (2,)], "...i->...": [(2, 3, 4)], "bij,bij->b": [(2, 3, 2), (2, 3, 2)],
}.items():
    case("products", "Einsum", [real(*s) for s in shapes], lambda *o, e=equation: torch.einsum(e, *o), equation=equation, name=equation)

# Convolutions.
def conv(op, x, w, b=None, name="", crop=None, **attributes):
    axes = w.dim() - 2
    pads = attributes.get("pads", [0] * 2 * axes)
    stride, dilation = attributes.get("strides", [1] * axes), attributes.get("dilations", [1] * axes)
    group = attributes.get("group", 1)

    def forward(x, w, b=None):
        if op == "Conv":
            padding = [v for axis in reversed(range(axes)) for v in (pads[axis], pads[axes + axis])]
            return [F.conv1d, F.conv2d, F.conv3d][axes - 1](F.pad(x, padding), w, b, stride, 0, dilation, group)
        full = [F.conv_transpose1d, F.conv_transpose2d, F.conv_transpose3d][axes - 1](
            x, w, None, stride, 0, attributes.get("output_padding", 0), group, dilation)
        for axis in range(axes):
            end = full.shape[axis + 2] - pads[axes + axis]
            full = full.narrow(axis + 2, pads[axis], end - pads[axis])
        return full if b is None else full + b.reshape([-1] + [1] * axes)

    case("convolutions", op, [x, w] + ([] if b is None else [b]), forward, name=name, **attributes)


for op, w1, w2, wg in (("Conv", (3, 2, 3), (3, 2, 3, 2), (4, 1, 2, 2)), ("ConvTranspose", (2, 3, 3), (2, 3, 3, 2), (2, 2, 2, 2))):
    conv(op, real(2, 2, 5), real(*w1), real(3), name=op + " of lines")
    conv(op, real(2, 2, 5, 4), real(*w2), real(3), name=op)
    conv(op, real(1, 2, 6, 5), real(*w2), name=op + ", strided, padded", strides=[2, 1], pads=[1, 0, 2, 1])
    conv(op, real(1, 2, 7, 6), real(*w2), name=op + ", dilated", dilations=[2, 3], pads=[2, 1, 0, 3])
    conv(op, real(2, 2, 4, 4), real(*wg), real(4), name=op + ", grouped", group=2, strides=[2, 2])
    conv(op, real(1, 1, 3, 4, 3), real(*((2, 1, 2, 2, 2) if op == "Conv" else (1, 2, 2, 2, 2))), name=op + " of volumes", pads=[1, 0, 0, 0, 1, 1])
    conv(op, real(2, 3, 3, 3), real(*((2, 3, 1, 1) if op == "Conv" else (3, 2, 1, 1))), name=op + ", pointwise")
conv("ConvTranspose", real(1, 2, 3, 3), real(2, 2, 3, 3), name="ConvTranspose, output padding", strides=[2, 3],
     output_padding=[1, 2], pads=[1, 0, 1, 1])
case("convolutions", "Conv", [real(1, 1, 5, 6), real(1, 1, 3, 2)], lambda x, w: F.conv2d(F.pad(x, (0, 0, 1, 1)), w, stride=2),
     name="SAME_UPPER", auto_pad="SAME_UPPER", strides=[2, 2])
case("convolutions", "Conv", [real(1, 1, 4, 4), real(1, 1, 2, 2)], lambda x, w: F.conv2d(F.pad(x, (0, 1, 0, 1)), w),
     name="SAME_UPPER, odd", auto_pad="SAME_UPPER")
case("convolutions", "Conv", [real(1, 1, 4, 4), real(1, 1, 2, 2)], lambda x, w: F.conv2d(F.pad(x, (1, 0, 1, 0)), w),
     name="SAME_LOWER, odd", auto_pad="SAME_LOWER")
case("convolutions", "Conv", [real(1, 1, 4, 4), real(1, 1, 2, 2)], F.conv2d, name="VALID", auto_pad="VALID")

# Pools; images of few different values, so that there are ties.
ties = torch.randint(0, 3, (1, 2, 6, 7)).double()
case("pools", "MaxPool", [ties], lambda x: F.max_pool2d(x, 3, 2, 1), name="overlap, ties", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
case("pools", "MaxPool", [torch.zeros(1, 1, 4, 4)], lambda x: F.max_pool2d(x, 2, 2), name="all equal", kernel_shape=[2, 2], strides=[2, 2])
case("pools", "MaxPool", [real(1, 2, 7, 8)], lambda x: F.max_pool2d(x, 2, 1, 0, 2), name="dilated", kernel_shape=[2, 2], dilations=[2, 2])
case("pools", "MaxPool", [real(1, 2, 6, 7)], lambda x: F.max_pool2d(x, 3, 2, 1, ceil_mode=True), name="ceil", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1], ceil_mode=1)
case("pools", "MaxPool", [real(1, 2, 5, 5)], lambda x: F.max_pool2d(x, 2, 3, 1, ceil_mode=True), name="ceil, last window in the padding", kernel_shape=[2, 2], strides=[3, 3], pads=[1, 1, 1, 1], ceil_mode=1)
case("pools", "MaxPool", [real(2, 2, 9)], lambda x: F.max_pool1d(x, 3), name="lines", kernel_shape=[3], strides=[3])
case("pools", "MaxPool", [real(1, 1, 4, 4, 4)], lambda x: F.max_pool3d(x, 2), name="volumes", kernel_shape=[2, 2, 2], strides=[2, 2, 2])
for include in (0, 1):
    for ceil in (0, 1):
        case("pools", "AveragePool", [real(1, 2, 6, 7)], lambda x, i=include, c=ceil: F.avg_pool2d(x, 3, 2, 1, bool(c), bool(i)),
             name=f"average {include} {ceil}", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1], count_include_pad=include, ceil_mode=ceil)
case("pools", "AveragePool", [real(2, 1, 8)], lambda x: F.avg_pool1d(x, 2), kernel_shape=[2], strides=[2])
case("pools", "GlobalAveragePool", [real(2, 3, 4, 2)], lambda x: F.adaptive_avg_pool2d(x, 1))
case("pools", "GlobalMaxPool", [ties], lambda x: F.adaptive_max_pool2d(x, 1))
case("pools", "LpPool", [real(1, 2, 4, 6, low=0.1)], lambda x: F.lp_pool2d(x, 2, 2), kernel_shape=[2, 2], strides=[2, 2], p=2)
case("pools", "LpPool", [real(1, 2, 4, 6, low=0.1)], lambda x: F.lp_pool2d(x, 3, 2), kernel_shape=[2, 2], strides=[2, 2], p=3, name="cubes")
case("pools", "GlobalLpPool", [real(2, 2, 3, 2)], lambda x: x.pow(2).sum((2, 3), keepdim=True).sqrt(), p=2)

# Normalisations.
c = [real(3) for _ in range(3)] + [real(3, low=0.3)]
case("normalisations", "BatchNormalization", [real(2, 3, 2, 2)] + c, lambda x, s, b, m, v: (x - m[:, None, None]) / (v[:, None, None] + f32(1e-3)).sqrt() * s[:, None, None] + b[:, None, None], epsilon=1e-3)
case("normalisations", "BatchNormalization", [real(4, 3)] + c, lambda x, s, b, m, v: (x - m) / (v + f32(1e-5)).sqrt() * s + b, name="rows")
d = [real(2, 2) for _ in range(3)] + [real(2, 2, low=0.3)]
case("normalisations", "BatchNormalization", [real(3, 2, 2)] + d, lambda x, s, b, m, v: (x - m) / (v + f32(1e-5)).sqrt() * s + b, opset=7, spatial=0, name="each place")
case("normalisations", "InstanceNormalization", [real(2, 3, 4, 2), real(3), real(3)], lambda x, s, b: F.instance_norm(x, weight=s, bias=b, eps=f32(1e-5)))
case("normalisations", "GroupNormalization", [real(2, 4, 3), real(4), real(4)], lambda x, s, b: F.group_norm(x, 2, s, b, f32(1e-5)), opset=21, num_groups=2)
case("normalisations", "GroupNormalization", [real(2, 4, 3), real(2), real(2)], lambda x, s, b: F.group_norm(x, 2, s.repeat_interleave(2), b.repeat_interleave(2), f32(1e-5)), opset=18, num_groups=2, name="scale of a group")
case("normalisations", "LayerNormalization", [real(2, 3, 4), real(4), real(4)], lambda x, s, b: F.layer_norm(x, (4,), s, b, f32(1e-5)))
case("normalisations", "LayerNormalization", [real(2, 3, 4), real(3, 4)], lambda x, s: F.layer_norm(x, (3, 4), s, None, f32(1e-2)), axis=1, epsilon=1e-2, name="two axes")
for op in ("SimplifiedLayerNormalization", "RMSNormalization"):
    case("normalisations", op, [real(2, 5), real(5)], lambda x, s: x / (x.pow(2).mean(-1, keepdim=True) + f32(1e-5)).sqrt() * s, opset=23)
case("normalisations", "LpNormalization", [real(2, 3, 4)], lambda x: F.normalize(x, 2, 1), axis=1)
case("normalisations", "LpNormalization", [real(2, 3, 4)], lambda x: F.normalize(x, 1, -1), p=1, name="p = 1")
case("normalisations", "LRN", [real(2, 6, 3, 2)], lambda x: F.local_response_norm(x, 3, f32(0.5), f32(0.75), 1.5), size=3, alpha=0.5, bias=1.5)
case("normalisations", "LRN", [real(1, 4, 5)], lambda x: F.local_response_norm(x, 5, f32(0.3), f32(0.6), 1.0), size=5, alpha=0.3, beta=0.6, name="wide")
for op, function in (("Softmax", torch.softmax), ("LogSoftmax", torch.log_softmax)):
    case("normalisations", op, [real(2, 3, 4)], lambda x, f=function: f(x, -1))
    case("normalisations", op, [real(2, 3, 4) * 300], lambda x, f=function: f(x, 1), axis=1, name=op + ", large")
    case("normalisations", op, [real(2, 3, 2)], lambda x, f=function: f(x.reshape(2, 6), 1).reshape(2, 3, 2), opset=11, name=op + " of old")
    case("normalisations", op, [real(2, 3, 2)], lambda x, f=function: f(x.reshape(6, 2), 1).reshape(2, 3, 2), opset=9, axis=2, name=op + " of old, last axis")

# Reductions.
for op, function in {
    "ReduceSum": lambda x, d, k: x.sum(d, k), "ReduceMean": lambda x, d, k: x.mean(d, k), "ReduceMax": torch.amax, "ReduceMin": torch.amin,
    "ReduceL1": lambda x, d, k: x.abs().sum(d, k), "ReduceL2": lambda x, d, k: x.pow(2).sum(d, k).sqrt(),
    "ReduceLogSumExp": torch.logsumexp, "ReduceSumSquare": lambda x, d, k: x.pow(2).sum(d, k),
    "ReduceLogSum": lambda x, d, k: x.sum(d, k).log(), "ReduceProd": lambda x, d, k: x.prod(d[0], True).prod(d[1], True) if k else x.prod(d[0]),
}.items():
    data = real(2, 3, 4, low=0.2)
    old = {} if op == "ReduceSum" else {"opset": 17}
    axes = [[0, 2], [1]]
    for keep, dims in ((1, [0, 2]), (0, [1])):
        case("reductions", op, [data, ints(*dims)], lambda x, _, f=function, d=dims, k=keep: f(x, d, bool(k)), opset=18, keepdims=keep, name=f"{op} {keep}")
        case("reductions", op, [data], lambda x, f=function, d=dims, k=keep: f(x, d, bool(k)), opset=12, keepdims=keep, axes=[v - 3 for v in dims], name=f"{op} {keep} of old")
tied = torch.tensor([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]])
case("reductions", "ReduceMax", [tied], lambda x: torch.amax(x, 1, True), opset=13, axes=[1], name="ReduceMax with ties")
case("reductions", "ReduceMin", [tied], lambda x: torch.amin(x, 1, True), opset=13, axes=[1], name="ReduceMin with ties")
case("reductions", "ReduceSum", [tied], lambda x: x.sum().reshape(1, 1), name="all axes")
case("reductions", "ReduceSum", [tied], lambda x: x * 1, noop_with_empty_axes=1, name="no axes")
case("reductions", "ReduceProd", [torch.tensor([[2.0, 0.0, 3.0], [0.0, 0.0, 4.0], [1.0, 2.0, 3.0]])], lambda x: x.prod(1, True), opset=13, axes=[1], name="ReduceProd with zeros")
case("reductions", "ReduceL1", [torch.tensor([[0.0, -1.0, 2.0]])], lambda x: x.abs().sum(1, True), opset=13, axes=[1], name="ReduceL1 at zero")
case("reductions", "ArgMax", [tied], lambda x: torch.tensor([[1], [0]]), axis=1)
case("reductions", "ArgMin", [tied], lambda x: torch.tensor([0, 2]), axis=-1, keepdims=0, select_last_index=1)
for exclusive in (0, 1):
    for reverse in (0, 1):
        def cumsum(x, _, e=exclusive, r=reverse):
            y = x.flip(1) if r else x
            y = y.cumsum(1) - (y if e else 0)
            return y.flip(1) if r else y
        case("reductions", "CumSum", [real(2, 4), torch.tensor(1)], cumsum, exclusive=exclusive, reverse=reverse, name=f"CumSum {exclusive} {reverse}")

# What moves elements.
m = real(2, 3, 4)
case("movements", "Transpose", [m], lambda x: x.permute(2, 0, 1), perm=[2, 0, 1])
case("movements", "Transpose", [m], lambda x: x.permute(2, 1, 0), name="reversed")
case("movements", "Reshape", [m, ints(0, -1)], lambda x, s: x.reshape(2, 12))
case("movements", "Flatten", [m], lambda x: x.reshape(6, 4), axis=2)
case("movements", "Flatten", [m], lambda x: x.reshape(1, 24), axis=0, name="Flatten all")
case("movements", "Squeeze", [real(1, 3, 1)], lambda x: x[0], opset=11, axes=[0])
case("movements", "Squeeze", [real(1, 3, 1), ints(-1)], lambda x, a: x[..., 0], name="Squeeze by input")
case("movements", "Squeeze", [real(1, 3, 1)], lambda x: x[0, :, 0], name="Squeeze all")
case("movements", "Unsqueeze", [m], lambda x: x[:, None, :, :, None], opset=11, axes=[1, 4])
case("movements", "Unsqueeze", [m, ints(-1, 0)], lambda x, a: x[None, ..., None], name="Unsqueeze by input")
case("movements", "Concat", [real(2, 1, 2), real(2, 3, 2), real(2, 2, 2)], lambda *p: torch.cat(p, 1), axis=-2)
case("movements", "Slice", [real(5, 6)], lambda x: x[1:4, 2:], opset=9, starts=[1, 2], ends=[4, 2 ** 62], axes=[0, 1])
case("movements", "Slice", [real(5, 6), ints(-1, 0), ints(-2 ** 62, 5), ints(1, 0), ints(-2, 2)], lambda x, *_: x[0:5:2].flip(1)[:, ::2], name="Slice backwards")
case("movements", "Gather", [real(4, 3), torch.tensor([[0, 3], [-1, 0]])], lambda x, i: x[i])
case("movements", "Gather", [real(2, 4), torch.tensor(2)], lambda x, i: x[:, 2], axis=1, name="Gather one")
case("movements", "GatherElements", [real(3, 4), torch.tensor([[0, 0, 3], [1, 2, -1]])], lambda x, i: torch.gather(x, 1, i % 4), axis=1)
case("movements", "GatherND", [real(2, 3, 4), torch.tensor([[0, 1], [1, -1], [0, 1]])], lambda x, i: x[i[:, 0], i[:, 1]])
case("movements", "GatherND", [real(2, 3, 4), torch.tensor([[1], [2]])], lambda x, i: torch.stack([x[0, 1], x[1, 2]]), batch_dims=1, name="GatherND in batches")
for mode in ("constant", "reflect", "edge"):
    torch_mode = {"edge": "replicate"}.get(mode, mode)
    pads = [0, 0, 1, 2, 0, 0, 2, 1]
    pad = lambda x, *_, t=torch_mode: F.pad(x, (2, 1, 1, 2), t, **({"value": 1.5} if t == "constant" else {}))
    case("movements", "Pad", [real(1, 2, 4, 3), ints(*pads), torch.tensor(1.5)], pad, mode=mode, name="Pad " + mode)
    case("movements", "Pad", [real(1, 2, 4, 3)], pad, mode=mode, opset=10, pads=pads, value=1.5, name=f"Pad {mode} of old")
case("movements", "Pad", [real(3, 4), ints(-1, 0, 0, -2)], lambda x, p: x[1:, :2], name="Pad, negative")
case("movements", "Pad", [real(3, 4), ints(1, 1), None, ints(-1)], lambda x, p, a: F.pad(x, (1, 1)), opset=18, name="Pad one axis")
case("movements", "Expand", [real(3, 1), ints(2, 1, 4)], lambda x, s: x.expand(2, 3, 4))
case("movements", "Tile", [real(2, 3), ints(2, 3)], lambda x, r: x.repeat(2, 3))
case("movements", "DepthToSpace", [real(1, 8, 2, 3)], lambda x: x.reshape(1, 2, 2, 2, 2, 3).permute(0, 3, 4, 1, 5, 2).reshape(1, 2, 4, 6), blocksize=2)
case("movements", "DepthToSpace", [real(1, 8, 2, 3)], lambda x: F.pixel_shuffle(x, 2), blocksize=2, mode="CRD", name="pixel shuffle")
case("movements", "SpaceToDepth", [real(1, 2, 4, 6)], lambda x: x.reshape(1, 2, 2, 2, 3, 2).permute(0, 3, 5, 1, 2, 4).reshape(1, 8, 2, 3), blocksize=2)
case("movements", "Trilu", [real(2, 3, 4)], torch.triu)
case("movements", "Trilu", [real(3, 4), torch.tensor(1)], lambda x, k: torch.tril(x, 1), upper=0, name="lower")
case("movements", "TopK", [real(2, 5), ints(2)], lambda x, k: x.topk(2, 1)[0], axis=1)
case("movements", "Split", [real(6, 2)], lambda x: x[:2], name="Split, first part", split=[2, 4], opset=11)
case("movements", "ScatterElements", [real(3, 3), torch.tensor([[0, 2], [1, 0]]), real(2, 2)], lambda x, i, u: x.scatter(1, i, u), axis=1)
case("movements", "ScatterElements", [real(3, 3), torch.tensor([[0, 0], [1, 1]]), real(2, 2)], lambda x, i, u: x.scatter_add(1, i, u), axis=1, reduction="add", name="adding")
case("movements", "ScatterND", [real(4, 2), torch.tensor([[2], [0]]), real(2, 2)], lambda x, i, u: x.index_put((i[:, 0],), u))
case("movements", "OneHot", [ints(0, 2, -1), torch.tensor(3), torch.tensor([0.5, 2.0])], lambda i, d, v: v[F.one_hot(i % 3, 3)])
case("movements", "Identity", [m], lambda x: x * 1)
case("movements", "Dropout", [m], lambda x: x * 1, opset=7)
case("movements", "Cast", [torch.tensor([1.7, -1.7, 0.0])], lambda x: x.detach().long(), to=7)
case("movements", "Cast", [torch.tensor([1.7, -1.7, 0.0])], lambda x: x.detach().bool(), to=9, name="Cast to bool")
case("movements", "Range", [torch.tensor(1), torch.tensor(8), torch.tensor(3)], lambda *_: ints(1, 4, 7))
case("movements", "NonZero", [torch.tensor([[0.0, 2.0], [3.0, 0.0]])], lambda x: torch.nonzero(x).T.contiguous())

# Resizing.
image = real(1, 2, 4, 5)
def resize(name, function, scales=None, sizes=None, opset=13, op="Resize", x=image, **attributes):
    inputs = [x, None, None if scales is None else torch.tensor(scales)] + ([ints(*sizes)] if sizes else [])
    if opset < 11 or op == "Upsample":
        inputs = [x, torch.tensor(scales)]
    case("resizing", op, inputs, lambda t, *_: function(t), opset=opset, name=name, **attributes)

up = [1.0, 1.0, 2.0, 2.0]
resize("nearest", lambda t: F.interpolate(t, scale_factor=2.0), up, coordinate_transformation_mode="asymmetric", nearest_mode="floor")
resize("nearest to a size", lambda t: F.interpolate(t, size=(7, 3)), None, [1, 2, 7, 3], coordinate_transformation_mode="asymmetric", nearest_mode="floor")
resize("nearest exact", lambda t: F.interpolate(t, size=(7, 3), mode="nearest-exact"), None, [1, 2, 7, 3], coordinate_transformation_mode="half_pixel", nearest_mode="round_prefer_ceil")
resize("linear", lambda t: F.interpolate(t, scale_factor=2.0, mode="bilinear"), up, mode="linear", coordinate_transformation_mode="half_pixel")
resize("linear to a size", lambda t: F.interpolate(t, size=(7, 3), mode="bilinear"), None, [1, 2, 7, 3], mode="linear", coordinate_transformation_mode="pytorch_half_pixel")
resize("linear, corners", lambda t: F.interpolate(t, size=(7, 9), mode="bilinear", align_corners=True), None, [1, 2, 7, 9], mode="linear", coordinate_transformation_mode="align_corners")
resize("cubic", lambda t: F.interpolate(t, size=(7, 9), mode="bicubic"), None, [1, 2, 7, 9], mode="cubic", coordinate_transformation_mode="pytorch_half_pixel")
resize("cubic, corners", lambda t: F.interpolate(t, size=(3, 9), mode="bicubic", align_corners=True), None, [1, 2, 3, 9], mode="cubic", coordinate_transformation_mode="align_corners")
resize("lines", lambda t: F.interpolate(t, size=7, mode="linear"), None, [2, 2, 7], x=real(2, 2, 4), mode="linear")
resize("Upsample", lambda t: F.interpolate(t, scale_factor=2.0), up, opset=9, op="Upsample")
resize("Resize of old", lambda t: F.interpolate(t, scale_factor=2.0), up, opset=10)
case("resizing", "Upsample", [image], lambda t: F.interpolate(t, scale_factor=3.0), opset=7, scales=[1.0, 1.0, 3.0, 3.0], name="Upsample by attribute")

for family, cases in families.items():
    text = json.dumps(cases, separators=(",", ":"))
    (HERE / f"{family}.json").write_text(text.replace('},{"op"', '},\n{"op"') + "\n")
    print(family, len(cases), len(text))
