"""Between two images: go part of the way from an image to any other of its class."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from core.sampling.base import UNKNOWN, Law, SamplerConfig, checked, checked_labels
from core.sampling.fitted import FittedSampler
from core.sampling.segments import Segments

MOST_OTHERS = 64  # images to which lines lead from each: of a larger class some by chance


class BetweenImagesConfig(SamplerConfig):
    """z = mu_i + u (mu_j - mu_i) with u ~ U(0, 1) and j any other image of the class of i, all equally likely.

    As neighbour mixing, but across the whole class. All samples lie on lines, which fill no volume: there is no
    density. Source: Chawla et al. 2002, doi:10.1613/jair.953 (SMOTE).
    """

    foretells: ClassVar[bool] = False
    law: ClassVar[type[Law]] = Segments
    title: ClassVar[str] = "Between two images"
    about: ClassVar[str] = (
        "Picks two images of one class, however unlike, and goes part of the way from one to the other. Nothing to "
        "learn; what lies between is more usual than either."
    )

    name: Literal["between-images"] = "between-images"
    per_class: bool = Field(
        True,
        description="Whether both images are of one class; an image without another of its class stays as it is. "
        "Without labels it changes nothing.",
    )

    def fit(
        self,
        latents: np.ndarray,
        labels: np.ndarray | None = None,
        *,
        logvar: np.ndarray | None = None,
        classes: int = 0,
        rng: np.random.Generator,
    ) -> FittedSampler:
        """Choose up to 64 others for each of latents (n >= 2, d). Raises as SamplerConfig.fit does."""
        z = checked(latents, least=2)
        n, known = len(z), checked_labels(labels, len(z))
        group = known if self.per_class else np.full(n, UNKNOWN)
        others = np.tile(np.arange(n)[:, None], (1, MOST_OTHERS))  # an image that is alone goes to itself
        for label in np.unique(group):
            members = np.flatnonzero(group == label)
            if len(members) > 1:
                others[members] = members[_others(len(members), rng)]
        law = Segments(np.full(n, 1 / n), z, z, others)
        return FittedSampler(self, law, known, np.arange(n, dtype=np.int64))


def _others(m: int, rng: np.random.Generator) -> np.ndarray:
    """Return 64 others of each of m, int64 (m, 64): by chance where they are more, else all, as evenly as it goes."""
    if m - 1 > MOST_OTHERS:
        steps = 1 + rng.integers(m - 1, size=(m, MOST_OTHERS))
    else:
        steps = 1 + np.argsort(rng.random((m, m - 1)), 1)[:, np.arange(MOST_OTHERS) % (m - 1)]
    return (np.arange(m)[:, None] + steps) % m
