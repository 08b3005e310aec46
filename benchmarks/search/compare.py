#!/usr/bin/python3
"""An independent check of `halfspace search`, in NumPy and PyTorch: shares no code with it and reads the ONNX file itself.

  compare.py replay    MODEL DATA.csv RESULT.json SAVED_DIR   recomputes norm, bounds and residual of every saved match in float64
  compare.py reference MODEL DATA.csv RESULT.json EPS,...     searches the same pairs: projected Adam with two starts, then damped Gauss-Newton

Networks: chains of Flatten, Reshape, Gemm, MatMul, Add, Sub, Div, Conv, BatchNormalization, Relu, MaxPool, AveragePool, GlobalAveragePool
and Identity (enough for the models of the zoo that name them). --mean and --std are the preprocessing; --hwc is the layout of the data file.
Skips with a message where onnx or torch is missing."""
import argparse
import json
import sys

try:
    import numpy as np
    import onnx
    import torch
    import torch.nn.functional as F
    from onnx import numpy_helper
except ImportError as error:
    print(f'skipped: {error.name} is not installed')
    sys.exit(0)


def attributes(node):
    return {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}


class Network:
    """The logits of an ONNX graph, as a function of a batch of flat pixels, in any floating-point type."""

    def __init__(self, path, mean, std, dtype):
        graph = onnx.load(path).graph
        self.nodes = graph.node
        self.constants = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in graph.initializer}
        inputs = [i for i in graph.input if i.name not in self.constants]
        self.input = inputs[0].name
        self.shape = [d.dim_value for d in inputs[0].type.tensor_type.shape.dim][1:]
        self.output = graph.output[0].name
        self.dtype = dtype
        self.mean, self.std = mean, std
        for name, value in self.constants.items():
            if value.is_floating_point():
                self.constants[name] = value.to(dtype)

    def __call__(self, pixels):
        x = pixels.to(self.dtype)
        if self.mean:
            channels = x.reshape(len(x), len(self.mean), -1)
            mean = torch.tensor(self.mean, dtype=torch.float64).to(self.dtype)[None, :, None]
            std = torch.tensor(self.std, dtype=torch.float64).to(self.dtype)[None, :, None]
            x = ((channels - mean) / std).reshape(len(x), -1)
        if len(self.shape) == 3 and self.shape[-1] == 3:
            # A graph that takes height, width, channels; pixels here are channels first.
            x = x.reshape(len(x), 3, self.shape[0], self.shape[1]).permute(0, 2, 3, 1)
        values = dict(self.constants)
        values[self.input] = x.reshape([len(x)] + self.shape)
        for node in self.nodes:
            values[node.output[0]] = self.run(node, [values.get(i) for i in node.input], len(x))
        return values[self.output].reshape(len(x), -1)

    def run(self, node, a, count):
        at, kind = attributes(node), node.op_type
        if kind == 'Constant':
            value = torch.from_numpy(numpy_helper.to_array(at['value']).copy())
            return value.to(self.dtype) if value.is_floating_point() else value
        if kind == 'Gemm':
            x = a[0].t() if at.get('transA') else a[0]
            w = a[1].t() if at.get('transB') else a[1]
            y = at.get('alpha', 1.0) * (x @ w)
            return y if len(a) < 3 else y + at.get('beta', 1.0) * a[2]
        if kind == 'Conv':
            pads = at.get('pads', [0] * 4)
            if at.get('auto_pad', b'NOTSET') in (b'SAME_UPPER', b'SAME_LOWER'):
                raise SystemExit('auto_pad is not known here')
            x = F.pad(a[0], (pads[1], pads[3], pads[0], pads[2]))
            return F.conv2d(x, a[1], a[2] if len(a) > 2 else None, tuple(at.get('strides', [1, 1])), 0,
                            tuple(at.get('dilations', [1, 1])), at.get('group', 1))
        if kind == 'BatchNormalization':
            scale = a[1] / torch.sqrt(a[4] + at.get('epsilon', 1e-5))
            return a[0] * scale[None, :, None, None] + (a[2] - a[3] * scale)[None, :, None, None]
        if kind == 'MaxPool':
            return F.max_pool2d(a[0], tuple(at['kernel_shape']), tuple(at.get('strides', at['kernel_shape'])))
        if kind == 'AveragePool':
            return F.avg_pool2d(a[0], tuple(at['kernel_shape']), tuple(at.get('strides', at['kernel_shape'])))
        if kind in ('Flatten', 'Reshape', 'Squeeze'):
            return a[0].reshape(count, -1) if kind == 'Flatten' else self.reshape(a, count)
        simple = {'Relu': lambda: torch.relu(a[0]), 'MatMul': lambda: a[0] @ a[1], 'Add': lambda: a[0] + a[1],
                  'Sub': lambda: a[0] - a[1], 'Mul': lambda: a[0] * a[1], 'Div': lambda: a[0] / a[1],
                  'Identity': lambda: a[0], 'GlobalAveragePool': lambda: a[0].mean((2, 3), keepdim=True),
                  'Transpose': lambda: a[0].permute(*at['perm'])}
        if kind not in simple:
            raise SystemExit(f'the operator {kind} is not known here')
        return simple[kind]()

    @staticmethod
    def reshape(a, count):
        shape = [int(d) for d in a[1]]
        shape[0] = count
        return a[0].reshape(shape)


def read_pixels(path, hwc):
    table = np.loadtxt(path, delimiter=',')
    x = (table[:, 1:] / 255).astype(np.float32)
    if hwc:
        x = x.reshape(len(x), 32, 32, 3).transpose(0, 3, 1, 2).reshape(len(x), -1)
    return torch.from_numpy(x)


def centred(z):
    return z - z.mean(1, keepdim=True)


def distance(d, norm):
    return {'linf': np.abs(d).max(), 'l2': np.sqrt((d * d).sum()), 'l1': np.abs(d).sum()}[norm]


def replay(options, network, x, result):
    saved = np.load(options.extra + '/inputs.npy').reshape(-1, x.shape[1])
    bad = checked = 0
    for row in result['rows']:
        if not row['found']:
            continue
        checked += 1
        match = saved[row['input']]
        far = distance(match.astype(np.float64) - x[row['source']].numpy().astype(np.float64), result['norm'])
        z = network(torch.from_numpy(match[None])), network(x[row['target']][None])
        residual = float((centred(z[0]) - centred(z[1])).abs().max())
        inside = match.min() >= 0 and match.max() <= 1
        if not inside or far > row['eps'] * (1 + 1e-12) or abs(residual - row['residual']) > 1e-9 + 1e-6 * residual:
            bad += 1
            print(f"pair {row['pair']}: inside {inside}, distance {far} of {row['eps']}, residual {residual} of {row['residual']}")
    print(f'{checked} matches replayed, {bad} not as reported')
    return bad


def reference(options, network, x, result):
    """Projected Adam from two starts, then damped Gauss-Newton with projection; a match is |C (z - z')| < 1e-3."""
    for text in options.extra.split(','):
        eps = float(text.split('/')[0]) / float(text.split('/')[1]) if '/' in text else float(text)
        theirs = ours = 0
        for row in result['rows']:
            found = bool(row['found']) and row['eps'] <= eps
            reached = attack(network, x[row['source']], x[row['target']], eps, result['norm'])
            ours += found
            theirs += reached
            if reached and not found:
                print(f"pair {row['pair']} ({row['source']} -> {row['target']}): the reference matches within {text}, halfspace at {row['eps']}")
            if reached and row['epsRefuted'] is not None and row['epsRefuted'] >= eps:
                print(f"pair {row['pair']}: WRONG, matched within {text} and refuted within {row['epsRefuted']}")
        print(f"eps {text}: reference {theirs}, halfspace {ours} of {len(result['rows'])}" + ('  SMALLER' if ours < theirs else ''))


def inside(y, source, eps, norm):
    """A point of the ball and the bounds: y shrunk towards the source, and clipped, which goes no farther away."""
    d = y - source
    if norm == 'linf':
        d = d.clamp(-eps, eps)
    elif norm == 'l2':
        d = d * min(1.0, eps / max(float(d.norm()), 1e-30))
    elif float(d.abs().sum()) > eps:
        sizes = d.abs().sort(descending=True).values
        excess = (sizes.cumsum(0) - eps) / torch.arange(1, len(d) + 1)
        d = d.sign() * (d.abs() - excess[int((sizes > excess).sum()) - 1]).clamp(min=0)
    return (source + d).clamp(0, 1)


def attack(network, source, target, eps, norm):
    with torch.no_grad():
        wanted = centred(network(target[None]))
    entry = eps / {'linf': 1, 'l2': len(source) ** 0.5, 'l1': len(source)}[norm]
    low, high = ((source - eps).clamp(min=0), (source + eps).clamp(max=1)) if norm == 'linf' else (torch.zeros_like(source), torch.ones_like(source))
    torch.manual_seed(0)
    for start in (source, inside(source + entry * (2 * torch.rand_like(source) - 1), source, eps, norm)):
        p = start.clone().clamp(0, 1).requires_grad_(True)
        adam = torch.optim.Adam([p], lr=entry / 10)
        for _ in range(200):
            loss = ((centred(network(p[None])) - wanted) ** 2).sum()
            adam.zero_grad()
            loss.backward()
            adam.step()
            with torch.no_grad():
                p.data = inside(p.data, source, eps, norm)
        y, mu = p.detach(), 1e-3
        for _ in range(40):
            y.requires_grad_(True)
            f = (centred(network(y[None])) - wanted)[0]
            if float(f.detach().abs().max()) < 1e-3:
                return True
            jacobian = torch.stack([torch.autograd.grad(f[i], y, retain_graph=True)[0] for i in range(len(f) - 1)])
            free = ((y > low) | (jacobian.sum(0) < 0)) & ((y < high) | (jacobian.sum(0) > 0))
            j = (jacobian * free).double()
            gram = j @ j.t()
            step = j.t() @ torch.linalg.solve(gram + (mu * gram.diagonal().mean() + 1e-12) * torch.eye(len(j)), -f[:-1].detach().double())
            with torch.no_grad():
                trial = inside(y + step.to(y.dtype), source, eps, norm)
                better = (centred(network(trial[None])) - wanted).abs().max() < f.abs().max()
            mu = mu / 3 if better else mu * 4
            y = trial if better else y.detach()
    return False


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('what', choices=['replay', 'reference'])
    parser.add_argument('model')
    parser.add_argument('data')
    parser.add_argument('result')
    parser.add_argument('extra')
    parser.add_argument('--mean', type=lambda t: [float(v) for v in t.split(',')])
    parser.add_argument('--std', type=lambda t: [float(v) for v in t.split(',')])
    parser.add_argument('--hwc', action='store_true')
    options = parser.parse_args()
    torch.set_num_threads(1)
    with open(options.result) as file:
        result = json.load(file)
    x = read_pixels(options.data, options.hwc)
    network = Network(options.model, options.mean, options.std, torch.float64 if options.what == 'replay' else torch.float32)
    sys.exit(bool((replay if options.what == 'replay' else reference)(options, network, x, result)))


main()
