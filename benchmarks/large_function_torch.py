#!/usr/bin/python3
"""The functions of large_function_benchmark.cc with PyTorch, in one thread.

  large_function_torch.py [output of large_function_benchmark]

Prints the same table (the faster of what PyTorch offers for a column) and the
same numbers; given the output of the benchmark, compares these.

SPDX-License-Identifier: BSD-3-Clause
"""
import statistics
import sys
import time

import torch
from torch.autograd.functional import hessian, hvp, vhp

TOLERANCE = 1e-10
NUM_SAMPLES = 32
ROUNDS = 31


def pattern(count, multiplier):
    i = torch.arange(count)
    return (i * multiplier % 101).to(torch.float64) / 101.0 - 0.5


def rosenbrock(x):
    a = 1.0 - x[:-1]
    b = x[1:] - x[:-1] * x[:-1]
    return (a * a + 100.0 * b * b).sum()


def network(num_inputs, num_units):
    inputs = 2.0 * pattern(NUM_SAMPLES * num_inputs, 37)
    inputs = inputs.reshape(NUM_SAMPLES, num_inputs)
    targets = pattern(NUM_SAMPLES, 29)
    biases = num_units * num_inputs
    outputs = biases + num_units

    def f(x):
        weights = x[:biases].reshape(num_units, num_inputs)
        hidden = torch.tanh(inputs @ weights.T + x[biases:outputs])
        y = hidden @ x[outputs:outputs + num_units] + x[outputs + num_units]
        error = y - targets
        return (error * error).sum() * (0.5 / NUM_SAMPLES)

    return f, num_units * (num_inputs + 2) + 1


def gradient(f, x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(f(x), x)[0]


def median_times(calls):
    """Seconds of each call, timed in turn."""
    repeats = []
    for call in calls:
        start = time.perf_counter()
        count = 0
        while True:
            call()
            count += 1
            if time.perf_counter() - start > 1e-3:
                break
        repeats.append(count)
    samples = [[] for _ in calls]
    for _ in range(ROUNDS):
        for call, count, sample in zip(calls, repeats, samples):
            call()
            start = time.perf_counter()
            for _ in range(count):
                call()
            sample.append((time.perf_counter() - start) / count)
    return [statistics.median(sample) for sample in samples]


def run(name, f, n, checks):
    x = pattern(n, 53)
    v = pattern(n, 17)
    times = median_times([
        lambda: f(x),
        lambda: gradient(f, x),
        lambda: hessian(f, x, vectorize=True),
        lambda: hessian(f, x, vectorize=False),
        lambda: hvp(f, x, v),
        lambda: vhp(f, x, v),
    ])
    value = times[0]
    whole = times[1] + min(times[2], times[3])
    product = min(times[4], times[5])
    print(f"{name:<12} {n:6d} {1e6 * value:14.2f} {1e3 * whole:14.3f} "
          f"{1e6 * product:14.2f} {product / value:14.1f}", flush=True)

    h = hessian(f, x, vectorize=True)
    numbers = {
        "value": f(x),
        "gradient_norm": gradient(f, x).norm(),
        "hessian_norm": h.norm(),
        "hessian_0_0": h[0, 0],
        "hessian_0_1": h[0, 1],
        "hessian_middle": h[n // 2, n // 2 + 1],
        "hessian_last": h[n - 1, n - 1],
        "product_norm": vhp(f, x, v)[1].norm(),
    }
    for what, number in numbers.items():
        checks[f"{name} {n} {what}"] = number.item()


def compare(checks, path):
    """Returns whether the numbers in the file are these."""
    theirs = {}
    with open(path, encoding="ascii") as lines:
        for line in lines:
            words = line.split()
            if words[:1] == ["check"]:
                theirs[" ".join(words[1:4])] = float(words[4])
    worst = 0.0
    for key, number in checks.items():
        if key not in theirs:
            print(f"{path} has no {key}.")
            return False
        worst = max(worst, abs(theirs[key] - number) / max(abs(number), 1e-3))
    print(f"{len(checks)} numbers differ by at most {worst:.1e}")
    return worst <= TOLERANCE


def main():
    torch.set_num_threads(1)
    checks = {}
    print(f"{'function':<12} {'n':>6} {'value us':>14} {'grad+Hess ms':>14} "
          f"{'product us':>14} {'product/value':>14}")
    for n in (200, 1000):
        run("rosenbrock", rosenbrock, n, checks)
    for num_inputs, num_units in ((18, 10), (35, 27)):
        f, n = network(num_inputs, num_units)
        run("network", f, n, checks)
    for key, number in checks.items():
        print(f"check {key} {number:.16e}")
    return 0 if len(sys.argv) < 2 or compare(checks, sys.argv[1]) else 1


if __name__ == "__main__":
    sys.exit(main())
