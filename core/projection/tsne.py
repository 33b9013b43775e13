"""t-SNE: keep each point's neighbours together, whatever becomes of the distances between the groups."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from core.projection.fitted import OnStep, ProjectionConfig
from core.projection.scattered import Scattered


class TsneConfig(ProjectionConfig):
    """Neighbours are drawn together by how likely they are, all points push each other apart.

    Source: van der Maaten & Hinton 2008, jmlr.org/papers/v9/vandermaaten08a.html; Kobak & Berens 2019,
    doi:10.1038/s41467-019-13056-x for the defaults (PCA start, learning rate n / 12).
    """

    name: Literal["tsne"] = "tsne"
    seeded: ClassVar[bool] = True
    perplexity: float = Field(
        30.0,
        ge=2,
        le=500,
        description="How many neighbours each point looks at. Small: many little clumps, even in pure noise. Large: "
        "fewer, rounder groups, and their arrangement means more.",
    )
    early_exaggeration: float = Field(
        12.0,
        ge=1,
        le=50,
        description="How much harder neighbours pull in the first phase. Larger: groups gather into tight balls first "
        "and end further apart. 1: no first phase, and groups may stay torn.",
    )
    early_iterations: int = Field(
        250, ge=0, le=2000, description="Steps of the first phase, in which the groups find to each other."
    )
    iterations: int = Field(
        750,
        ge=10,
        le=5000,
        description="Steps in all. Too few: the points are still one ball, or a pinched band. More: groups settle and "
        "grow, until nothing moves.",
    )
    learning_rate: float = Field(
        0.0,
        ge=0,
        le=100_000,
        description="How far points go in a step. 0 chooses by the number of points. Too small: a dense ball with a "
        "few strays. Too large: points fly about.",
    )
    metric: Literal["euclidean", "cosine"] = Field(
        "euclidean",
        description="What makes two latents neighbours: their distance, or the angle between them as seen from the "
        "origin, which leaves out how far out they lie.",
    )
    seed: int = Field(
        0,
        ge=0,
        le=2**31 - 1,
        description="Another seed starts from slightly other places: what changes on the map was chance.",
    )

    def fit(
        self,
        latents: np.ndarray,
        labels: np.ndarray | None = None,
        *,
        on_step: OnStep | None = None,
        threads: int | None = None,
    ) -> Scattered:
        """Lay latents (n, d) out. on_step gets every iteration.

        Raises ValueError if n is less than three times the perplexity plus one, or all latents are equal.
        """
        raise NotImplementedError
