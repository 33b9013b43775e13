"""How many times as fast as the reference is this machine, in trainings of each kind? Measured by a few real steps."""

from __future__ import annotations

import time
from collections.abc import Callable

import torch

from core.augmentation import GENTLE, vary
from core.models import ConvVaeConfig, GanConfig, MlpVaeConfig, ModelConfig
from core.training import estimate
from core.training.precision import products

USUAL = 1.2  # times as long as the fastest, which beside other work is the one that tells most of the machine
CPU, CLASSES, SIDE = torch.device("cpu"), ("0", "1"), 28
PROBES: tuple[tuple[ModelConfig, int, int], ...] = (  # of each kind: a model, images a step, steps
    (MlpVaeConfig(hidden=(128, 64)), 64, 30),
    (MlpVaeConfig(hidden=(400,), latent_dim=20), 128, 16),
    (ConvVaeConfig(), 64, 10),
    (GanConfig(conditional=True), 64, 6),
)


def measured() -> dict[str, float]:
    """Return what core.training.estimate calls paces. It takes about half a second, on this thread's cores."""
    paces = {}
    for model, batch, steps in PROBES:
        expected = estimate.step_seconds(model, batch, k=len(CLASSES))
        paces[model.pace] = expected / _quick(_step_of(model, batch), steps)
    x, rng = torch.rand(64, 1, SIDE, SIDE), torch.Generator().manual_seed(0)
    expected = x.numel() * estimate.PER_PIXEL_VARIED
    paces["varied"] = expected / _quick(lambda: vary(x, GENTLE, rng=rng), 16)
    # What is written at the end of an epoch goes through Python as small steps do, and then waits for the disk.
    return paces | {"written": min(1.0, paces["dense"])}


def _step_of(config: ModelConfig, batch: int) -> Callable[[], object]:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = config.build(CLASSES).train()
    rng = torch.Generator().manual_seed(0)
    x = torch.rand(batch, 1, SIDE, SIDE, generator=rng)
    y = torch.eye(len(CLASSES))[torch.arange(batch) % len(CLASSES)]
    optimisers, context = model.optimisers(1e-3), products(model, CPU, batch)

    def step() -> None:
        with context:
            model.train_step(x, y, optimisers=optimisers, rng=rng, epoch=0.0)

    return step


def _quick(work: Callable[[], object], times: int) -> float:
    """Return the seconds of a usual one as on a machine that does nothing else."""
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return USUAL * min(spent[2:])  # the first two make ready what later ones find
