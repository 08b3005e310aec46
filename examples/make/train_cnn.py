#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Trains glyphs-cnn.onnx: two convolutions, 64 ReLU features; puts out logits.

Usage: train_cnn.py FILE.onnx
"""

from torch import nn

import training


def build():
    """Returns an untrained model from (N, 1, 28, 28) to logits (N, 10)."""
    return nn.Sequential(
        nn.Conv2d(1, 12, kernel_size=3, padding=1), nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(12, 24, kernel_size=3, padding=1), nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(24 * 7 * 7, 64), nn.ReLU(),
        nn.Linear(64, 10))


if __name__ == "__main__":
    training.run(build, epochs=6, output_name="logits")
