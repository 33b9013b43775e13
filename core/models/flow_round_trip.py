"""Which noise does a flow draw a given image from? It goes its own way back, under the class that explains it best.

What a search does for a generator, see inversion.py, takes a flow one way back and one forth: see flow_travel.py.

Source: Li et al. 2023, arXiv:2303.16203 (the class under which noise is told from the image best).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn

from core.images import to_uint8
from core.models.flow_travel import Draws, back, travel
from core.models.inversion import Inversion, OnStep
from core.models.refiner import BACK_STEPS

BETWEEN, LOOKS = (0.05, 0.8), 32  # moments at which each class is tried, and how many: one noise for all classes


@torch.no_grad()
def round_trip(
    flow: Draws,
    x: Tensor,
    *,
    rng: torch.Generator,
    on_step: OnStep = lambda step, error, frame: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Inversion | None:
    """Go back from x (1, h, w) in [0, 1] to noise and forth again; None if it was told to stop.

    z is that noise, label the class under which it sees x best, -1 for none, error the squared error of what comes out,
    frames and errors (1, 9): on its way forth from noise, step by step. Raises ValueError, also for a blank image.
    """
    image, k, network = x[None], len(flow.classes), cast("nn.Module", flow.decoder.network)
    noise = torch.empty_like(image).normal_(generator=rng)
    label = _best_class(network, 2 * image - 1, k, rng) if k else -1
    if should_stop():
        return None
    y = torch.eye(k)[[label]] if k else image.new_zeros(1, 0)
    z = back(flow, image, y if k else None, noise=noise)
    at, frames, errors = z.view_as(image), [], []
    for step in range(BACK_STEPS + 1):
        frames.append(to_uint8(_ink(at))[0])
        errors.append(float((_ink(at) - image).square().mean()))
        on_step(step, errors[-1], frames[-1])
        if step < BACK_STEPS:
            moments = {"start": step / BACK_STEPS, "end": (step + 1) / BACK_STEPS}
            at = travel(network, at, y, steps=1, guidance=1.0, heun=True, **moments)
    return Inversion(
        z=z[0].numpy(),
        label=label,
        error=errors[-1],
        frames=np.stack(frames),
        steps=np.arange(BACK_STEPS + 1),
        errors=np.array([errors], np.float32),
    )


def _best_class(network: nn.Module, clean: Tensor, k: int, rng: torch.Generator) -> int:
    """Return under which class the network sees best what a noisy image (1, 1, h, w) was, all at the same noise.

    The errors are of the velocity, as in training: see flow_network.py.
    """
    t = torch.linspace(*BETWEEN, LOOKS)
    at = t.repeat_interleave(k)
    noise = torch.empty(LOOKS, *clean.shape[1:]).normal_(generator=rng).repeat_interleave(k, 0)
    some = at[:, None, None, None]
    seen = network(some * clean + (1 - some) * noise, at, torch.eye(k).repeat(LOOKS, 1))
    missed = (seen - clean).square().flatten(1).mean(1) / (1 - at).square()
    return int(missed.view(LOOKS, k).sum(0).argmin())


def _ink(x: Tensor) -> Tensor:
    return ((x + 1) / 2).clamp(0, 1)
