"""Gives a graph whose weights are ConstantOfShape nodes random ones, from a seed: random_weights.py FROM.onnx TO.onnx

Weights are normal with variance 2 / inputs (He et al., 2015), so that activations keep their size on the way through a deep network.
"""

import sys

import numpy as np
import onnx
from onnx import numpy_helper


def main():
    source, target = sys.argv[1:]
    model = onnx.load(source)
    graph = model.graph
    constants = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    scales = {n.input[k] for n in graph.node if n.op_type == "BatchNormalization" for k in (1, 4)}
    random = np.random.RandomState(1)
    kept = []
    for node in graph.node:
        if node.op_type != "ConstantOfShape" or node.input[0] not in constants:
            kept.append(node)
            continue
        shape = [int(size) for size in constants[node.input[0]]]
        if len(shape) >= 2:
            values = random.randn(*shape) * np.sqrt(2 / np.prod(shape[1:]))
        else:
            values = random.rand(*shape) * 0.1 + (0.9 if node.output[0] in scales else 0)
        graph.initializer.append(numpy_helper.from_array(values.astype(np.float32), node.output[0]))
    del graph.node[:]
    graph.node.extend(kept)
    onnx.save(model, target)


main()
