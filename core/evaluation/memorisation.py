"""Does the model make images of its own, or give back the ones it learned from?

Distances are Euclidean between pixels from 0 (paper) to 1 (ink).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.evaluation.drawn import Drawn, Reference, Row
from core.evaluation.scores import Score

if TYPE_CHECKING:
    import torch

SEARCHED = 500  # drawn images a seed: against 60,000 images that takes half a second
COMPARED = 2000  # real test images, once a data set: one in a hundred of them is twenty
CHUNK = 4000
NEAR = 0.01  # of the real test images lie nearer to a training image than what is called a copy

ROWS = {
    "nearest_training": Row(
        "Nearest training image",
        "neither",
        "Median pixel distance to the nearest training image; the floor's is that of real images nobody has learned.",
    ),
    "copies": Row(
        "Copies", "lower", "Share nearer to a training image than all but 1 in 100 real test images are; 1 % is none."
    ),
    "leaning": Row(
        "Nearer to training",
        "lower",
        "Share nearer to one of the training images than to any of as many test images; one half is none.",
        "Meehan, Chaudhuri & Dasgupta 2020, arXiv:2004.05675",
    ),
}


def measure(fake: Drawn, real: Reference, *, rng: torch.Generator) -> dict[str, Score]:
    """Return nearest_training (a median distance), copies and leaning (shares) of the first 500 images.

    The floor is what real images get that are not training images. Blurred images are near to everything, so copies
    may rise without a copy; leaning does not fall for that.
    Source: leaning: the comparison of Meehan, Chaudhuri & Dasgupta 2020, arXiv:2004.05675, over all of the data.
    """
    found, yardstick = fake.images[:SEARCHED], real.once("yardstick", lambda: _of_test_images(real))
    m = min(len(real.images), len(real.training))
    to_training = nearest(found, real.training)
    near = to_training if m == len(real.training) else nearest(found, real.training[:m])
    to_test = nearest(found, real.images[:m])
    copies = float((to_training < np.quantile(yardstick, NEAR)).mean())
    leaning = float((near < to_test).mean() + (near == to_test).mean() / 2)
    values = {"nearest_training": float(np.median(to_training)), "copies": copies, "leaning": leaning}
    return {name: score.replace(value=values[name]) for name, score in floor(real).items()}


def floor(real: Reference) -> dict[str, Score]:
    """Return the scores of real images that are not training images."""
    median = float(np.median(real.once("yardstick", lambda: _of_test_images(real))))
    return {
        "nearest_training": Score(value=median, unit="distance", floor=median),
        "copies": Score(value=NEAR, unit="share", floor=NEAR),
        "leaning": Score(value=0.5, unit="share", floor=0.5),
    }


def nearest(images: np.ndarray, among: np.ndarray) -> np.ndarray:
    """Return how far each of uint8 (n, h, w) is from the nearest of uint8 (m, h, w), float32 (n,)."""
    import torch

    x = torch.from_numpy(images).flatten(1).float()  # (n, h w), 0 to 255
    best = torch.full((len(x),), torch.inf)
    for at in range(0, len(among), CHUNK):
        y = torch.from_numpy(among[at : at + CHUNK]).flatten(1).float()
        # |x|^2 stays out of the search for the least, so that one pass over the table of distances does.
        best = torch.minimum(best, torch.addmm(y.square().sum(1), x, y.T, alpha=-2).amin(1))
    return (best + x.square().sum(1)).clamp_min(0).sqrt().div(255).numpy()


def _of_test_images(real: Reference) -> np.ndarray:
    return nearest(real.images[:COMPARED], real.training)
