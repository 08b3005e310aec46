#!/usr/bin/env python3
"""Makes the fixtures of PyTorchGradientTest: small networks as PyTorch exports them, with values and gradients from its autograd.

Usage: make.py            (in this folder; written with torch 1.13, onnx 1.12)
Each network NAME gives NAME.onnx and NAME.json: input x, cotangent v, output y, gradient dx = J^T v.
"""
import json
import pathlib

import torch
import torch.nn as nn
import torch.nn.functional as F

FOLDER = pathlib.Path(__file__).parent


def save(name, model, x, opset):
    model = model.eval()
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    x = x.clone().requires_grad_(True)
    y = model(x)
    v = torch.rand(y.shape, generator=torch.Generator().manual_seed(9)) - 0.5
    y.backward(v)
    torch.onnx.export(model, x.detach(), FOLDER / f"{name}.onnx", opset_version=opset, input_names=["x"],
                      output_names=["y"], dynamic_axes={"x": {0: "N"}, "y": {0: "N"}})
    numbers = {key: [float(f"{n:.9g}") for n in value.detach().flatten().tolist()]
               for key, value in [("x", x), ("v", v), ("y", y), ("dx", x.grad)]}
    shapes = {"xShape": list(x.shape), "yShape": list(y.shape)}
    (FOLDER / f"{name}.json").write_text(json.dumps({**shapes, **numbers}) + "\n")


class Wrap(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


def kinks():
    """Functions at their kinks and ties: every multiple of 1/2 in [-4, 4], and pools over few different values."""
    grid = torch.arange(-8, 9).float().reshape(1, 17) / 2
    functions = {
        "relu": (F.relu, 9), "leaky_relu": (lambda x: F.leaky_relu(x, 0.1), 9), "elu": (F.elu, 9), "selu": (F.selu, 9),
        "celu": (lambda x: F.celu(x, 2.0), 12), "abs": (torch.abs, 9), "clamp": (lambda x: torch.clamp(x, -1.0, 1.5), 11),
        "hardswish": (F.hardswish, 14), "hardsigmoid": (F.hardsigmoid, 14), "sign": (lambda x: x + torch.sign(x), 9),
        "maximum": (lambda x: torch.maximum(x, torch.zeros(17)), 12),
        "minimum": (lambda x: torch.minimum(x, -x), 12),
        "amax": (lambda x: torch.amax(torch.clamp(x, -1.0, 1.0) * torch.ones(2, 1, 1), dim=2).transpose(0, 1), 12),
        "floor": (lambda x: x * torch.floor(x), 9),
        "softplus": (F.softplus, 9), "tanhshrink": (lambda x: x - torch.tanh(x), 9),
    }
    for name, (function, opset) in functions.items():
        save("kink_" + name, Wrap(function), grid, opset)
    torch.manual_seed(3)
    tied = torch.randint(-1, 2, (2, 3, 7, 7)).float()
    save("tie_maxpool", nn.MaxPool2d(2), tied, 12)
    save("tie_maxpool_overlapping", nn.MaxPool2d(3, 2, 1), tied, 12)
    save("tie_maxpool_ceil", nn.MaxPool2d(3, 2, 0, ceil_mode=True), tied, 12)
    save("tie_maxpool_relu", nn.Sequential(nn.ReLU(), nn.MaxPool2d(2)), tied, 12)
    save("tie_maxpool_global", nn.AdaptiveMaxPool2d(1), tied, 12)


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.inputs = nn.Linear(width, 3 * width)
        self.output = nn.Linear(width, width)

    def forward(self, x):
        n, t, w = x.shape
        q, k, v = self.inputs(x).reshape(n, t, 3, self.heads, w // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        weights = (q @ k.transpose(-2, -1) / (w // self.heads) ** 0.5).softmax(-1)
        return self.output((weights @ v).transpose(1, 2).reshape(n, t, w))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.mlp = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class Mixed(nn.Module):
    """Resizing, group and instance normalisation, transposed convolution, padding."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(3, 8, 3), nn.ConvTranspose2d(8, 4, 3, 2, 1, 1)
        self.group, self.instance = nn.GroupNorm(2, 8), nn.InstanceNorm2d(4, affine=True)

    def forward(self, x):
        x = F.pad(self.first(x), (1, 1, 1, 1), mode="reflect")
        x = F.interpolate(F.silu(self.group(x)), scale_factor=0.5, mode="bilinear", align_corners=False)
        x = self.instance(self.second(x))
        return F.avg_pool2d(F.softplus(x), 3, 2, 1).flatten(1).log_softmax(1)[:, ::3]


def networks():
    image = torch.rand((2, 3, 16, 16), generator=torch.Generator().manual_seed(4))
    for opset in (11, 16):
        torch.manual_seed(1)
        save(f"mixed_{opset}", Mixed(), image, opset)
    torch.manual_seed(1)
    encoder = nn.Sequential(Block(16, 2), Block(16, 4), nn.Flatten(), nn.Linear(6 * 16, 5), nn.Softmax(-1))
    save("encoder_14", encoder, torch.randn(2, 6, 16), 14)


if __name__ == "__main__":
    kinks()
    networks()
