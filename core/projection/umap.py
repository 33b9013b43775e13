"""UMAP: lay the graph of nearest neighbours out flat, tight groups and the bridges between them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from core.projection.fitted import OnStep, ProjectionConfig, spread_out, usable_threads
from core.projection.neighbours import limited_to, nearest
from core.projection.scattered import Scattered


class UmapConfig(ProjectionConfig):
    """Points joined in the graph of nearest neighbours attract each other, others are pushed away, a few at a time.

    Source: McInnes, Healy & Melville 2018, arXiv:1802.03426.
    """

    title: ClassVar[str] = "UMAP"
    about: ClassVar[str] = (
        "Keeps near points near, and many of them sooner than t-SNE. Sizes and distances mean little, too."
    )
    tempts: ClassVar[tuple[str, ...]] = ("sizes", "distances", "order", "noise")
    note: ClassVar[str] = (
        "UMAP: who is near whom says something; how large a group is or how far from the next, little."
    )
    varied: ClassVar[Mapping[str, tuple]] = MappingProxyType({"neighbours": (5, 15, 50), "min_dist": (0.0, 0.1, 0.5)})
    advice: ClassVar[str] = (
        "Down the rows more neighbours: less detail, more of the whole. Along a row more min_dist: looser."
    )

    name: Literal["umap"] = "umap"
    telling: ClassVar[bool] = True
    seeded: ClassVar[bool] = True
    neighbours: int = Field(
        15,
        ge=2,
        le=200,
        description="How many neighbours each point is joined to, itself counted as one. Few: fine strands and "
        "islands, some of them chance. Many: the broad shape, with the detail smoothed away.",
    )
    min_dist: float = Field(
        0.1,
        ge=0,
        le=1,
        description="How close points may lie on the map. Small: tight clumps with gaps between. Large: an even, soft "
        "cloud. It says nothing about the latents.",
    )
    spread: float = Field(
        1.0,
        ge=0.1,
        le=5,
        description="The scale of the whole map, with min_dist as its grain. Larger: groups drift further apart.",
    )
    metric: Literal["euclidean", "cosine"] = Field(
        "euclidean",
        description="What makes two latents neighbours: their distance, or the angle between them as seen from the "
        "origin, which leaves out how far out they lie.",
    )
    epochs: int = Field(
        0,
        ge=0,
        le=2000,
        description="Passes over the graph. 0 takes 500, or 200 from 10,000 points on. Too few: the outline of the "
        "start still shows. More: edges get crisper.",
    )
    supervised: bool = Field(
        False,
        description="Let the labels pull, too: images of one class gather. A tidy map, but it shows what was told, not "
        "what the model found.",
    )
    start: Literal["spectral", "random"] = Field(
        "spectral",
        description="Where the points begin. spectral: by the shape of the whole graph, so that the arrangement of the "
        "groups means more. random: chance arranges them.",
    )
    seed: int = Field(
        0, ge=0, le=2**31 - 1, description="Another seed draws other pairs: what changes on the map was chance."
    )

    @model_validator(mode="after")
    def _grain_below_scale(self) -> Self:
        if self.min_dist > self.spread:
            raise ValueError(f"min_dist must be at most spread ({self.spread:g}), got {self.min_dist:g}.")
        return self

    def suited(self, n: int) -> Self:
        usual = type(self).model_fields["neighbours"].default
        fits = self.neighbours < n or self.neighbours != usual
        return self if fits else self.replace(neighbours=max(2, n - 1))

    def fit(
        self,
        latents: np.ndarray,
        labels: np.ndarray | None = None,
        *,
        on_step: OnStep | None = None,
        threads: int | None = None,
    ) -> Scattered:
        """Lay latents (n, d) out. on_step gets every epoch.

        The usual neighbours are all points where there are fewer. Raises ValueError if there are no more points than
        other neighbours, all latents are equal, or the fit is supervised and labels do not name at least two classes.
        """
        z, threads = spread_out(latents), usable_threads(threads)
        if (suited := self.suited(len(z))) != self:
            return suited.fit(latents, labels, on_step=on_step, threads=threads)
        if self.neighbours > (most := max(2, len(z) - 1)):
            raise ValueError(f"neighbours must be at most {most} for {len(z)} points, got {self.neighbours}.")
        classes = _classes(labels, len(z)) if self.supervised else None
        with limited_to(threads):
            from core.projection.graph import Layout, fuzzy_graph, start

            rng = np.random.RandomState(self.seed)  # umap's own functions take no newer generator
            graph = fuzzy_graph(*nearest(z, self.neighbours - 1, metric=self.metric, threads=threads), classes)
            total = self.epochs or (200 if len(z) >= 10_000 else 500)
            layout = Layout(
                graph, start(z, graph, self.start, self.metric, rng), total, self.spread, self.min_dist, rng
            )
            for done in range(1, total + 1):
                layout.step()
                if on_step is not None and on_step(done, total, layout.xy):
                    break
        return Scattered(layout.xy, z, done, total)


def warm() -> None:
    """Compile what a first map would wait for; the compiled code stays on the disk for processes to come."""
    points = np.random.default_rng(0).normal(size=(64, 4)).astype(np.float32)
    UmapConfig(neighbours=5, epochs=2).fit(points, threads=1)


def _classes(labels: np.ndarray | None, n: int) -> np.ndarray:
    if labels is None or np.shape(labels) != (n,):
        got = "none" if labels is None else f"shape {np.shape(labels)}"
        raise ValueError(f"a supervised map needs labels of shape ({n},), got {got}.")
    known = np.unique(labels[labels >= 0])
    if len(known) < 2:
        raise ValueError(f"a supervised map needs labels of at least 2 classes, got {len(known)}.")
    return labels
