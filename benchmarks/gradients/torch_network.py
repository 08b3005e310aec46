"""An ONNX graph in PyTorch: torch_cost.py measures it, torch_agreement.py compares with it."""

import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper


def attributes(node):
    return {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}


class Network:
    """An ONNX graph as a list of calls of PyTorch's functions."""

    def __init__(self, path):
        graph = onnx.load(path).graph
        self.constants = {i.name: torch.tensor(numpy_helper.to_array(i)) for i in graph.initializer}
        self.input = next(i for i in graph.input if i.name not in self.constants)
        self.shape = [d.dim_value for d in self.input.type.tensor_type.shape.dim][1:]
        nodes = [node for node in graph.node if node.op_type not in ("Normalizer", "ZipMap", "Cast")]
        if nodes[-1].op_type in ("Softmax", "LogSoftmax"):
            nodes.pop()
        self.steps = []
        for node in nodes:
            if node.op_type == "Constant":
                self.constants[node.output[0]] = torch.tensor(numpy_helper.to_array(attributes(node)["value"]))
            else:
                self.steps.append((self.step(node), list(node.input), node.output[0]))
        self.output = nodes[-1].output[0]

    def double(self):
        """Makes the weights double precision."""
        self.constants = {name: c.double() if c.is_floating_point() else c for name, c in self.constants.items()}
        return self

    def values(self, x):
        """Every tensor of the graph, by name."""
        values = dict(self.constants)
        values[self.input.name] = x
        for function, inputs, output in self.steps:
            values[output] = function(*[values[name] for name in inputs])
        return values

    def __call__(self, x):
        return self.values(x)[self.output]

    def step(self, node):
        a = attributes(node)
        return getattr(self, node.op_type.lower())(a)

    @staticmethod
    def padded(function, a, value):
        """A function of x and a symmetric padding, with what else has to be padded put around x first."""
        pads = list(a.get("pads", [0, 0, 0, 0]))
        if pads[0] == pads[2] and pads[1] == pads[3]:
            return lambda x, *rest: function(x, pads[:2], *rest)
        around = [pads[1], pads[3], pads[0], pads[2]]
        return lambda x, *rest: function(F.pad(x, around, value=value), [0, 0], *rest)

    def conv(self, a):
        s, d, g = a.get("strides", [1, 1]), a.get("dilations", [1, 1]), a.get("group", 1)
        return self.padded(lambda x, p, w, b=None: F.conv2d(x, w, b, s, p, d, g), a, 0.0)

    def maxpool(self, a):
        k, s = a["kernel_shape"], a.get("strides", [1, 1])
        return self.padded(lambda x, p: F.max_pool2d(x, k, s, p), a, float("-inf"))

    def averagepool(self, a):
        k, s = a["kernel_shape"], a.get("strides", [1, 1])
        counted = bool(a.get("count_include_pad", 0))
        return self.padded(lambda x, p: F.avg_pool2d(x, k, s, p, count_include_pad=counted), a, 0.0)

    def globalaveragepool(self, a):
        return lambda x: F.adaptive_avg_pool2d(x, 1)

    def batchnormalization(self, a):
        epsilon = a.get("epsilon", 1e-5)
        return lambda x, scale, b, mean, var: F.batch_norm(x, mean, var, scale, b, False, 0, epsilon)

    def lrn(self, a):
        return lambda x: F.local_response_norm(x, a["size"], a.get("alpha", 1e-4), a.get("beta", 0.75), a.get("bias", 1.0))

    def gemm(self, a):
        def gemm(x, w, b=None):
            x = x.t() if a.get("transA", 0) else x
            return F.linear(x, w if a.get("transB", 0) else w.t(), b)

        return gemm

    def reshape(self, a):
        return lambda x, shape: x.reshape([x.shape[0]] + [int(s) for s in shape[1:]])

    def flatten(self, a):
        return lambda x: torch.flatten(x, a.get("axis", 1))

    def concat(self, a):
        return lambda *x: torch.cat(x, a["axis"])

    def transpose(self, a):
        return lambda x: x.permute(a["perm"])

    def relu(self, a):
        return F.relu

    def matmul(self, a):
        return torch.matmul

    def add(self, a):
        return torch.add

    def mul(self, a):
        return torch.mul

    def sum(self, a):
        return lambda *x: sum(x[1:], x[0])

    def dropout(self, a):
        return lambda x, *rest: x

    identity = dropout

    def pad(self, a):
        pads, axes = a["pads"], len(a["pads"]) // 2
        around = [pads[k] for axis in reversed(range(axes)) for k in (axis, axis + axes)]
        return lambda x: F.pad(x, around, value=a.get("value", 0.0))

    def unsqueeze(self, a):
        def unsqueeze(x):
            for axis in sorted(a["axes"]):
                x = x.unsqueeze(axis)
            return x

        return unsqueeze

    def constantofshape(self, a):
        value = numpy_helper.to_array(a["value"])
        return lambda shape: torch.full([int(s) for s in shape], float(value.reshape(-1)[0]))

    def linearclassifier(self, a):
        """The scores alone, before what makes probabilities of them."""
        b = torch.tensor(a["intercepts"], dtype=torch.float64)
        w = torch.tensor(a["coefficients"], dtype=torch.float64).reshape(len(b), -1)
        return lambda x: F.linear(x, w.to(x.dtype), b.to(x.dtype))
