"""Networks exported by torch.onnx.export itself, random weights. The truth is the same module in double precision."""
import copy
import io
import math

import torch
from torch import nn

from .kit import case

GREY = (1, 6, 6)
COLOUR = (3, 8, 8)


class Net(nn.Module):
    """features, then head, then tail: g, the softmax layer, and what stands behind it."""

    def __init__(self, features, head, tail=None):
        super().__init__()
        self.features, self.head, self.tail = features, head, tail or nn.Identity()

    def forward(self, x):
        return self.tail(self.head(self.features(x)))


class Lambda(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


def settle(net):
    """Weights that tell inputs apart, random BatchNorm statistics as after training, evaluation mode."""
    for module in net.modules():
        if isinstance(module, (nn.Linear, nn.Conv2d)) and isinstance(module.weight, nn.Parameter):
            nn.init.normal_(module.weight, std=2 / math.sqrt(module.weight[0].numel()))
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            nn.init.uniform_(module.running_mean, -0.5, 0.5)
            nn.init.uniform_(module.running_var, 0.5, 2)
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.5, 0.5)
    return net.eval()


def export(net, shapes, opset, dynamic, fold=True, inputs=("input",), outputs=("output",), example=None, **options):
    """The bytes that torch.onnx.export writes; constants are folded unless told otherwise."""
    buffer = io.BytesIO()
    example = example or tuple(torch.rand(1, *shape) for shape in shapes)
    axes = {name: {0: "batch"} for name in (*inputs, *outputs)} if dynamic else None
    torch.onnx.export(
        settle(net),
        example,
        buffer,
        opset_version=opset,
        do_constant_folding=fold,
        input_names=list(inputs),
        output_names=list(outputs),
        dynamic_axes=axes,
        **options,
    )
    return buffer.getvalue()


def expected(c, net, shape, transform=lambda x: x):
    """Pixels, h and logits (what the head gives), by the module in double precision."""
    X = c.pixels(*shape)
    double = copy.deepcopy(net).double()
    with torch.no_grad():
        h = double.features(transform(torch.from_numpy(X)))
        z = double.head(h)
    return X, h.flatten(1).numpy(), z.flatten(1).numpy()


def weights(layer):
    """W and b of a Linear or Conv2d layer, in double precision."""
    W = layer.weight.detach().double().flatten(1).numpy()
    b = layer.bias.detach().double().numpy() if layer.bias is not None else [0.0] * len(W)
    return W, b


def exported(c, net, shape, opset, dynamic, domain="nonnegative", head="Gemm", also=(), fold=True, **options):
    """Exports, and expects the split into net.features and net.head."""
    model = export(net, [shape], opset, dynamic, fold, **options)
    X, H, Z = expected(c, net, shape)
    c.split(model, *weights(net.head), H=H, X=X, logits=Z, head=head, domain=domain, also=also)


def mlp(*behind):
    features = nn.Sequential(nn.Flatten(), nn.Linear(36, 12), nn.ReLU(), nn.Linear(12, 8), nn.ReLU())
    return Net(features, nn.Linear(8, 5), nn.Sequential(*behind) if behind else None)


def cnn(flatten):
    """Conv, BatchNorm, ReLU, MaxPool, flattened in the way given: 4 maps of 4 x 4."""
    body = [nn.Conv2d(3, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), flatten]
    return Net(nn.Sequential(*body), nn.Linear(64, 5))


# --- multilayer perceptrons and small convolutional networks, over opsets, batches and folding


@case
def torch_mlp_9_fixed(c):
    """torch MLP, opset 9, batch 1."""
    exported(c, mlp(), GREY, 9, dynamic=False)


@case
def torch_mlp_11_open_unfolded(c):
    """torch MLP, opset 11, open batch, do_constant_folding=False."""
    exported(c, mlp(), GREY, 11, dynamic=True, fold=False)


@case
def torch_mlp_13_fixed_unfolded(c):
    """torch MLP with LogSoftmax, opset 13, batch 1, unfolded."""
    exported(c, mlp(nn.LogSoftmax(dim=1)), GREY, 13, dynamic=False, fold=False)


@case
def torch_mlp_17_open(c):
    """torch MLP with Softmax, opset 17, open batch."""
    exported(c, mlp(nn.Softmax(dim=-1)), GREY, 17, dynamic=True)


@case
def torch_cnn_9_fixed_view(c):
    """torch CNN, opset 9, batch 1; x.view(x.size(0), -1) becomes a Reshape to a constant or a chain of Shape and
    Gather.
    """
    exported(c, cnn(Lambda(lambda x: x.view(x.size(0), -1))), COLOUR, 9, dynamic=False)


@case
def torch_cnn_11_open_view(c):
    """torch CNN, opset 11, open batch: x.view(x.size(0), -1) as Shape, Gather, Unsqueeze, Concat, Reshape."""
    exported(c, cnn(Lambda(lambda x: x.view(x.size(0), -1))), COLOUR, 11, dynamic=True)


@case
def torch_cnn_13_unfolded(c):
    """torch CNN, opset 13, open batch, unfolded, view(-1, 64), BatchNormalization kept beside its Conv
    (training=PRESERVE).
    """
    flatten = Lambda(lambda x: x.view(-1, 64))
    exported(c, cnn(flatten), COLOUR, 13, dynamic=True, fold=False, training=torch.onnx.TrainingMode.PRESERVE)


@case
def torch_cnn_17_inputs_kept(c):
    """torch CNN, opset 17, open batch, keep_initializers_as_inputs."""
    exported(c, cnn(nn.Flatten()), COLOUR, 17, dynamic=True, keep_initializers_as_inputs=True)


@case
def torch_double(c):
    """A module in double precision: double input, weights and output."""
    net = mlp().double()
    model = export(net, [], 13, True, example=(torch.rand(1, *GREY, dtype=torch.float64),))
    X, H, Z = expected(c, net, GREY)
    c.split(model, *weights(net.head), H=H, X=X, logits=Z, domain="nonnegative")


class Transposed(nn.Module):
    """x W^T + b by hand: a Transpose node on the weights."""

    def __init__(self):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.randn(5, 8)), nn.Parameter(torch.randn(5))

    def forward(self, x):
        return x @ self.weight.t() + self.bias


@case
def torch_transpose_node(c):
    """x @ W.t() + b, unfolded: W passes a Transpose node, then MatMul and Add."""
    net = mlp()
    net.head = Transposed()
    exported(c, net, GREY, 13, dynamic=True, fold=False, head="MatMul")


@case
def torch_linear_3d(c):
    """A Linear layer on N x 1 x l: torch writes MatMul with a transposed initializer and Add with the bias first; mean
    over tokens behind.
    """
    net = mlp(Lambda(lambda z: z.squeeze(1)))
    net.features.append(Lambda(lambda h: h.unsqueeze(1)))
    exported(c, net, GREY, 13, dynamic=True, head="MatMul")


# --- what stands behind the head


@case
def torch_batch_norm_after(c):
    """nn.BatchNorm1d over the classes behind the last Linear, then Softmax."""
    norm = nn.BatchNorm1d(5)
    net = mlp(norm, nn.Softmax(dim=1))
    model = export(net, [GREY], 13, True)
    X, H, _ = expected(c, net, GREY)
    W, b = weights(net.head)
    norm = copy.deepcopy(norm).double()
    factor = (norm.weight / torch.sqrt(norm.running_var + float(torch.tensor(norm.eps).float()))).detach().numpy()
    mean, shift = norm.running_mean.numpy(), norm.bias.detach().numpy()
    c.split(
        model,
        factor[:, None] * W,
        factor * (b - mean) + shift,
        H=H,
        X=X,
        logits=(H @ W.T + b - mean) * factor + shift,
        domain="nonnegative",
    )


@case
def torch_temperature(c):
    """softmax(z / 2.5): Div by a Constant."""
    net = mlp(Lambda(lambda z: torch.softmax(z / 2.5, dim=1)))
    model = export(net, [GREY], 11, True)
    X, H, Z = expected(c, net, GREY)
    W, b = weights(net.head)
    c.split(model, W / 2.5, b / 2.5, H=H, X=X, logits=Z / 2.5, domain="nonnegative")


@case
def torch_logits_and_probabilities(c):
    """forward returns (logits, softmax(logits))."""
    net = mlp(Lambda(lambda z: (z, torch.softmax(z, dim=1))))
    exported(c, net, GREY, 13, dynamic=True, outputs=("logits", "probabilities"))


class Both(Net):
    def forward(self, x):
        h = self.features(x)
        return h, self.head(h)


@case
def torch_features_and_logits(c):
    """forward returns (features, logits)."""
    body = mlp()
    exported(c, Both(body.features, body.head), GREY, 13, dynamic=True, outputs=("features", "logits"))


class WithAuxiliary(Net):
    def __init__(self, body):
        super().__init__(body.features, body.head)
        self.auxiliary = nn.Sequential(nn.Linear(8, 6), nn.ReLU(), nn.Linear(6, 5))

    def forward(self, x):
        h = self.features(x)
        return self.head(h), self.auxiliary(h)


@case
def torch_auxiliary(c):
    """Two heads as in Inception v3 exported in training form; --output out tells which."""
    exported_with = WithAuxiliary(mlp())
    model = export(exported_with, [GREY], 13, True, outputs=("out", "aux"))
    X, H, Z = expected(c, exported_with, GREY)
    c.split(model, *weights(exported_with.head), H=H, X=X, logits=Z, domain="nonnegative", options={"output": "out"})


@case
def torch_relu_on_logits(c):
    """A ReLU on the logits before LogSoftmax (a tutorial's mistake that lives in published models)."""
    c.refuse(export(mlp(nn.ReLU(), nn.LogSoftmax(dim=1)), [GREY], 9, False), words=["Relu", "--head"])


# --- preprocessing


@case
def torch_normalised_input(c):
    """A CNN trained on (p - mean) / std, which stays outside the graph: --input-mean and --input-std, one number per
    channel.
    """
    mean, std = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
    net = cnn(nn.Flatten())
    model = export(net, [COLOUR], 13, True)
    channel = [torch.tensor(v, dtype=torch.float64).view(3, 1, 1) for v in (mean, std)]
    X, H, Z = expected(c, net, COLOUR, lambda x: (x - channel[0]) / channel[1])
    c.split(
        model,
        *weights(net.head),
        H=H,
        X=X,
        logits=Z,
        domain="nonnegative",
        options={"inputMean": mean, "inputStd": std},
    )


@case
def torch_scaled_input(c):
    """A network that expects 0..255, one mean for all channels: --input-scale 255 --input-mean 128 --input-std 64."""
    net = mlp()
    model = export(net, [GREY], 11, False)
    X, H, Z = expected(c, net, GREY, lambda x: (x * 255 - 128) / 64)
    options = {"inputScale": 255, "inputMean": [128], "inputStd": [64]}
    c.split(model, *weights(net.head), H=H, X=X, logits=Z, domain="nonnegative", options=options)
