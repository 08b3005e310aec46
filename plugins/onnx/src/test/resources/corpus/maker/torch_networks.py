"""Small networks of the usual architectures, exported by torch.onnx.export."""
import copy
import math

import torch
from torch import nn

from .from_torch import COLOUR, GREY, Lambda, Net, export, exported, mlp
from .kit import case


# --- architectures


class Block(nn.Module):
    """A residual block: Conv, BatchNorm, ReLU, twice, and the sum."""

    def __init__(self, width):
        super().__init__()
        self.one = nn.Sequential(nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU())
        self.two = nn.Sequential(nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x):
        return torch.relu(x + self.two(self.one(x)))


@case
def torch_resnet(c):
    """ResNet: stem, one residual block, AdaptiveAvgPool2d(1), flatten, Linear."""
    features = nn.Sequential(
        nn.Conv2d(3, 6, 3, stride=2, padding=1), nn.ReLU(), Block(6), nn.AdaptiveAvgPool2d(1), nn.Flatten()
    )
    exported(c, Net(features, nn.Linear(6, 5)), COLOUR, 13, dynamic=True)


@case
def torch_mobilenet(c):
    """MobileNetV3: depthwise Conv, squeeze-and-excitation with Hardsigmoid, Hardswish, mean over (2, 3), Linear,
    Hardswish, head.
    """

    class Excite(nn.Module):
        def __init__(self):
            super().__init__()
            self.gate = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(6, 6, 1), nn.Hardsigmoid())

        def forward(self, x):
            return x * self.gate(x)

    conv = [
        nn.Conv2d(3, 6, 3, stride=2, padding=1),
        nn.BatchNorm2d(6),
        nn.Hardswish(),
        nn.Conv2d(6, 6, 3, padding=1, groups=6),
        Excite(),
    ]
    features = nn.Sequential(
        *conv, nn.Hardswish(), Lambda(lambda x: x.mean((2, 3))), nn.Linear(6, 8), nn.Hardswish(), nn.Dropout(0.2)
    )
    exported(c, Net(features, nn.Linear(8, 5)), COLOUR, 14, dynamic=True, domain="real", also=["box:-0.375,inf"])


@case
def torch_vgg_as_conv(c):
    """A network made fully convolutional: the head is Conv2d(4, 5, kernel_size=4) on 4 x 4 maps, then flatten."""
    body = nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
    exported(c, Net(body, nn.Conv2d(4, 5, 4), nn.Flatten()), COLOUR, 13, dynamic=True, head="Conv")


@case
def torch_pool_conv_1x1(c):
    """AdaptiveAvgPool2d(1), Conv2d(6, 5, 1), squeeze of both axes one by one, Softmax."""
    body = nn.Sequential(nn.Conv2d(3, 6, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1))
    behind = nn.Sequential(Lambda(lambda z: z.squeeze(3).squeeze(2)), nn.Softmax(dim=1))
    exported(c, Net(body, nn.Conv2d(6, 5, 1), behind), COLOUR, 11, dynamic=True, head="Conv")


@case
def torch_squeezenet(c):
    """SqueezeNet's classifier: Dropout, 1x1 Conv, ReLU, AdaptiveAvgPool2d, flatten."""
    body = nn.Sequential(nn.Conv2d(3, 6, 3, padding=1), nn.ReLU(), nn.Dropout(0.5))
    behind = nn.Sequential(nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    c.refuse(export(Net(body, nn.Conv2d(6, 5, 1), behind), [COLOUR], 13, True), words=["Relu", "--head"])


class Inception(nn.Module):
    """Two branches of different kernel size, concatenated."""

    def __init__(self):
        super().__init__()
        self.one = nn.Sequential(nn.Conv2d(3, 4, 1), nn.ReLU())
        self.three = nn.Sequential(nn.Conv2d(3, 3, 3, padding=1), nn.ReLU())

    def forward(self, x):
        return torch.cat([self.one(x), self.three(x)], dim=1)


@case
def torch_inception(c):
    """Concat of two ReLU branches, average pooling, Dropout, flatten, Linear."""
    features = nn.Sequential(Inception(), nn.AvgPool2d(4), nn.Dropout(), nn.Flatten())
    exported(c, Net(features, nn.Linear(28, 5)), COLOUR, 13, dynamic=True)


@case
def torch_relu6(c):
    """ReLU6 features: Clip(0, 6), bounds from Constant nodes when unfolded."""
    features = nn.Sequential(nn.Flatten(), nn.Linear(36, 8), nn.ReLU6())
    exported(c, Net(features, nn.Linear(8, 5)), GREY, 13, dynamic=True, fold=False, domain="box:0,6")


@case
def torch_gelu(c):
    """GELU features: Div, Erf, Add, Mul, Mul at opset 17."""
    features = nn.Sequential(nn.Flatten(), nn.Linear(36, 8), nn.GELU())
    exported(c, Net(features, nn.Linear(8, 5)), GREY, 17, dynamic=True, domain="real", also=["box:-0.17,inf"])


class Encoder(nn.Module):
    """One transformer layer with pre-normalisation, written out, so that every opset can export it."""

    def __init__(self, width=8, heads=2):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.feed = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))

    def forward(self, x):
        n, t, width = x.shape
        q, k, v = self.qkv(self.norm1(x)).reshape(n, t, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        attention = torch.softmax(q @ k.transpose(-2, -1) / math.sqrt(width // self.heads), dim=-1)
        x = x + self.out((attention @ v).transpose(1, 2).reshape(n, t, width))
        return x + self.feed(self.norm2(x))


class Patches(nn.Module):
    """4 x 4 patches by a strided Conv, a class token, position embeddings."""

    def __init__(self, width=8):
        super().__init__()
        self.cut = nn.Conv2d(3, width, 4, stride=4)
        self.token, self.position = nn.Parameter(torch.randn(1, 1, width)), nn.Parameter(torch.randn(1, 5, width))

    def forward(self, x):
        x = self.cut(x).flatten(2).transpose(1, 2)
        return torch.cat([self.token.expand(x.shape[0], -1, -1), x], dim=1) + self.position


def vision_transformer():
    features = nn.Sequential(Patches(), Encoder(), nn.LayerNorm(8), Lambda(lambda x: x[:, 0]))
    return Net(features, nn.Linear(8, 5))


@case
def torch_vit(c):
    """A vision transformer: patches, class token by Expand, one encoder layer, LayerNorm, Gather of token 0, Linear;
    opset 13, open batch.
    """
    exported(c, vision_transformer(), COLOUR, 13, dynamic=True, domain="real")


@case
def torch_vit_fixed(c):
    """The same with batch 1 at opset 17: LayerNormalization nodes, and constant shapes everywhere, the token a constant
    of batch 1.
    """
    exported(c, vision_transformer(), COLOUR, 17, dynamic=False, domain="real")


class PostNorm(nn.Module):
    """nn.TransformerEncoderLayer's arithmetic without its fused fast path, which cannot be exported."""

    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)
        self.norm1, self.norm2 = nn.LayerNorm(8), nn.LayerNorm(8)
        self.feed = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 8))

    def forward(self, x):
        x = self.norm1(x + self.attention(x, x, x)[0])
        return self.norm2(x + self.feed(x))


@case
def torch_multihead_attention(c):
    """nn.MultiheadAttention and post-normalisation on patches, mean over tokens, Linear; batch 1, constant shapes."""
    features = nn.Sequential(Patches(), PostNorm(), Lambda(lambda x: x.mean(1)))
    exported(c, Net(features, nn.Linear(8, 5)), COLOUR, 14, dynamic=False, domain="real")


@case
def torch_lstm(c):
    """An LSTM over the rows of the image, last step, Linear; the initial state is a constant of batch 1."""

    class Rows(nn.Module):
        def __init__(self):
            super().__init__()
            self.lstm = nn.LSTM(6, 8, batch_first=True)

        def forward(self, x):
            return self.lstm(x.squeeze(1))[0][:, -1]

    exported(c, Net(Rows(), nn.Linear(8, 5)), GREY, 13, dynamic=False, domain="real", also=["box:-1,1"])


@case
def torch_weight_norm(c):
    """weight_norm on the head, unfolded: W = g v / |v| is computed by constant nodes in the graph."""
    net = mlp()
    net.head = nn.utils.weight_norm(net.head)
    model = export(net, [GREY], 13, True, fold=False)
    v, g = net.head.weight_v.detach().double(), net.head.weight_g.detach().double()
    X = c.pixels(*GREY)
    H = copy.deepcopy(net.features).double()(torch.from_numpy(X)).detach().numpy()
    W = (g * v / v.norm(dim=1, keepdim=True)).numpy()
    c.either(
        model,
        W,
        net.head.bias.detach().double().numpy(),
        H=H,
        X=X,
        domain="nonnegative",
        any_words=["constant", "Mul", "Gemm"],
    )


# --- not image classifiers


@case
def torch_regression(c):
    """A regression network: one output."""
    body = mlp()
    net = Net(body.features, nn.Linear(8, 1))
    c.refuse(export(net, [GREY], 13, True), any_words=["regression", "2 classes", "two classes", "one output"])


@case
def torch_text(c):
    """A text classifier: int64 token ids, Embedding, an encoder layer, mean, Linear. Its input has no pixels."""
    features = nn.Sequential(nn.Embedding(20, 8), Encoder(), Lambda(lambda x: x.mean(1)))
    example = (torch.randint(0, 20, (1, 7)),)
    model = export(Net(features, nn.Linear(8, 5)), [], 13, False, inputs=("input_ids",), example=example)
    c.refuse(model, words=["input_ids", "int64"])


class WithMetadata(Net):
    def forward(self, image, metadata):
        return self.head(torch.cat([self.features(image), metadata], dim=1))


@case
def torch_two_inputs(c):
    """An image and a vector of metadata: there is no way to say what the second one is."""
    net = WithMetadata(mlp().features, nn.Linear(11, 5))
    c.refuse(export(net, [GREY, (3,)], 13, True, inputs=("image", "metadata")), words=["image", "metadata"])


@case
def torch_detection(c):
    """A detector: N x anchors x (classes + 4), rank 3."""
    body = nn.Sequential(nn.Conv2d(3, 6, 3, padding=1), nn.ReLU())
    net = Net(body, nn.Conv2d(6, 9, 1), Lambda(lambda z: z.flatten(2).transpose(1, 2)))
    c.refuse(
        export(net, [COLOUR], 13, True, outputs=("detections",)),
        words=["detections"],
        any_words=["9 x 64", "64 x 9", "rank", "shape", "axes"],
    )


@case
def torch_segmentation(c):
    """A segmentation network: a class for each pixel, N x m x H x W."""
    body = nn.Sequential(nn.Conv2d(3, 6, 3, padding=1), nn.ReLU())
    c.refuse(
        export(Net(body, nn.Conv2d(6, 5, 1)), [COLOUR], 13, True, outputs=("mask",)),
        words=["mask"],
        any_words=["8 x 8", "rank", "shape", "axes"],
    )
