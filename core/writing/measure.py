"""How much does a written character lean, how thick is its stroke, how round and how large is it?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

SMOOTHED = 3  # times by 1 2 1, before the outline is followed
DIRECTIONS = 12  # of an outline, that are told apart


def slant(images: np.ndarray) -> np.ndarray:
    """Return how far each image's ink leans to the right, in degrees from upright, float64 (n,); NaN without ink.

    images: uint8 (n, h, w), bright ink on 0. It is the angle of the shear that takes the covariance of x and y away,
    which is how handwriting is deslanted before it is read. The shape of a character counts, too: a 7 leans by itself,
    so only characters of one class can be compared.
    Source: Hu 1962, doi:10.1109/TIT.1962.1057692 (image moments).
    """
    ink = images.astype(np.float64)
    up, right = -np.arange(ink.shape[1])[:, None], np.arange(ink.shape[2])[None]
    with np.errstate(invalid="ignore", divide="ignore"):
        mass = ink.sum((1, 2))
        y = up - ((ink * up).sum((1, 2)) / mass)[:, None, None]
        x = right - ((ink * right).sum((1, 2)) / mass)[:, None, None]
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
    """Return how evenly the outline of each image's ink runs in all directions, in percent, float64 (n,); NaN without.

    images: uint8 (n, h, w), bright ink on 0. 100 is a circle, whose outline runs in each direction for as long; 0 is a
    line that runs in one. It is the entropy of the directions of the gradients, each weighted by its length, in twelve
    bins of 15 degrees that overlap, over the most it could be. An n is rounder where its arch is no corner, but an o is
    rounder than any l: only characters of one class can be compared.
    Source: Dalal and Triggs 2005, doi:10.1109/CVPR.2005.177 (gradients by direction); entropy: Shannon 1948.
    """
    ink = np.pad(images.astype(np.float64), ((0, 0), (4, 4), (4, 4)))
    for _ in range(SMOOTHED):  # the edge of a row of pixels runs in few directions
        ink[:, 1:-1] = (ink[:, :-2] + 2 * ink[:, 1:-1] + ink[:, 2:]) / 4
        ink[:, :, 1:-1] = (ink[:, :, :-2] + 2 * ink[:, :, 1:-1] + ink[:, :, 2:]) / 4
    down = ink[:, 2:, 1:-1] - ink[:, :-2, 1:-1]
    right = ink[:, 1:-1, 2:] - ink[:, 1:-1, :-2]
    length = np.hypot(down, right)
    turn = np.arctan2(down, right) / np.pi % 1 * DIRECTIONS  # a line has no beginning: half a turn is none
    below = np.floor(turn)
    bins = np.zeros((len(images), DIRECTIONS))
    rows = np.broadcast_to(np.arange(len(images))[:, None, None], turn.shape)
    for step, share in ((0, 1 - (turn - below)), (1, turn - below)):
        np.add.at(bins, (rows, (below.astype(int) + step) % DIRECTIONS), length * share)
    with np.errstate(invalid="ignore", divide="ignore"):
        p = bins / bins.sum(1, keepdims=True)
        return -100 * np.where(p > 0, p * np.log(p), np.where(np.isnan(p), p, 0)).sum(1) / np.log(DIRECTIONS)


def extent(images: np.ndarray) -> np.ndarray:
    """Return how large each image's ink is, in pixels, float64 (n,); NaN without ink.

    images: uint8 (n, h, w), bright ink on 0. It is four times the root of the mean squared distance of ink from its
    centre, along either axis: of a straight line of length l, 1.15 l, of a circle, the sum of width and height over
    1.41. Grey ink counts by how dark it is. Source: Hu 1962, doi:10.1109/TIT.1962.1057692 (image moments).
    """
    ink = images.astype(np.float64)
    down, right = np.arange(ink.shape[1])[:, None], np.arange(ink.shape[2])[None]
    with np.errstate(invalid="ignore", divide="ignore"):
        mass = ink.sum((1, 2))
        y = down - ((ink * down).sum((1, 2)) / mass)[:, None, None]
        x = right - ((ink * right).sum((1, 2)) / mass)[:, None, None]
        return 4 * np.sqrt((ink * (x * x + y * y)).sum((1, 2)) / mass)


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
