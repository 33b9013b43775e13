"""What do images cost the zoo's flow, how long does it take to find out, and are its probes right about the trace?

Run: python -m benchmarks.flow_likelihood [--probes 128]

kinds: mean, standard error, least and most of twelve images of each kind, as Look inside asks; seconds of all. trace:
log-density of one noised digit by probes, and exactly by one slope a pixel, in few steps, which takes minutes. steps:
how far its log-density is off in fewer steps than 64, the worst of twelve digits, with the same probes.
"""

from __future__ import annotations

import argparse
import time

import torch
from torch import Tensor, nn

from benchmarks.report import report
from core import images as pixels
from core import library
from core.models.flow_likelihood import log_density
from core.models.refiner import BACK_FROM
from core.scores.strangers import Costs, kinds, verdict

FLOW = "mnist-flow"
FEW = 2  # steps in which the trace is found exactly: each takes 4 x 784 slopes


def noised(n: int) -> Tensor:
    """Return n test digits of the moment that a density is found at."""
    some = next(iter(kinds(library.find(FLOW)).values()))[:n]
    x = 2 * pixels.to_float(torch.from_numpy(some.copy())) - 1
    return BACK_FROM * x + (1 - BACK_FROM) * torch.randn(x.shape, generator=torch.Generator().manual_seed(0))


def of_kinds() -> list[dict]:
    """Ask what images of each kind cost."""
    asked = kinds(library.find(FLOW))
    x = torch.cat([pixels.to_float(torch.from_numpy(some.copy())) for some in asked.values()])
    began = time.perf_counter()
    nats = opened().costs(x, draws=2, rng=torch.Generator().manual_seed(0)).numpy()
    kind = torch.arange(len(asked)).repeat_interleave(len(x) // len(asked)).numpy()
    found = Costs(tuple(asked), pixels.to_uint8(x), kind, nats, time.perf_counter() - began)
    print(f"{found.seconds:.1f} s\n{verdict(found)}")
    return [
        {"kind": name, "nats": of.mean(), "error": found.error(i), "least": of.min(), "most": of.max()}
        for i, name in enumerate(found.kinds)
        for of in [found.of(i)]
    ]


def trace(many: int) -> list[dict]:
    """Find the log-density of one digit exactly, and by probes."""
    network, x, y = opened().decoder.network, noised(1), torch.zeros(1, 10)
    exact = float(log_density(network, x, y, steps=FEW, probe=None)[0])
    found = log_density(network, x.expand(many, -1, -1, -1), y.expand(many, -1), steps=FEW, probe=probes(many))[0]
    error = float(found.std()) / many**0.5
    return [{"exact": exact, "probes": float(found.mean()), "error": error, "of one probe": float(found.std())}]


def fewer() -> list[dict]:
    """Say how far off fewer steps are."""
    network, x, y, probe = opened().decoder.network, noised(12), torch.zeros(12, 10), probes(12)
    best = log_density(network, x, y, steps=64, probe=probe)[0]
    offs = {steps: log_density(network, x, y, steps=steps, probe=probe)[0] - best for steps in (4, 8, 12, 16, 32)}
    return [{"steps": steps, "off at most, nats": float(off.abs().max())} for steps, off in offs.items()]


def probes(n: int) -> Tensor:
    """Return -1 or 1 by chance, (n, 1, 28, 28)."""
    return torch.randint(0, 2, (n, 1, 28, 28), generator=torch.Generator().manual_seed(1)).float() * 2 - 1


def opened() -> nn.Module:
    """Return the zoo's flow."""
    return library.open_model(library.find(FLOW)).eval()


def main() -> None:
    """Measure all three, and print a table of each."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--probes", type=int, default=128)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    report("flow_likelihood_kinds", of_kinds())
    report("flow_likelihood_steps", fewer())
    report("flow_likelihood_trace", trace(asked.probes))


if __name__ == "__main__":
    main()
