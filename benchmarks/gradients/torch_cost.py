"""The part of the benchmark that runs PyTorch in eager mode on the same graph; run.py starts it and asks it for measurements.

Usage: torch_cost.py THREADS MODEL wall|cpu, then lines "time BATCH SECONDS" on standard input, each answered by least and median
milliseconds of the forward pass and of forward and backward. Weights want no gradients, as in Halfspace.
"""

import sys
import time

import numpy as np
import torch
from torch_network import Network

LEAST_RUNS = 3


def measure(run, seconds, clock):
    run()
    run()
    times = []
    end = time.perf_counter() + seconds
    while len(times) < LEAST_RUNS or time.perf_counter() < end:
        start = clock()
        run()
        times.append((clock() - start) * 1000)
    return "%r %r" % (min(times), float(np.median(times)))


def main():
    threads, path = int(sys.argv[1]), sys.argv[2]
    clock = time.process_time if sys.argv[3] == "cpu" else time.perf_counter
    torch.set_num_threads(threads)
    network = Network(path)
    print("ready", torch.__version__, flush=True)
    for line in sys.stdin:
        _, batch, seconds = line.split()
        torch.manual_seed(3)
        x = torch.rand([int(batch)] + network.shape)
        wants = x.clone().requires_grad_()
        with torch.no_grad():
            v = torch.rand_like(network(x))

        def forward():
            with torch.no_grad():
                network(x)

        def gradient():
            return torch.autograd.grad(network(wants), wants, v)

        print(measure(forward, float(seconds) / 2, clock), measure(gradient, float(seconds) / 2, clock), flush=True)


main()
