"""How long do the sampling strategies take to fit to many latents, and to draw from?

60,000 latents of 16 and of 64 dimensions, of ten classes that are slanted heaps, made by a seed: what the numbers are
does not change how long it takes, but for k-means and mixtures, whose steps depend on how well the heaps are parted.
Each strategy runs in a process of its own, once; drawing and densities are the best of three. Seconds; fit, CPU: those
that a processor worked, which other work beside changes little. A density is that of 1,000 places. peak: the most
memory that process held, MB, of which some 40 are Python and numpy.

    python -m benchmarks.samplers [--latents 60000] [--dims 16 64] [--strategies kde k-means]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from benchmarks.report import report
from core.sampling import SAMPLERS, SamplerConfig

DRAWS, PLACES, CLASSES = 10_000, 1_000, 10
VARIANTS: dict[str, SamplerConfig] = {name: sampler() for name, sampler in SAMPLERS.items()} | {
    "kde, cross-validated": SAMPLERS["kde"](bandwidth="cross-validated"),
    "gaussian-mixture, diag": SAMPLERS["gaussian-mixture"](covariance="diag"),
    "gaussian-mixture, bic": SAMPLERS["gaussian-mixture"](choose="bic"),
}


def latents(n: int, d: int) -> tuple[np.ndarray, np.ndarray]:
    """Return latents (n, d) float32 of about unit variance, and their labels."""
    rng = np.random.default_rng(d)
    labels = rng.integers(0, CLASSES, n)
    centres, slants = rng.normal(size=(CLASSES, d)) * 0.7, rng.normal(size=(CLASSES, d, d)) * 0.7 / np.sqrt(d)
    z = np.empty((n, d), np.float32)
    for label in range(CLASSES):
        members = labels == label
        z[members] = centres[label] + rng.normal(size=(members.sum(), d)) @ slants[label]
    return z, labels


def best(work: Callable[[], object], rounds: int = 3) -> float:
    """Return the seconds of the quickest of some rounds."""
    spent = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return min(spent)


def child(name: str, n: int, d: int) -> dict:
    """Fit one strategy in this process and measure it."""
    z, labels = latents(n, d)
    config, rng = VARIANTS[name], np.random.default_rng(0)
    if not config.quick:
        import sklearn.cluster
        import sklearn.mixture  # noqa: F401  loading it takes seconds, which are not the strategy's
    began, worked = time.perf_counter(), time.process_time()
    fitted = config.fit(z, labels, logvar=np.full_like(z, -3), rng=rng)
    fit, cpu = time.perf_counter() - began, time.process_time() - worked
    return {
        "strategy": name,
        "d": d,
        "n": n,
        "fit": fit,
        "fit, CPU": cpu,
        f"draw {DRAWS:,}": best(lambda: fitted.sample(DRAWS, rng=rng)),
        f"density of {PLACES:,}": best(lambda: fitted.log_density(z[:PLACES])) if fitted.mixture else "",
        "peak, MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * (1024 if MAC else 1))),
    }


MAC = sys.platform == "darwin"  # where ru_maxrss counts bytes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--latents", type=int, default=60_000)
    parser.add_argument("--dims", type=int, nargs="+", default=[16, 64])
    parser.add_argument("--strategies", nargs="+", default=list(VARIANTS), choices=list(VARIANTS))
    parser.add_argument("--child", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        print(json.dumps(child(arguments.child, arguments.latents, arguments.dims[0])))
        return
    rows = []
    for d in arguments.dims:
        for name in arguments.strategies:
            command = [sys.executable, "-m", "benchmarks.samplers", "--child", name, "--dims", str(d)]
            command += ["--latents", str(arguments.latents)]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            rows.append(json.loads(done.stdout.splitlines()[-1]))
            print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
    report("samplers", rows)


if __name__ == "__main__":
    main()
