"""t-SNE: keep each point's neighbours together, whatever becomes of the distances between the groups."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Literal, Self

import numpy as np
from pydantic import Field

from core.projection.fitted import OnStep, ProjectionConfig, spread_out, usable_threads
from core.projection.identity import IdentityConfig
from core.projection.neighbours import limited_to, nearest
from core.projection.pca import PcaConfig
from core.projection.scattered import Scattered

LEAST = 2.0  # perplexity
# Points below which all are pulled into one by a first phase, for good: of 18 layouts of 11 points 2, of 3 points all.
FEW = 20


class TsneConfig(ProjectionConfig):
    """Neighbours are drawn together by how likely they are, all points push each other apart.

    Source: van der Maaten & Hinton 2008, jmlr.org/papers/v9/vandermaaten08a.html; Kobak & Berens 2019,
    doi:10.1038/s41467-019-13056-x (PCA start, a learning rate that grows with n).
    """

    title: ClassVar[str] = "t-SNE"
    about: ClassVar[str] = "Keeps near points near. Sizes of clusters and distances between them mean little."
    tempts: ClassVar[tuple[str, ...]] = ("sizes", "distances", "order", "noise")
    note: ClassVar[str] = (
        "t-SNE: who is near whom says something; how large a group is or how far from the next, little."
    )
    varied: ClassVar[Mapping[str, tuple]] = MappingProxyType({"perplexity": (5.0, 15.0, 30.0, 50.0, 100.0)})
    advice: ClassVar[str] = (
        "What stays the same at every perplexity is in the data; what comes and goes is in the setting."
    )

    name: Literal["tsne"] = "tsne"
    seeded: ClassVar[bool] = True
    perplexity: float = Field(
        30.0,
        ge=LEAST,
        le=500,
        description="About how many neighbours each point looks at. Small: many little clumps, even in pure noise. "
        "Large: fewer, rounder groups, and their arrangement means more.",
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
        900,
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
    start: Literal["pca", "random"] = Field(
        "pca",
        description="Where the points begin. pca: where the flat plane has them, so that the arrangement of the groups "
        "means more. random: chance arranges them.",
    )
    seed: int = Field(
        0,
        ge=0,
        le=2**31 - 1,
        description="Another seed starts from slightly other places, or quite other ones: what changes was chance.",
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

        The usual perplexity is a third of the others where there are fewer, and no less than 2: of fewer than 7 points
        all others are looked at. Of fewer than 20 there is no first phase, unless asked for. Raises ValueError if three
        times a larger perplexity is more than n - 1, or all latents are equal.
        """
        z, threads = spread_out(latents), usable_threads(threads)
        if (suited := self.suited(len(z))) != self:
            return suited.fit(latents, labels, on_step=on_step, threads=threads)
        k = self._neighbours(len(z))
        # Below a thousand points each, threads wait for each other longer than they work.
        threads = max(1, min(threads, len(z) // 1000))
        with limited_to(threads):
            from core.projection.descent import Descent, affinities, gradient

            p = affinities(*nearest(z, k, metric=self.metric, threads=threads), self.perplexity, threads=threads)
            pulled = p * self.early_exaggeration
            descent = Descent(self._start_of(z))
            for done in range(1, self.iterations + 1):
                early = done <= self.early_iterations
                if done == self.early_iterations + 1:
                    descent = Descent(descent.xy)  # what the first phase built up in momentum was for other forces
                # A third of the points: of n/12 to n the best at 2,000 points, as good as any at 10,000.
                rate = self.learning_rate or len(z) / max(3, self.early_exaggeration / 4 if early else 0)
                slope = gradient(descent.xy, pulled if early else p, threads=threads)
                descent.step(slope, rate, momentum=0.5 if early else 0.8)
                if on_step is not None and on_step(done, self.iterations, descent.xy):
                    break
        return Scattered(descent.xy.astype(np.float32), z, done, self.iterations)

    def suited(self, n: int) -> Self:
        usual, found = type(self)(), self
        if 3 * self.perplexity > n - 1 and self.perplexity == usual.perplexity:
            found = found.replace(perplexity=max(LEAST, float(math.floor(10 * (n - 1) / 3) / 10)))
        if n < FEW and self.early_exaggeration == usual.early_exaggeration:
            found = found.replace(early_exaggeration=1.0)
        return found

    def _neighbours(self, n: int) -> int:
        """Return how many neighbours have a say: three times the perplexity, as in van der Maaten 2014."""
        if self.perplexity > max(LEAST, (n - 1) / 3):
            largest = f"at most {(n - 1) / 3:.3g} for {n} points (a third of the others)" if n >= 7 else ""
            raise ValueError(f"perplexity must be {largest or f'{LEAST:g} for {n} points'}, got {self.perplexity:g}.")
        return min(n - 1, int(3 * self.perplexity))

    def _start_of(self, z: np.ndarray) -> np.ndarray:
        """Return where the points begin, float64 (n, 2), within a ten-thousandth of the centre."""
        rng = np.random.default_rng(self.seed)
        noise = rng.normal(size=(len(z), 2))
        if self.start == "random":
            return 1e-4 * noise
        plane = PcaConfig().fit(z).xy if z.shape[1] > 1 else IdentityConfig().fit(z).xy
        xy = plane.astype(np.float64)
        # The noise parts points that are equal: they would stay in one place for ever.
        return 1e-4 * ((xy - xy.mean(0)) / xy[:, 0].std() + 0.01 * noise)
