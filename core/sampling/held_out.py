"""How likely are the latents of real images under a density that was not fitted to them?

The log-density of its own draws is no score: the narrower a density, the higher it is, and a single place would win.
That of real latents is the highest, on average, for the density that they come from.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.sampling.fitted import FittedSampler


@dataclass(frozen=True)
class HeldOut:
    """nats: mean log-density of n latents, -inf if any is impossible. outside: how many are."""

    nats: float
    n: int
    outside: int


def held_out(
    fitted: FittedSampler, z: np.ndarray, labels: np.ndarray | None, *, label: int | None = None, told: bool = False
) -> HeldOut | None:
    """Return how likely latents z (n, d) of real images are at temperature 1; None if there are none, or no density.

    labels: their classes, int (n,), -1 where unknown. label: only those of this class, under the density within it.
    told: the model is told the class of each, so that each is asked for within its own; classes that the strategy
    does not know are left out. z must be draws from the posteriors, as a density is fitted to such.
    """
    if fitted.mixture is None or not fitted.config.foretells:
        return None
    classes = np.full(len(z), -1) if labels is None else labels
    wanted = fitted.knows if label is None and told else () if label is None else (label,)
    if wanted:
        found = [fitted.log_density(z[classes == k], label=k) for k in wanted if k in fitted.knows]
    else:
        found = [fitted.log_density(z)]
    nats = np.concatenate([np.empty(0), *(part for part in found if part is not None)])
    return HeldOut(float(nats.mean()), len(nats), int(np.isneginf(nats).sum())) if len(nats) else None
