"""Neighbour mixing: go part of the way from an image to one that lies near it."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from core.distances import nearest
from core.sampling.base import UNKNOWN, Law, SamplerConfig, SamplingError, checked, checked_labels, image_at
from core.sampling.fitted import FittedSampler
from core.sampling.segments import Segments

USUAL = 5  # neighbours


class NeighbourMixingConfig(SamplerConfig):
    """z = mu_i + u (mu_j - mu_i) with u ~ U(0, 1) and j one of the nearest neighbours of image i, all equally likely.

    All samples lie on lines, which fill no volume: there is no density. Between the means of the posteriors, as its
    ends are images and not draws.
    Source: Chawla et al. 2002, doi:10.1613/jair.953 (SMOTE).
    """

    foretells: ClassVar[bool] = False
    law: ClassVar[type[Law]] = Segments
    title: ClassVar[str] = "Neighbour mixing"
    about: ClassVar[str] = (
        "Picks an image and one of those that lie nearest to it, and goes part of the way between. Nothing to learn; "
        "stays where images are, but never leaves the lines between two of them."
    )

    name: Literal["neighbour-mixing"] = "neighbour-mixing"
    neighbours: int = Field(
        USUAL,
        ge=1,
        le=100,
        description="Among how many of the nearest images the other one is chosen. Few: small steps, close to real "
        "images. Many: bolder mixes. The usual 5 are all others where there are fewer; an image without any stays as "
        "it is.",
    )
    index: int = Field(
        -1,
        ge=-1,
        le=10_000_000,
        description="Which image to start from, by its number among those kept with the model, from 0; -1 for any.",
    )
    per_class: bool = Field(
        True,
        description="Whether an image is mixed only with images of its own class. Without labels it changes nothing.",
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
        """Find the neighbours of latents (n >= 2, d). Raises as SamplerConfig.fit does."""
        z = checked(latents, least=2)
        known = checked_labels(labels, len(z))
        asked = np.arange(len(z)) if self.index < 0 else np.array([image_at(self.index, len(z))])
        group = known if self.per_class else np.full(len(z), UNKNOWN)
        present, sizes = np.unique(group, return_counts=True)
        sized = dict(zip(present.tolist(), sizes.tolist(), strict=True))
        counts = {label: self._neighbours(sized[label], label) for label in np.unique(group[asked]).tolist()}
        # So many columns that each image's neighbours fill them evenly: all are equally likely.
        near = np.empty((len(asked), math.lcm(*(max(1, k) for k in counts.values()))), np.int64)
        for label, k in counts.items():
            members, rows = np.flatnonzero(group == label), np.flatnonzero(group[asked] == label)
            found = members[nearest(z[members], z[asked[rows]], k, _places(members, asked[rows]))] if k else members
            near[rows] = np.tile(found.reshape(len(rows), -1), near.shape[1] // max(1, k))
        law = Segments(np.full(len(asked), 1 / len(asked)), z[asked], z, near)
        return FittedSampler(self, law, known[asked], asked.astype(np.int64))

    def _neighbours(self, members: int, label: int) -> int:
        """Return how many neighbours each of the images of a class has. Raises SamplingError."""
        if self.neighbours < members:
            return self.neighbours
        if self.neighbours == USUAL:
            return members - 1
        if label == UNKNOWN:
            raise SamplingError(f"neighbours must be at most {members - 1}, all other images, got {self.neighbours}.")
        raise SamplingError(
            f"class {{0}} has only {members} images, so that each has {members - 1} neighbours of its class, not "
            f"{self.neighbours}; ask for fewer or switch per class off.",
            label,
        )


def _places(members: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Return where in members, ascending, each of asked stands."""
    return np.searchsorted(members, asked)
