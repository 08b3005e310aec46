"""What gradients by the input cost: Halfspace against a bare forward session and against PyTorch in eager mode.

    run.py [--threads 2] [--rounds 3] [--seconds 6] [--batches 1,16,64] [--clock wall|cpu] [--java java] [--torch PYTHON] MODEL.onnx[@1,16]...

Each model runs in a process of its own for Halfspace and one for PyTorch, which take turns. Times are milliseconds, the
least and the median over all turns. Build Halfspace first (mvn package -DskipTests).
"""

import argparse
import glob
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
MEMORY_BATCH = 16
JARS = ("core/target/halfspace-core-*.jar", "plugins/onnx/target/halfspace-onnx-*.jar")


class Worker:
    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.greeting = self.process.stdout.readline().split()
        if self.greeting[:1] != ["ready"]:
            self.process.wait()
            raise SystemExit("cannot be started: " + " ".join(command))

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().split()
        if not answer:
            raise SystemExit("no answer to " + line)
        return [float(number) for number in answer]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def find_torch(python):
    found = subprocess.run([python, "-c", "import onnx, torch; print(torch.__version__)"], capture_output=True, text=True)
    if found.returncode != 0:
        print("no PyTorch with the package onnx in %s: its columns are left out\n" % python)
        return None
    print("PyTorch " + found.stdout.strip())
    return python


def classpath():
    jars = [path for pattern in JARS for path in glob.glob(os.path.join(ROOT, pattern))]
    if len(jars) != len(JARS):
        raise SystemExit("expected one jar for each of %s: run mvn package -DskipTests" % (JARS,))
    return os.pathsep.join(jars)


def halfspace(options, model):
    source = os.path.join(HERE, "GradientCost.java")
    return Worker([options.java, "-Xmx1g", "-XX:MaxDirectMemorySize=4g", "-Dclock=" + options.clock, "-cp", classpath(), source, str(options.threads), model])


def combine(rounds):
    """The least of the least times, the median of the medians, column by column."""
    columns = list(zip(*rounds))
    return [min(c) if i % 2 == 0 else sorted(c)[len(c) // 2] for i, c in enumerate(columns)]


def peak_memory(options, model, batch):
    """Megabytes of a process that only takes gradients."""
    worker = halfspace(options, model)
    worker.ask("build")
    worker.ask("gradient %d" % batch)
    (peak,) = worker.ask("peak")
    worker.close()
    return peak


def milliseconds(least, median):
    return "%9.3f %9.3f" % (least, median)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=6, help="of each process in each round and batch")
    parser.add_argument("--batches", default="1,16,64")
    parser.add_argument("--clock", choices=("wall", "cpu"), default="wall",
                        help="cpu: processor time of one thread, for machines that are not quiet; sets --threads 1")
    parser.add_argument("--java", default="java")
    parser.add_argument("--torch", default=sys.executable, help="a Python with torch and onnx")
    options = parser.parse_args()
    if options.clock == "cpu":
        options.threads = 1
    python = find_torch(options.torch)
    print("%d threads; milliseconds, least and median; ratio of least times, to the faster forward pass; peak at batch %d\n" % (
        options.threads, MEMORY_BATCH))
    print("%-18s %5s %19s %19s %19s %6s %19s %7s %7s" % (
        "model", "batch", "bare forward", "forward", "forward+backward", "ratio", "torch f+b", "x least", "x med"))
    for argument in options.models:
        model, _, batches = argument.partition("@")
        measure(options, python, model, [int(b) for b in (batches or options.batches).split(",")])


def measure(options, python, model, batches):
    name = os.path.splitext(os.path.basename(model))[0]
    ours = halfspace(options, model)
    (build,) = ours.ask("build")
    theirs = Worker([python, os.path.join(HERE, "torch_cost.py"), str(options.threads), model, options.clock]) if python else None
    for batch in batches:
        line = "time %d %g" % (batch, options.seconds)
        own, other = [], []
        for _ in range(options.rounds):
            own.append(ours.ask(line))
            if theirs:
                other.append(theirs.ask(line))
        t = combine(own)
        row = "%-18s %5d %s %s %s %6.2f" % (
            name, batch, milliseconds(*t[:2]), milliseconds(*t[2:4]), milliseconds(*t[4:]), t[4] / min(t[0], t[2]))
        if theirs:
            p = combine(other)
            row += " %s %7.2f %7.2f" % (milliseconds(*p[2:]), p[2] / t[4], p[3] / t[5])
        print(row, flush=True)
    (same,) = ours.ask("check 7")
    ours.close()
    if theirs:
        theirs.close()
    peak = peak_memory(options, model, MEMORY_BATCH)
    print("%-18s       build %.2f s, peak %.0f MB, repeatable and the same for every cut: %s" % (
        name, build, peak, "yes" if same else "NO"), flush=True)


main()
