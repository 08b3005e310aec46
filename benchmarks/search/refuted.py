#!/usr/bin/python3
"""Prints what `halfspace search` refutes beside what plain interval bounds would, for random pairs of five models.

  refuted.py ZOO [PAIRS]

ZOO is the folder with models/ and images/; PAIRS is 20 where it is not given. Linf, seed 1, least distances (no --eps). A pair is decided at
a distance where a match was found within it, or where it is refuted up to it. Builds the test classes first. Skips a model with a
message where it is absent."""
import json
import os
import statistics
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MNIST = ('mnist_test.csv', 1, [], [0.1, 0.3])
CIFAR = ('cifar10_test.csv', 3, [], [4 / 255, 8 / 255])
CASES = {
    'mnist-net_256x2': MNIST,
    'mnist-net_256x4': MNIST,
    'Convnet_maxpool': MNIST,
    'cifar10_small': CIFAR,
    'resnet_2b': ('cifar10_test.csv', 3, ['0.4914,0.4822,0.4465', '0.2471,0.2435,0.2616'], [4 / 255, 8 / 255]),
}


def class_path():
    """Of the benchmark's classes, built in one run: on its own, the second goal does not find modules that are not installed."""
    subprocess.run(['mvn', '-q', '-B', '-pl', 'plugins/onnx', '-am', 'test-compile', 'dependency:build-classpath',
                    '-Dmdep.includeScope=test', '-Dmdep.outputFile=target/classpath.txt'], cwd=ROOT, check=True)
    with open(os.path.join(ROOT, 'plugins/onnx/target/classpath.txt'), encoding='utf-8') as file:
        libraries = file.read().strip()
    folders = ['plugins/onnx/target/test-classes', 'plugins/onnx/target/classes', 'core/target/classes']
    return ':'.join([os.path.join(ROOT, folder) for folder in folders] + [libraries])


def search(model, images, channels, preprocessing, pairs):
    """The rows of a search."""
    options = ['--data-layout', 'hwc'] if channels == 3 else []
    for name, value in zip(['--input-mean', '--input-std'], preprocessing):
        options += [name, value]
    done = subprocess.run([os.path.join(ROOT, 'halfspace'), 'search', model, '--data', images, '--pairs', pairs, '--norm', 'linf',
                           '--seed', '1', '--json', *options], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)['rows']


def intervals(classes, model, images, channels, preprocessing, rows):
    """What intervals refute of the same pairs."""
    with tempfile.NamedTemporaryFile('w', suffix='.csv') as file:
        file.write(''.join(f'{row["source"]},{row["target"]}\n' for row in rows))
        file.flush()
        # In the environment: ONNX Runtime does not stand a long command line.
        done = subprocess.run(['java', 'org.halfspace.onnx.bounds.IntervalBenchmark', model, images, file.name, str(channels),
                               *preprocessing], stdout=subprocess.PIPE, check=True, env={**os.environ, 'CLASSPATH': classes})
    return [float(line.split(',')[2]) for line in done.stdout.decode().split()]


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    zoo, pairs = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else '20'
    classes = class_path()
    for name, (images, channels, preprocessing, radii) in CASES.items():
        model = os.path.join(zoo, 'models', name + '.onnx')
        if not os.path.exists(model):
            print(f'{name}: skipped, {model} is not there')
            continue
        images = os.path.join(zoo, 'images', images)
        rows = search(model, images, channels, preprocessing, pairs)
        refuted = {'intervals': intervals(classes, model, images, channels, preprocessing, rows),
                   'search': [row['epsRefuted'] or 0 for row in rows]}
        medians = ', '.join(f'{who} {statistics.median(radii):.3g}' for who, radii in refuted.items())
        ratio = statistics.median(ours / max(plain, 1e-9) for plain, ours in zip(refuted['intervals'], refuted['search']))
        print(f'{name}, {len(rows)} pairs: median refuted radius, {medians}, median ratio {ratio:.3g}')
        for eps in radii:
            found = [bool(row['found'] and row['eps'] <= eps) for row in rows]
            for who, least in refuted.items():
                out = sum(radius >= eps for radius in least)
                print(f'  at {eps:.4g}: {sum(found)} found, {out} refuted by {who}, {len(rows) - sum(found) - out} open')


if __name__ == '__main__':
    main()
