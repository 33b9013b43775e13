"""How much does a written character lean, how thick is its stroke, how round and how large is it?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


def slant(images: np.ndarray) -> np.ndarray:
    """Return how far each image's ink leans to the right, in degrees from upright, float64 (n,); NaN without ink.

    images: uint8 (n, h, w), bright ink on 0. It is the angle of the shear that takes the covariance of x and y away,
    which is how handwriting is deslanted before it is read. The shape of a character counts, too: a 7 leans by itself,
    so only characters of one class can be compared.
    Source: Hu 1962, doi:10.1109/TIT.1962.1057692 (image moments).
    """
    ink, x, y = _centred(images)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.degrees(np.arctan((ink * x * y).sum((1, 2)) / (ink * y * y).sum((1, 2))))


def stroke_width(images: np.ndarray) -> np.ndarray:
    """Return how thick the strokes of each image are, in pixels, float64 (n,); NaN without ink.

    images: uint8 (n, h, w), bright ink on 0. A stroke of width w and length l has an area of w l and an outline of
    about 2 l, so its width is twice the area over the outline. The outline of grey ink is its total variation, the sum
    of the lengths of the gradients, and needs no threshold.
    """
    ink = np.pad(images.astype(np.float64), ((0, 0), (1, 1), (1, 1)))
    outline = np.hypot(ink[:, 1:, :-1] - ink[:, :-1, :-1], ink[:, :-1, 1:] - ink[:, :-1, :-1]).sum((1, 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        return 2 * ink.sum((1, 2)) / outline


def roundness(images: np.ndarray) -> np.ndarray:
    """Return how broad each image's ink is for its height, in percent, float64 (n,); NaN without ink, or height.

    images: uint8 (n, h, w), bright ink on 0. It is the standard deviation of ink across over that down, once the shear
    that `slant` measures is taken off: 100 for a circle, 60 for an oval that stands, less for what is narrow. An m is
    broader than any l: only characters of one class can be compared.
    Source: Hu 1962, doi:10.1109/TIT.1962.1057692 (image moments).
    """
    ink, x, y = _centred(images)
    with np.errstate(invalid="ignore", divide="ignore"):
        across, both, down = ((ink * one).sum((1, 2)) for one in (x * x, x * y, y * y))
        broad = 100 * np.sqrt(np.maximum(across - both * both / down, 0) / down)
    return np.where(down > 0, broad, np.nan)


def extent(images: np.ndarray) -> np.ndarray:
    """Return how large each image's ink is, in pixels, float64 (n,); NaN without ink.

    images: uint8 (n, h, w), bright ink on 0. It is four times the root of the mean squared distance of ink from its
    centre, along either axis: of a straight line of length l, 1.15 l, of a circle, the sum of width and height over
    1.41. Grey ink counts by how dark it is. Source: Hu 1962, doi:10.1109/TIT.1962.1057692 (image moments).
    """
    ink, x, y = _centred(images)
    with np.errstate(invalid="ignore", divide="ignore"):
        return 4 * np.sqrt((ink * (x * x + y * y)).sum((1, 2)) / ink.sum((1, 2)))


def _centred(images: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return ink, float64 (n, h, w), and how far pixels lie right of its centre, and above it; NaN without ink."""
    ink = images.astype(np.float64)
    up, right = -np.arange(ink.shape[1])[:, None], np.arange(ink.shape[2])[None]
    with np.errstate(invalid="ignore", divide="ignore"):
        mass = ink.sum((1, 2))
        y = up - ((ink * up).sum((1, 2)) / mass)[:, None, None]
        x = right - ((ink * right).sum((1, 2)) / mass)[:, None, None]
    return ink, x, y


@dataclass(frozen=True)
class Measure:
    """Something that can be measured of a written character. of: images uint8 (n, h, w) -> values (n,), in `unit`."""

    title: str
    unit: str
    of: Callable[[np.ndarray], np.ndarray]


MEASURES = {
    "slant": Measure("Slant", "degrees", slant),
    "weight": Measure("Weight", "pixels", stroke_width),
    "roundness": Measure("Roundness", "percent", roundness),
    "size": Measure("Size", "pixels", extent),
}
