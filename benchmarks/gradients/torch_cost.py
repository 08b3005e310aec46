"""The part of the benchmark that runs PyTorch in eager mode on the same graph; run.py starts it and asks it for measurements.

Usage: torch_cost.py THREADS MODEL wall|cpu, then lines "time BATCH SECONDS" on standard input, each answered by least and median
milliseconds of the forward pass and of forward and backward. Weights want no gradients, as in Halfspace.
"""

import sys
import time

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper

LEAST_RUNS = 3


def attributes(node):
    return {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}


class Network:
    """An ONNX graph as a list of calls of PyTorch's functions."""

    def __init__(self, path):
        graph = onnx.load(path).graph
        self.constants = {i.name: torch.tensor(numpy_helper.to_array(i)) for i in graph.initializer}
        self.input = next(i for i in graph.input if i.name not in self.constants)
        self.shape = [d.dim_value for d in self.input.type.tensor_type.shape.dim][1:]
        nodes = list(graph.node)
        if nodes[-1].op_type in ("Softmax", "LogSoftmax"):
            nodes.pop()
        self.steps = []
        for node in nodes:
            if node.op_type == "Constant":
                self.constants[node.output[0]] = torch.tensor(numpy_helper.to_array(attributes(node)["value"]))
            else:
                self.steps.append((self.step(node), list(node.input), node.output[0]))
        self.output = nodes[-1].output[0]

    def __call__(self, x):
        values = dict(self.constants)
        values[self.input.name] = x
        for function, inputs, output in self.steps:
            values[output] = function(*[values[name] for name in inputs])
        return values[self.output]

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


def measure(run, seconds, clock):
    run()
    run()
    times = []
    end = time.perf_counter() + seconds
    while len(times) < LEAST_RUNS or time.perf_counter() < end:
        start = clock()
        run()
        times.append((clock() - start) * 1000)
    return "%r %r" % (min(times), float(np.median(times)))


def main():
    threads, path = int(sys.argv[1]), sys.argv[2]
    clock = time.process_time if sys.argv[3] == "cpu" else time.perf_counter
    torch.set_num_threads(threads)
    network = Network(path)
    print("ready", torch.__version__, flush=True)
    for line in sys.stdin:
        _, batch, seconds = line.split()
        torch.manual_seed(3)
        x = torch.rand([int(batch)] + network.shape)
        wants = x.clone().requires_grad_()
        with torch.no_grad():
            v = torch.rand_like(network(x))

        def forward():
            with torch.no_grad():
                network(x)

        def gradient():
            return torch.autograd.grad(network(wants), wants, v)

        print(measure(forward, float(seconds) / 2, clock), measure(gradient, float(seconds) / 2, clock), flush=True)


main()
