"""What the benchmarks of whole commands share: heads made from a seed, and commands timed from outside.

Each command is a fresh process, from the launcher to its last line of JSON, timed by /usr/bin/time. Both the least and the median wall
time are printed: on a machine that is shared the least says what the command needs, the median what it got.
"""
import json
import os
import statistics
import subprocess
import sys

import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HEADS = os.path.join(ROOT, 'target', 'benchmark-heads')


def gaussian(m, l, bias=False, seed=0, deviation=None):
    """m x l normal weights, of length 1 on average where no deviation is given, as float32."""
    random = np.random.RandomState(seed)
    weights = random.randn(m, l) * (l ** -0.5 if deviation is None else deviation)
    return weights, random.randn(m) * 0.1 if bias else None


def hierarchical(m, l, seed=0):
    """Classes in 30 clusters, features of decaying size: a spectrum like that of a trained layer."""
    random = np.random.RandomState(seed)
    weights = 0.3 * random.randn(m, l) + random.randn(30, l)[np.arange(m) % 30]
    return weights * (np.arange(l) + 1.0) ** -0.6, None


def quantised(m, l, seed=0):
    """Whole numbers from -127 to 127."""
    return np.random.RandomState(seed).randint(-127, 128, (m, l)), None


def simplex(m, l):
    """The first m unit vectors: neural collapse."""
    return np.eye(m, l), None


def planted(m, l, angles, seed=0):
    """A Gaussian head on a grid; the boundaries (4n, 4n + 1) and (4n + 2, 4n + 3) meet at the n-th angle. As float64."""
    random = np.random.RandomState(seed)
    weights = np.round(random.randn(m, l) * 256) / 256
    for n, angle in enumerate(angles):
        i, j, k, o = range(4 * n, 4 * n + 4)
        normal = weights[j] - weights[i]
        weights[o] = weights[k] + 2 * normal
        if angle:
            side = random.randn(l)
            side -= side @ normal / (normal @ normal) * normal
            weights[o] += np.tan(angle) * 2 * np.linalg.norm(normal) * side / np.linalg.norm(side)
    return weights, None


def save(name, head, dtype=np.float32):
    """Writes a head where it is not there yet; returns its file."""
    os.makedirs(HEADS, exist_ok=True)
    path = os.path.join(HEADS, name + '.npz')
    if not os.path.exists(path):
        weights, bias = head()
        arrays = {'W': weights.astype(dtype)}
        if bias is not None:
            arrays['b'] = bias.astype(dtype)
        np.savez(path + '.part.npz', **arrays)
        os.replace(path + '.part.npz', path)
    return path


def timed(arguments, environment=None):
    """One run: wall seconds, processor seconds, megabytes, JSON."""
    times = os.path.join(HEADS, 'times.%d' % os.getpid())
    run = subprocess.run(
        ['/usr/bin/time', '-f', '%e %U %S %M', '-o', times, os.path.join(ROOT, 'halfspace'), *arguments, '--json'],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
        env={**os.environ, **(environment or {})})
    if run.returncode:
        sys.exit('exit status %d of %s\n%s' % (run.returncode, ' '.join(arguments), run.stderr[-2000:]))
    with open(times) as file:
        wall, user, system, kilobytes = map(float, file.read().split()[-4:])
    os.remove(times)
    return wall, user + system, kilobytes / 1024, json.loads(run.stdout)


def measure(title, target, repeats, arguments, note=None, environment=None):
    """Runs a command some times and prints a line; returns the JSON of the last run."""
    runs = [timed(arguments, environment) for _ in range(repeats)]
    walls = sorted(run[0] for run in runs)
    print('%-58s %8s %8.2f %8.2f %8.2f %8.0f  %s' % (
        title, target, walls[0], statistics.median(walls), min(run[1] for run in runs), max(run[2] for run in runs),
        note(runs[-1][3]) if note else ''), flush=True)
    return runs[-1][3]


def header(repeats):
    subprocess.run([os.path.join(ROOT, 'halfspace'), '--version'], check=True, stdout=subprocess.DEVNULL)
    print('%d processors, load %.1f, %d runs each; seconds and megabytes' % (os.cpu_count(), os.getloadavg()[0], repeats))
    print('%-58s %8s %8s %8s %8s %8s' % ('', 'target', 'least', 'median', 'CPU', 'memory'))
