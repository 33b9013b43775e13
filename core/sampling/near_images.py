"""Near an image: leave every image by a little of what images of its class differ by."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from core.sampling.bandwidth import factor_of
from core.sampling.base import SamplerConfig, checked, checked_labels
from core.sampling.fitted import FittedSampler
from core.sampling.mixture import Mixture


class NearImagesConfig(SamplerConfig):
    """z = mu_i + share * eps with eps ~ N(0, C), C being how latents differ from the mean of their class, all together.

    A Gaussian on each image's mean, and not on a draw of its posterior, as the image itself is to be met. Unlike a
    kernel density's, its noise knows nothing of how far classes lie apart, so that it changes the hand and not the
    letter. Without labels all images are one class; where no class has two, how all images differ stands in. A
    direction with less than a millionth of the largest variance gets that much.
    """

    title: ClassVar[str] = "Near an image"
    about: ClassVar[str] = (
        "Picks an image and moves away from it a little, in the ways in which images of one class differ. Quick to "
        "fit; keeps to what is there, also where images are few."
    )

    name: Literal["near-images"] = "near-images"
    share: float = Field(
        0.5,
        ge=0.05,
        le=2.0,
        description="How far it moves, as a share of how far images of one class lie apart. Small: near copies. "
        "Large: as unlike one another as any two of a class, and less often what was asked for.",
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
        """Measure how latents (n >= 2, d) of a class differ. Raises as SamplerConfig.fit does."""
        z = checked(latents, least=2)
        n, known = len(z), checked_labels(labels, len(z))
        _, of, counts = np.unique(known, return_inverse=True, return_counts=True)
        if counts.max() < 2:
            of, counts = np.zeros(n, np.int64), np.array([n])
        means = np.stack([z[of == k].mean(0) for k in range(len(counts))])
        # An image that is alone in its class says nothing of how those of one class differ.
        apart = (z - means[of])[counts[of] > 1]
        # As many degrees of freedom are gone as there are means.
        apart *= np.sqrt((len(apart) - 1) / max(1, len(apart) - int((counts > 1).sum())))
        law = Mixture(np.full(n, 1 / n), z, factor_of(apart) / self.share, "tied")
        return FittedSampler(self, law, known, np.arange(n, dtype=np.int64))
