#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Trains glyphs-mlp.onnx: 784-128-64-10 with ReLU; puts out probabilities.

Usage: train_mlp.py FILE.onnx
"""

from torch import nn

import training


def build():
    """Returns an untrained model from (N, 1, 28, 28) to logits (N, 10)."""
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(784, 128), nn.ReLU(),
        nn.Linear(128, 64), nn.ReLU(),
        nn.Linear(64, 10))


if __name__ == "__main__":
    training.run(build, epochs=12, output_name="probabilities",
                 head=nn.Softmax(dim=1))
