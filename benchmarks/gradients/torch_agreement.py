"""Whether Halfspace's vector-Jacobian products of whole networks are PyTorch's, in single and in double precision.

    torch_agreement.py [--halfspace ../../halfspace] [--samples 8] [--seed 1] MODEL.onnx[@HEAD]...

HEAD is what `halfspace --head` takes, for networks that do not end in a softmax layer. Weights that a graph only declares
(ConstantOfShape) get random ones from random_weights.py. Half of the samples are noise, half are dark but for some pixels, as digits
are, so that windows of pools have ties. Errors are L2 norms of differences over L2 norms, of the middle sample and of the worst. Ends
with status 1 where the middle one is above the bound; a ReLU within rounding of its kink costs a sample its share of the gradient in
single precision, whoever computes it, so that the worst one says little without the last column, PyTorch's in single precision
against itself in double precision.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import torch
from torch_network import Network

HERE = os.path.dirname(os.path.abspath(__file__))

# Single precision through a few layers; it leaves no ReLU of so few on another side of its kink, as a rule.
SMALL_BOUND = 1e-5
# Of a million ReLUs and more some are within rounding of their kinks in most samples.
DEEP_BOUND = 3e-3
DEEP_PARAMETERS = 1_000_000
# Where PyTorch's single precision is itself further than that from double precision, as far as it is.
LIKE_PYTORCH = 1.5
# Values have no kinks.
VALUE_BOUND = 1e-5
DARK = 0.8


def halfspace(options, *arguments):
    found = subprocess.run([options.halfspace, *arguments, "--json"], capture_output=True, text=True)
    if found.returncode != 0:
        raise SystemExit(found.stderr)
    return json.loads(found.stdout)


def seeded(path, folder):
    """The model itself, or a copy whose weights are random where it has only their shapes."""
    model = onnx.load(path)
    if not any(node.op_type == "ConstantOfShape" for node in model.graph.node):
        return path
    copy = os.path.join(folder, os.path.basename(path))
    subprocess.run([sys.executable, os.path.join(HERE, "random_weights.py"), path, copy], check=True)
    return copy


def error(found, expected):
    """Of the middle and of the worst sample among those that have a gradient."""
    norms = np.linalg.norm(expected, axis=1)
    rows = np.linalg.norm(found - expected, axis=1)[norms > 0] / norms[norms > 0]
    return np.median(rows), rows.max()


class Comparison:
    def __init__(self, options, argument, folder):
        self.options = options
        path, _, self.head = argument.partition("@")
        self.path = seeded(path, folder)
        self.folder = folder
        self.choice = ["--head", self.head] if self.head else []
        self.facts = halfspace(options, "inspect", self.path, *self.choice)
        self.bound = DEEP_BOUND if self.facts["parameters"] > DEEP_PARAMETERS else SMALL_BOUND
        random = np.random.RandomState(options.seed)
        pixels = random.rand(options.samples, *self.facts["input"]["sample"])
        pixels[::2] *= random.rand(*pixels[::2].shape) > DARK
        self.pixels = pixels.astype(np.float32)
        self.random = random

    def file(self, name):
        return os.path.join(self.folder, name + ".npy")

    def evaluated(self, what, *more):
        halfspace(self.options, "evaluate", self.path, *self.choice, "--data", self.file("x"), "--what", what,
                  "--to", self.file("out"), *more)
        return np.load(self.file("out")).reshape(self.options.samples, -1)

    def network(self, precision):
        network = Network(self.path)
        return network.double() if precision == torch.float64 else network

    def input(self, network, precision):
        x = torch.tensor(self.pixels).to(precision)
        last = self.facts["input"]["preprocessing"] == "channels last"
        x = x.permute(0, 2, 3, 1).contiguous() if last else x.reshape([len(x)] + network.shape)
        return x.requires_grad_()

    def logits(self, network, values):
        if not self.head:
            return values[network.output].flatten(1)
        node = next(n for n in onnx.load(self.path, load_external_data=False).graph.node if self.head in (n.name, *n.output))
        z = values[node.output[0]]
        # A convolution's logits are averaged over all positions.
        return z.flatten(2).mean(2) if z.dim() > 2 else z

    def features(self, values):
        h = values.get(self.facts["hidden"]["tensor"])
        return None if h is None or h[0].numel() != self.facts["hidden"]["size"] else h.flatten(1)

    def torch_products(self, precision, cotangents):
        """Logits, and each product, as arrays of one row for each sample."""
        network = self.network(precision)
        x = self.input(network, precision)
        values = network.values(x)
        targets = {"logits": self.logits(network, values), "features": self.features(values)}
        products = {"values": targets["logits"].detach().double().numpy()}
        for name, cotangent in cotangents.items():
            if targets[name] is None:
                continue
            if targets[name] is x or not targets[name].grad_fn:
                continue
            (gradient,) = torch.autograd.grad(targets[name], x, torch.tensor(cotangent).to(precision), retain_graph=True)
            if self.facts["input"]["preprocessing"] == "channels last":
                gradient = gradient.permute(0, 3, 1, 2)
            products[name] = gradient.double().flatten(1).numpy()
        return products

    def rows(self):
        np.save(self.file("x"), self.pixels)
        sizes = {"logits": self.facts["classes"], "features": self.facts["hidden"]["size"]}
        if sizes["logits"] == sizes["features"]:
            del sizes["features"]
        cotangents = {name: self.random.randn(self.options.samples, size).astype(np.float32) for name, size in sizes.items()}
        ours = {"values": self.evaluated("logits")}
        for name, cotangent in cotangents.items():
            np.save(self.file("v"), cotangent)
            ours[name] = self.evaluated("vjp", "--cotangent", self.file("v"))
        single = self.torch_products(torch.float32, cotangents)
        double = self.torch_products(torch.float64, cotangents)
        for name in double:
            bound = VALUE_BOUND if name == "values" else self.bound
            yield (name, error(ours[name], single[name]), error(ours[name], double[name]), error(single[name], double[name]), bound)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+")
    parser.add_argument("--halfspace", default=os.path.join(os.path.dirname(os.path.dirname(HERE)), "halfspace"))
    parser.add_argument("--samples", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print("| model | what | to PyTorch, float32 | worst | to PyTorch, float64 | worst | PyTorch's own | worst | bound |")
    print("|---|---|---|---|---|---|---|---|---|")
    above = 0
    for argument in options.models:
        name = os.path.splitext(os.path.basename(argument.partition("@")[0]))[0]
        with tempfile.TemporaryDirectory() as folder:
            for what, single, double, own, bound in Comparison(options, argument, folder).rows():
                good = single[0] <= bound and double[0] <= max(bound, LIKE_PYTORCH * own[0])
                above += not good
                print("| %s | %s | %.1e | %.1e | %.1e | %.1e | %.1e | %.1e | %.0e%s |" % (
                    name, what, *single, *double, *own, bound, "" if good else " **above**"), flush=True)
    sys.exit(1 if above else 0)


main()
