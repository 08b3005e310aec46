#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Measures the accuracy of the example models on the shipped test images.

It shares nothing with the libraries that trained the models: the graphs are
read with the onnx package and evaluated here with numpy alone, in double
precision, for just the operators they use.

Usage: check.py [MODEL.onnx ...]     (default: every model in examples/models)
"""

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

import render_glyphs

EXAMPLES = Path(__file__).resolve().parent.parent

BATCH = 100


def windows(x, size, stride):
    """Views x (N, C, H, W) as (N, C, H', W', size, size) sliding windows."""
    view = np.lib.stride_tricks.sliding_window_view(x, (size, size), (2, 3))
    return view[:, :, ::stride, ::stride]


def square(attributes):
    """Returns the kernel size, stride and padding, alike along both axes."""
    found = []
    for name, default in (("kernel_shape", None), ("strides", [1]),
                          ("pads", [0])):
        values = set(attributes.get(name, default))
        if len(values) != 1:
            raise NotImplementedError(f"{name} differs between axes")
        found.append(values.pop())
    if set(attributes.get("dilations", [1])) != {1}:
        raise NotImplementedError("dilations")
    return found


def conv(attributes, x, kernel, bias):
    """Cross-correlates x (N, C, H, W) with kernel (K, C, size, size)."""
    if attributes.get("group", 1) != 1:
        raise NotImplementedError("group")
    size, stride, pad = square(attributes)
    x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    return (np.einsum("nchwij,kcij->nkhw", windows(x, size, stride), kernel,
                      optimize=True) + bias[:, None, None])


def max_pool(attributes, x):
    """Takes the largest value of every window of x (N, C, H, W)."""
    size, stride, pad = square(attributes)
    if pad or attributes.get("ceil_mode", 0):
        raise NotImplementedError("padding in MaxPool")
    return windows(x, size, stride).max(axis=(4, 5))


def gemm(attributes, a, b, c):
    """Returns alpha a' b' + beta c, where a' and b' may be transposed."""
    a = a.T if attributes.get("transA", 0) else a
    b = b.T if attributes.get("transB", 0) else b
    return attributes.get("alpha", 1) * a @ b + attributes.get("beta", 1) * c


def flatten(attributes, x):
    """Folds x into two axes, split before the given axis."""
    axis = attributes.get("axis", 1)
    return x.reshape(int(np.prod(x.shape[:axis])), -1)


def softmax(attributes, x):
    """Normalises exp(x) to sum 1 along an axis."""
    axis = attributes.get("axis", -1)
    powers = np.exp(x - x.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


OPERATORS = {
    "Conv": conv,
    "Flatten": flatten,
    "Gemm": gemm,
    "Identity": lambda attributes, x: x,
    "MaxPool": max_pool,
    "Relu": lambda attributes, x: np.maximum(x, 0),
    "Softmax": softmax,
}


def evaluate(graph, x):
    """Runs graph on its single input x and returns its single output."""
    values = {t.name: numpy_helper.to_array(t).astype(np.float64)
              for t in graph.initializer}
    values[graph.input[0].name] = x
    for node in graph.node:
        attributes = {a.name: onnx.helper.get_attribute_value(a)
                      for a in node.attribute}
        values[node.output[0]] = OPERATORS[node.op_type](
            attributes, *(values[name] for name in node.input))
    return values[graph.output[0].name]


def scores(model, images):
    """Returns the model's outputs (N, 10) for uint8 images (N, 28, 28)."""
    dims = model.graph.input[0].type.tensor_type.shape.dim
    shape = [-1] + [d.dim_value for d in dims[1:]]
    return np.concatenate([
        evaluate(model.graph, images[i:i + BATCH].reshape(shape) / 255)
        for i in range(0, len(images), BATCH)])


def main():
    paths = [Path(p) for p in sys.argv[1:]]
    images, labels = render_glyphs.read_set("test", EXAMPLES / "data")
    for path in paths or sorted((EXAMPLES / "models").glob("*.onnx")):
        model = onnx.load(str(path))
        onnx.checker.check_model(model, full_check=True)
        hits = int((scores(model, images).argmax(1) == labels).sum())
        print(f"{path.name:24s} {hits} of {len(labels)} test images right, "
              f"accuracy {hits / len(labels):.4f}")


if __name__ == "__main__":
    main()
