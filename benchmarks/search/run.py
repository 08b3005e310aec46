#!/usr/bin/python3
"""Times `halfspace search` over random pairs of two models and prints how many pairs match within each distance.

  run.py ZOO [PAIRS] [--refute]

ZOO is the folder with models/ and images/; PAIRS is 100 where it is not given. Least distances are searched (no --eps): one search of a pair
serves all distances. --refute also bounds the network. Wall and processor time are those
of the whole command, from the launcher on. Skips a model with a message where it is absent."""
import json
import math
import os
import resource
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CASES = [
    ('mnist-net_256x4', 'mnist_test.csv', [], [0.1, 0.15, 0.2, 0.3]),
    ('resnet_2b', 'cifar10_test.csv',
     ['--data-layout', 'hwc', '--input-mean', '0.4914,0.4822,0.4465', '--input-std', '0.2471,0.2435,0.2616'],
     [4 / 255, 8 / 255, 16 / 255]),
]


def measure(command):
    """Output, wall seconds and processor seconds of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return json.loads(done.stdout), wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    words = [word for word in sys.argv[1:] if not word.startswith('--')]
    if not words:
        sys.exit(__doc__)
    zoo, pairs = words[0], words[1] if len(words) > 1 else '100'
    bounds = [] if '--refute' in sys.argv else ['--skip-bounds']
    for model, images, options, radii in CASES:
        path = os.path.join(zoo, 'models', model + '.onnx')
        if not os.path.exists(path):
            print(f'{model}: skipped, {path} is not there')
            continue
        result, wall, processor = measure(
            [os.path.join(ROOT, 'halfspace'), 'search', path, '--data', os.path.join(zoo, 'images', images), '--pairs', pairs,
             '--norm', 'linf', '--seed', '1', '--json', *bounds, *options])
        found = [row['eps'] for row in result['rows'] if row['found']]
        mean = math.exp(sum(map(math.log, found)) / len(found)) if found else float('nan')
        rates = ', '.join(f'{sum(eps <= radius for eps in found)} at {radius:.4g}' for radius in radii)
        print(f'{model}: {len(result["rows"])} pairs, {wall:.1f} s wall, {processor:.1f} s processor; found {rates};'
              f' geometric mean of the least eps {mean:.4f}')


if __name__ == '__main__':
    main()
