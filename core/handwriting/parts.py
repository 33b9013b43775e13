"""What is a page of handwriting once it has been read: lines, words and what was measured on it?

Pixels of a page are those of its ink: of the upright photograph, or of the sheet found on it and straightened.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.handwriting.page.flatten import Flattening

Quad = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class Word:
    """A run of ink between two spaces. box: (left, top, right, bottom) in the page's pixels, right and bottom excluded.

    quad: its corners (x, y) in the pixels of the upright photograph: left top, right top, right bottom, left bottom.
    pieces: numbers in `Page.pieces` of the ink that belongs to it; another word's ink may lie within its box.
    """

    box: tuple[int, int, int, int]
    quad: Quad
    pieces: tuple[int, ...]


@dataclass(frozen=True)
class Line:
    """A line of words from left to right. base: row of the base line at x, as (slope, row at x = 0).

    x_height: pixels from the base line to the top of a small letter without ascender.
    """

    words: tuple[Word, ...]
    base: tuple[float, float]
    x_height: float

    def row_at(self, x: float) -> float:
        """Return the row of the base line at column x."""
        return self.base[0] * x + self.base[1]


@dataclass(frozen=True)
class Page:
    """A page that was read. ink: bool (h, w). pieces: int32 (h, w), of which piece of ink a pixel is, 0 for none.

    darkness: float32 (h, w) from 0, paper, to 1. stroke, x_height: pixels, the usual ones of the page. slant: degrees
    by which upright strokes lean to the right. size: (width, height) of the upright photograph. corners: of the sheet
    found in it, of the photograph itself without one. flattening: the way back from this page's pixels to that one's.
    sideways: whether its lines seem to run up and down, so that it wants a quarter turn. upside_down: whether more ink
    reaches below its lines than above.
    """

    ink: np.ndarray
    pieces: np.ndarray
    darkness: np.ndarray
    lines: tuple[Line, ...]
    stroke: float
    x_height: float
    slant: float
    size: tuple[int, int]
    corners: Quad
    flattening: Flattening
    sideways: bool = False
    upside_down: bool = False

    def ink_of(self, word: Word) -> np.ndarray:
        """Return a word's own ink within its box, bool (height, width)."""
        left, top, right, bottom = word.box
        return np.isin(self.pieces[top:bottom, left:right], word.pieces)
