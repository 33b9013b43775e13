"""Does the model make images of its own, or give back the ones it learned from?

Distances are Euclidean between pixels from 0 (paper) to 1 (ink). A blurred image is near to every image, so that a
distance to the training images alone accuses whoever blurs; what counts is how much nearer they are than test images.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.distances import between_images
from core.metrics.drawn import Drawn, Reference, Row
from core.metrics.score import Score

if TYPE_CHECKING:
    import torch

SEARCHED = 500  # drawn images a seed: against 70,000 images that takes half a second
COMPARED = 2000  # real test images, once a data set: one in a hundred of them is twenty
NEAR = 0.01  # of the real test images count as given back, though nobody has learned them
EQUAL = 0.05  # a distance that is no more than rounding

ROWS = {
    "nearest_training": Row(
        "Nearest training image",
        "neither",
        "Median pixel distance to the nearest training image; the floor's is that of real images nobody has learned. "
        "Blurred images get less.",
    ),
    "copied": Row(
        "Copies",
        "lower",
        "Share that are nearer to a training image than to any test image, and by so much as only 1 in 100 real images "
        "that nobody has learned: 1 % is none.",
        "Three sets as in Meehan, Chaudhuri & Dasgupta 2020, arXiv:2004.05675: drawn, training and test images",
    ),
}


def measure(fake: Drawn, real: Reference, *, rng: torch.Generator) -> dict[str, Score]:
    """Return nearest_training (a median distance) and copied (a share) of the first 500 images.

    Each image's distance to the nearest of all training images is divided by that to the nearest test image. copied
    counts the ratios that are no larger than the smallest hundredth among real test images, each without itself. A
    model that gives back training images has ratios near 0, however few of them it knows; blur, which adds to both
    distances, brings a ratio nearer to 1. The floor is what real images get that are not training images.
    Source: the three sets of Meehan, Chaudhuri & Dasgupta 2020, arXiv:2004.05675.
    """
    found, (_, ratios) = fake.images[:SEARCHED], _yardstick(real)
    to_training = nearest(found, real.training)
    copied = _ratio(to_training, nearest(found, real.images)) <= np.quantile(ratios, NEAR)
    values = {"nearest_training": float(np.median(to_training)), "copied": float(copied.mean())}
    return {name: score.replace(value=values[name]) for name, score in floor(real).items()}


def floor(real: Reference) -> dict[str, Score]:
    """Return the scores of real images that are not training images."""
    distances, ratios = _yardstick(real)
    median = float(np.median(distances))
    # More than a hundredth where many test images are training images again.
    share = float((ratios <= np.quantile(ratios, NEAR)).mean())
    return {
        "nearest_training": Score(value=median, unit="distance", floor=median),
        "copied": Score(value=share, unit="share", floor=share),
    }


def nearest(images: np.ndarray, among: np.ndarray, *, own: bool = False) -> np.ndarray:
    """Return how far each of uint8 (n, h, w) is from the nearest of uint8 (m, h, w), float32 (n,).

    own: the images are the first n of those they are compared with, and none is its own nearest.
    """
    import torch

    x = torch.from_numpy(images).flatten(1).float()  # (n, h w), 0 to 255
    best = torch.full((len(x),), torch.inf)
    for at, table in between_images(x, among):
        if own:
            itself = torch.arange(min(at, len(x)), min(at + table.shape[1], len(x)))
            table[itself, itself - at] = torch.inf
        best = torch.minimum(best, table.amin(1))
    return (best + x.square().sum(1)).clamp_min(0).sqrt().div(255).numpy()


def _ratio(to_training: np.ndarray, to_test: np.ndarray) -> np.ndarray:
    # What is rounding counts as 0, so that all copies have the same ratio; of two zeros neither is nearer.
    a, b = (np.where(distance < EQUAL, 0.0, distance) for distance in (to_training, to_test))
    return np.divide(a, b, out=np.ones(len(a)), where=b > 0)


def _yardstick(real: Reference) -> tuple[np.ndarray, np.ndarray]:
    """Return (distances to the nearest training image, their ratios) of real test images, each (t,)."""

    def work() -> tuple[np.ndarray, np.ndarray]:
        found = real.images[:COMPARED]
        to_training = nearest(found, real.training)
        return to_training, _ratio(to_training, nearest(found, real.images, own=True))

    return real.once("yardstick", work)
