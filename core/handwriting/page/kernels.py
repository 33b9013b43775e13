"""What becomes of a page by the recipe of the textbooks, fixed kernels that widen the ink until it runs together?

Kernels of so many pixels fit pages of one size of writing; that is why their sizes are also told in x-heights. An
ellipse one pixel high is one pixel wide as well, as OpenCV draws it: the usual one of 2 x 1 joins nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.handwriting.page.ink import Pieces
from core.handwriting.page.settings import KernelConfig
from core.handwriting.parts import Page, Word


@dataclass(frozen=True)
class Sizes:
    """Of both kernels, (width, height), in pixels of the page, whole, and in its x-heights."""

    word: tuple[int, int]
    letter: tuple[int, int]
    word_heights: tuple[float, float]
    letter_heights: tuple[float, float]


def sizes(kernels: KernelConfig, x_height: float) -> Sizes:
    """Return how large the kernels are on a page with small letters of `x_height` pixels."""
    unit = 1.0 if kernels.unit == "pixels" else x_height
    wide = (kernels.word_width, kernels.word_height, kernels.letter_width, kernels.letter_height)
    a, b, c, d = (max(1, round(unit * side)) for side in wide)
    return Sizes((a, b), (c, d), (a / x_height, b / x_height), (c / x_height, d / x_height))


def patches(found: Pieces, kernels: KernelConfig, x_height: float) -> list[list[int]]:
    """Return the numbers of the pieces of each word: those that the rectangle joins."""
    import cv2

    size = sizes(kernels, x_height).word
    wide = cv2.dilate(found.ink.astype(np.uint8), cv2.getStructuringElement(cv2.MORPH_RECT, size))
    _, labels = cv2.connectedComponents(wide)
    flat = found.labels.ravel()
    at = np.flatnonzero(flat)
    patch = np.zeros(len(found.stats), int)
    patch[flat[at]] = labels.ravel()[at]
    numbers = found.numbers
    order = numbers[np.argsort(patch[numbers], kind="stable")]
    cuts = np.flatnonzero(np.diff(patch[order])) + 1
    return [[int(number) for number in part] for part in np.split(order, cuts)] if len(order) else []


def letters(page: Page, word: Word, kernels: KernelConfig) -> tuple[tuple[int, int, int, int], ...]:
    """Return the boxes (left, top, right, bottom) in the page of what the ellipse joins in a word, left to right."""
    import cv2

    ink = np.pad(page.ink_of(word).astype(np.uint8), 1)
    size = sizes(kernels, page.x_height).letter
    wide = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, size))
    count, labels = cv2.connectedComponents(wide)
    boxes = []
    for number in range(1, count):
        rows, columns = np.nonzero((labels == number) & (ink > 0))
        if len(rows):
            left, top = word.box[0] - 1, word.box[1] - 1
            ends = (int(v) for v in (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1))
            a, b, c, d = ends
            boxes.append((left + a, top + b, left + c, top + d))
    return tuple(sorted(boxes))
