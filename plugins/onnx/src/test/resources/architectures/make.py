#!/usr/bin/env python3
"""Makes the fixtures of ArchitecturesTest: small classifiers of today's kinds as PyTorch exports them, and what its autograd says
of them in double precision.

Usage: make.py            (in this folder; written with torch 1.13, onnx 1.12)
Each network NAME gives NAME_OPSET.onnx for some operator sets, and NAME.json:
  half           whether its floats have 16 bits
  shape          of the input, with the batch
  x, u, v        input, tangent (as the input), cotangent (as the logits), in units of 1/64
  labels         a class for each sample
  logits         z
  vjp, jvp       J^T v and J u of z by x
  crossEntropy, logitsRatio, margin      gradients by x of the sums of these losses at the labels
"""
import copy
import json
import pathlib

import onnx
import onnx.numpy_helper
import torch
import torch.nn as nn
import torch.nn.functional as F

FOLDER = pathlib.Path(__file__).parent
CLASSES = 5


class Attention(nn.Module):
    """Self-attention, with a bias for relative positions and a mask where there are some."""

    def __init__(self, width, heads, window=0):
        super().__init__()
        self.heads, self.scale = heads, (width // heads) ** -0.5
        self.inputs, self.output = nn.Linear(width, 3 * width), nn.Linear(width, width)
        if window:
            self.table = nn.Parameter(0.5 * torch.randn((2 * window - 1) ** 2, heads))
            grid = torch.stack(torch.meshgrid(torch.arange(window), torch.arange(window), indexing="ij")).flatten(1)
            apart = grid[:, :, None] - grid[:, None, :] + window - 1
            self.register_buffer("index", apart[0] * (2 * window - 1) + apart[1])
        self.window = window

    def forward(self, x, mask=None):
        n, t, w = x.shape
        q, k, v = self.inputs(x).reshape(n, t, 3, self.heads, w // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        scores = (q * self.scale) @ k.transpose(-2, -1)
        if self.window:
            scores = scores + self.table[self.index.flatten()].reshape(t, t, self.heads).permute(2, 0, 1)[None]
        if mask is not None:
            scores = scores.reshape(-1, mask.shape[0], self.heads, t, t) + mask[None, :, None]
            scores = scores.reshape(-1, self.heads, t, t)
        return self.output((scores.softmax(-1) @ v).transpose(1, 2).reshape(n, t, w))


class Block(nn.Module):
    def __init__(self, width, heads, first=True, activation=nn.GELU):
        super().__init__()
        self.norm1, self.norm2, self.first = nn.LayerNorm(width), nn.LayerNorm(width), first
        self.attention = Attention(width, heads)
        self.mlp = nn.Sequential(nn.Linear(width, 2 * width), activation(), nn.Dropout(0.1), nn.Linear(2 * width, width))

    def forward(self, x):
        if self.first:
            x = x + self.attention(self.norm1(x))
            return x + self.mlp(self.norm2(x))
        x = self.norm1(x + self.attention(x))
        return self.norm2(x + self.mlp(x))


class VisionTransformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 16, 4, 4)
        self.token = nn.Parameter(torch.randn(1, 1, 16))
        self.positions = nn.Parameter(torch.randn(1, 17, 16))
        self.blocks = nn.Sequential(Block(16, 2), Block(16, 4))
        self.norm, self.head = nn.LayerNorm(16), nn.Linear(16, CLASSES)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.positions
        return self.head(self.norm(self.blocks(x))[:, 0])


class Swin(nn.Module):
    """Attention within shifted windows with a mask, and merging of patches."""

    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 8, 2, 2)
        self.norms = nn.ModuleList(nn.LayerNorm(8) for _ in range(4))
        self.attentions = nn.ModuleList(Attention(8, 2, window=4) for _ in range(2))
        self.mlps = nn.ModuleList(nn.Sequential(nn.Linear(8, 16), nn.GELU(), nn.Linear(16, 8)) for _ in range(2))
        self.merge_norm, self.merge = nn.LayerNorm(32), nn.Linear(32, 16, bias=False)
        self.norm, self.head = nn.LayerNorm(16), nn.Linear(16, CLASSES)
        region = torch.zeros(8, 8)
        for i, rows in enumerate((slice(0, 4), slice(4, 6), slice(6, 8))):
            for j, columns in enumerate((slice(0, 4), slice(4, 6), slice(6, 8))):
                region[rows, columns] = 3 * i + j
        region = region.reshape(2, 4, 2, 4).permute(0, 2, 1, 3).reshape(4, 16)
        self.register_buffer("mask", (region[:, None] != region[:, :, None]).float() * -100)

    def forward(self, x):
        x = self.patches(x).permute(0, 2, 3, 1)
        n, h, w, c = x.shape
        for i in range(2):
            y = self.norms[2 * i](x)
            y = torch.roll(y, (-2, -2), (1, 2)) if i else y
            y = y.reshape(n, h // 4, 4, w // 4, 4, c).permute(0, 1, 3, 2, 4, 5).reshape(-1, 16, c)
            y = self.attentions[i](y, self.mask if i else None)
            y = y.reshape(n, h // 4, w // 4, 4, 4, c).permute(0, 1, 3, 2, 4, 5).reshape(n, h, w, c)
            x = x + (torch.roll(y, (2, 2), (1, 2)) if i else y)
            x = x + self.mlps[i](self.norms[2 * i + 1](x))
        x = torch.cat([x[:, 0::2, 0::2], x[:, 1::2, 0::2], x[:, 0::2, 1::2], x[:, 1::2, 1::2]], -1)
        x = self.norm(self.merge(self.merge_norm(x)))
        return self.head(x.flatten(1, 2).mean(1))


class ConvNext(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem, self.stem_norm = nn.Conv2d(3, 8, 2, 2), nn.LayerNorm(8)
        self.depthwise, self.norm = nn.Conv2d(8, 8, 7, padding=3, groups=8), nn.LayerNorm(8)
        self.up, self.down, self.scale = nn.Linear(8, 32), nn.Linear(32, 8), nn.Parameter(torch.rand(8, 1, 1))
        self.last, self.head = nn.LayerNorm(8), nn.Linear(8, CLASSES)

    def channels_first_norm(self, x):
        mean = x.mean(1, keepdim=True)
        variance = (x - mean).pow(2).mean(1, keepdim=True)
        x = (x - mean) / torch.sqrt(variance + 1e-6)
        return self.stem_norm.weight[:, None, None] * x + self.stem_norm.bias[:, None, None]

    def forward(self, x):
        x = self.channels_first_norm(self.stem(x))
        y = self.norm(self.depthwise(x).permute(0, 2, 3, 1))
        y = self.down(F.gelu(self.up(y))).permute(0, 3, 1, 2)
        return self.head(self.last((x + self.scale * y).mean([-2, -1])))


class SqueezeExcite(nn.Module):
    def __init__(self, channels, gate, inner):
        super().__init__()
        self.reduce, self.expand = nn.Conv2d(channels, 4, 1), nn.Conv2d(4, channels, 1)
        self.gate, self.inner = gate, inner

    def forward(self, x):
        return x * self.gate(self.expand(self.inner(self.reduce(F.adaptive_avg_pool2d(x, 1)))))


class Inverted(nn.Module):
    """An inverted residual, as in MobileNetV3 and EfficientNet."""

    def __init__(self, activation, gate, inner):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), activation)
        self.block = nn.Sequential(
            nn.Conv2d(8, 24, 1, bias=False), nn.BatchNorm2d(24), activation,
            nn.Conv2d(24, 24, 5, 1, 2, groups=24, bias=False), nn.BatchNorm2d(24), activation,
            SqueezeExcite(24, gate, inner), nn.Conv2d(24, 8, 1, bias=False), nn.BatchNorm2d(8))
        self.last = nn.Sequential(nn.Conv2d(8, 16, 1, bias=False), nn.BatchNorm2d(16), activation)
        self.head = nn.Sequential(nn.Linear(16, 12), activation, nn.Dropout(0.2), nn.Linear(12, CLASSES))

    def forward(self, x):
        x = self.stem(x)
        x = self.last(x + self.block(x))
        return self.head(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))


class Shuffle(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        self.grouped = nn.Sequential(nn.Conv2d(8, 8, 1, groups=2, bias=False), nn.BatchNorm2d(8), nn.ReLU())
        self.branch = nn.Sequential(nn.Conv2d(4, 4, 1), nn.BatchNorm2d(4), nn.ReLU(),
                                    nn.Conv2d(4, 4, 3, padding=1, groups=4), nn.BatchNorm2d(4))
        self.head = nn.Linear(8, CLASSES)

    @staticmethod
    def shuffled(x):
        n, c, h, w = x.shape
        return x.view(n, 2, c // 2, h, w).transpose(1, 2).contiguous().view(n, c, h, w)

    def forward(self, x):
        x = self.shuffled(self.grouped(self.stem(x)))
        a, b = x.chunk(2, dim=1)
        return self.head(self.shuffled(torch.cat([a, self.branch(b)], 1)).mean((2, 3)))


class Encoder(nn.Module):
    """A transformer encoder over vectors, for text; the mean over its positions is classified."""

    def __init__(self):
        super().__init__()
        self.input, self.positions = nn.Linear(6, 16), nn.Parameter(torch.randn(9, 16))
        self.blocks = nn.Sequential(Block(16, 2, first=False, activation=nn.ReLU), Block(16, 4, first=False))
        self.head = nn.Linear(16, CLASSES)

    def forward(self, x):
        return self.head(torch.tanh(self.blocks(self.input(x) + self.positions).mean(1)))


class DenseNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 7, 2, 3, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        self.layers = nn.ModuleList(nn.Sequential(
            nn.BatchNorm2d(c), nn.ReLU(), nn.Conv2d(c, 8, 1, bias=False),
            nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 4, 3, padding=1, bias=False)) for c in (8, 12, 16))
        self.transition = nn.Sequential(nn.BatchNorm2d(20), nn.ReLU(), nn.Conv2d(20, 10, 1, bias=False), nn.AvgPool2d(2, 2))
        self.norm, self.head = nn.BatchNorm2d(10), nn.Linear(10, CLASSES)

    def forward(self, x):
        features = [self.stem(x)]
        for layer in self.layers:
            features.append(layer(torch.cat(features, 1)))
        x = self.transition(torch.cat(features, 1))
        return self.head(torch.flatten(F.adaptive_avg_pool2d(F.relu(self.norm(x)), (1, 1)), 1))


class Inception(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem, self.norm = nn.Conv2d(3, 8, 3, 2), nn.LocalResponseNorm(5, 0.02, 0.75, 1.0)
        self.one = nn.Conv2d(8, 4, 1)
        self.three = nn.Sequential(nn.Conv2d(8, 4, 1), nn.ReLU(), nn.Conv2d(4, 6, (1, 3), padding=(0, 1)),
                                   nn.Conv2d(6, 6, (3, 1), padding=(1, 0)))
        self.five = nn.Sequential(nn.Conv2d(8, 3, 1), nn.ReLU(), nn.Conv2d(3, 4, 5, padding=2))
        self.pooled, self.head = nn.Conv2d(8, 4, 1), nn.Linear(18 * 4, CLASSES)

    def forward(self, x):
        x = F.max_pool2d(self.norm(F.relu(self.stem(x))), 3, 2, ceil_mode=True)
        pool = self.pooled(F.avg_pool2d(x, 3, 1, 1))
        x = F.relu(torch.cat([self.one(x), self.three(x), self.five(x), pool], 1))
        x = F.avg_pool2d(x, 3, 2, 1, ceil_mode=False, count_include_pad=False)
        return self.head(F.dropout(x, 0.4, self.training).flatten(1))


class Quantised(nn.Module):
    """Convolutions and a layer whose weights and inputs are quantised; gradients go straight through."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(3, 8, 3, 2, 1), nn.Conv2d(8, 8, 3, 2, 1, groups=2)
        self.head = nn.Linear(8 * 4, CLASSES)
        for layer, scale in ((self.first, 0.0031), (self.second, 0.0037), (self.head, 0.0023)):
            layer.weight.data = torch.fake_quantize_per_tensor_affine(layer.weight.data, scale, 0, -128, 127)

    @staticmethod
    def unsigned(x, scale, zero):
        return torch.fake_quantize_per_tensor_affine(x, scale, zero, 0, 255)

    def forward(self, x):
        x = self.unsigned(x, 0.0033, 3)
        x = self.unsigned(F.relu(self.first(x)), 0.0029, 0)
        x = F.max_pool2d(self.unsigned(self.second(x), 0.0041, 100), 2)
        return self.head(x.flatten(1))


class Plain(Encoder):
    """The encoder without Erf, which ONNX Runtime has not in double precision, and with a scale that 16 bits hold."""

    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(Block(16, 4, first=False, activation=nn.ReLU), Block(16, 4, activation=nn.Tanh))


def as_half(path):
    """Stores a graph's floats as 16-bit ones."""
    model = onnx.load(path)
    half, single = onnx.TensorProto.FLOAT16, onnx.TensorProto.FLOAT

    def convert(tensor):
        if tensor.data_type == single:
            tensor.CopyFrom(onnx.numpy_helper.from_array(onnx.numpy_helper.to_array(tensor).astype("float16"), tensor.name))

    for tensor in model.graph.initializer:
        convert(tensor)
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.TENSOR:
                convert(attribute.t)
            if node.op_type == "Cast" and attribute.i == single:
                attribute.i = half
    del model.graph.value_info[:]
    for value in list(model.graph.input) + list(model.graph.output):
        value.type.tensor_type.elem_type = half
    onnx.save(model, path)


def randomise(model):
    """Statistics, scales and biases that are not 0 and 1."""
    for module in model.modules():
        if isinstance(module, (nn.BatchNorm2d, nn.LayerNorm)):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.5, 0.5)
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.running_mean, -0.3, 0.3)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
    return model.eval()


def multiples(shape, low, high, generator):
    return torch.randint(low, high, shape, generator=generator).double() / 64


def logits_ratio(z, labels):
    return -(margins(z, labels) / (z.sort(1, descending=True).values[:, 0] - z.sort(1, descending=True).values[:, 2] + 1e-12))


def margins(z, labels):
    own = z.gather(1, labels[:, None])[:, 0]
    others = z.scatter(1, labels[:, None], float("-inf")).amax(1)
    return own - others


def save(name, make, shape, opsets, precision=torch.float32):
    torch.manual_seed(1)
    model = randomise(make())
    if precision == torch.float16:
        model = model.half().float()
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    generator = torch.Generator().manual_seed(4)
    x, u = multiples(shape, 0, 65, generator), multiples(shape, -64, 65, generator)
    v = multiples((shape[0], CLASSES), -64, 65, generator)
    labels = torch.randint(0, CLASSES, (shape[0],), generator=generator)
    exact = copy.deepcopy(model).double()
    z = exact(x)

    def gradient(loss):
        point = x.clone().requires_grad_(True)
        return torch.autograd.grad(loss(exact(point)), point)[0]

    rows = [gradient(lambda z: z[:, k].sum()) for k in range(CLASSES)]
    jvp = torch.stack([(row * u).flatten(1).sum(1) for row in rows], 1)

    results = {
        "logits": z, "jvp": jvp, "vjp": gradient(lambda z: (z * v).sum()),
        "crossEntropy": gradient(lambda z: F.cross_entropy(z, labels, reduction="sum")),
        "logitsRatio": gradient(lambda z: logits_ratio(z, labels).sum()),
        "margin": gradient(lambda z: margins(z, labels).sum()),
    }
    numbers = {key: [float(f"{n:.8g}") for n in value.detach().flatten().tolist()] for key, value in results.items()}
    units = {key: (64 * value).round().int().flatten().tolist() for key, value in {"x": x, "u": u, "v": v}.items()}
    text = json.dumps({"half": precision == torch.float16, "shape": list(shape), **units, "labels": labels.tolist(), **numbers}, separators=(",", ":"))
    (FOLDER / f"{name}.json").write_text(text + "\n")
    for opset in opsets:
        path = FOLDER / f"{name}_{opset}.onnx"
        double = precision == torch.float64
        torch.onnx.export(exact if double else model, x if double else x.float(), path, opset_version=opset, input_names=["x"],
                          output_names=["z"], dynamic_axes={"x": {0: "N"}, "z": {0: "N"}})
        if precision == torch.float16:
            as_half(path)


if __name__ == "__main__":
    image = (2, 3, 16, 16)
    save("vision_transformer", VisionTransformer, image, (11, 17))
    save("swin", Swin, image, (11, 17))
    save("convnext", ConvNext, image, (9, 17))
    save("mobilenet_v3", lambda: Inverted(nn.Hardswish(), nn.Hardsigmoid(), nn.ReLU()), image, (11, 17))
    save("efficientnet", lambda: Inverted(nn.SiLU(), nn.Sigmoid(), nn.SiLU()), image, (9, 13))
    save("shufflenet", Shuffle, image, (11, 16))
    save("encoder", Encoder, (3, 9, 6), (12, 17))
    save("densenet", DenseNet, image, (9, 13))
    save("inception", Inception, image, (11, 15))
    save("quantised", Quantised, image, (12, 17))
    save("convnext_half", ConvNext, image, (17,), torch.float16)
    save("encoder_half", Plain, (3, 9, 6), (9, 17), torch.float16)
    save("encoder_double", Plain, (3, 9, 6), (11, 17), torch.float64)
