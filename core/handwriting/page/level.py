"""How does a photograph become a page that lies straight, its light taken off and its lines level?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.handwriting.page import flatten, ink, light
from core.handwriting.page.flatten import Flattening
from core.handwriting.page.ink import Pieces
from core.handwriting.page.paper import check_corners, find_sheet, straightened, whole
from core.handwriting.page.picture import Picture
from core.handwriting.page.settings import PageConfig
from core.handwriting.parts import Quad
from core.types import DataError

OnProgress = Callable[[str, float], None]
NOTHING = "there is no handwriting on it."
ROUGH = 1400  # pixels of the longer side at which it is tried how lines run
RULING = 0.7  # of the width of the page; what runs so far is printed
LEAST_SKEW = 0.1  # degrees; a page that lies straighter is left as it is
LEAST_CONTRAST = 0.08  # darkness of the ink on the whole


@dataclass(frozen=True, eq=False)
class LevelPage:
    """A page before its ink is looked for. dark: float32 (h, w) from 0, paper, to 1. paper: bool (h, w), where any is.

    size: (width, height) of the upright photograph. corners: of the sheet found in it, or shown; of the photograph
    itself without one. flattening: the way back to its pixels.
    """

    dark: np.ndarray
    paper: np.ndarray
    size: tuple[int, int]
    corners: Quad
    flattening: Flattening


def level_page(
    picture: Picture, settings: PageConfig, corners: Quad | None = None, on_progress: OnProgress | None = None
) -> LevelPage:
    """Find and straighten the sheet, take off its light, and turn and unbend it until its lines run level.

    corners: of the sheet, in the upright photograph's pixels, where somebody has shown them. Raises DataError, a
    sentence about "it", where nothing is written.
    """
    say = on_progress or (lambda doing, fraction: None)
    say("Looking for the sheet", 0.0)
    pixels, scale = _shrunk(picture, settings.longest)
    found = _corners(pixels, scale, picture.size, settings, corners)
    back = np.diag([1 / scale[0], 1 / scale[1], 1.0])
    if found is not None:
        pixels, matrix = straightened(pixels, found)
        back = back @ matrix
    say("Taking off the light", 0.2)
    paper = light.turned(pixels, settings.ink if found is None or settings.ink != "recognise" else "dark")
    dark, there = light.darkness(paper)
    say("Levelling the lines", 0.4)
    dark, there, flattening = _levelled(dark, there, back, settings)
    return LevelPage(dark, there, picture.size, _shown(found, scale, picture.size), flattening)


def levels(dark: np.ndarray) -> tuple[np.ndarray, float]:
    """Return how dark ink is near every pixel, and on the whole. Raises DataError where there is hardly any."""
    near, overall = ink.levels(dark)
    if overall < LEAST_CONTRAST:
        raise DataError(NOTHING)
    return near, overall


def some(found: Pieces) -> Pieces:
    """Return the pieces. Raises DataError if there are none."""
    if not len(found.numbers):
        raise DataError(NOTHING)
    return found


def _shrunk(picture: Picture, longest: int) -> tuple[np.ndarray, tuple[float, float]]:
    """Return the pixels at which the page is read, and how many of them there are for one of the photograph."""
    import cv2

    pixels = picture.pixels
    h, w = pixels.shape[:2]
    factor = min(1.0, longest / max(h, w))
    if factor < 1:
        pixels = cv2.resize(pixels, (round(w * factor), round(h * factor)), interpolation=cv2.INTER_AREA)
    return pixels, (pixels.shape[1] / picture.size[0], pixels.shape[0] / picture.size[1])


def _corners(
    pixels: np.ndarray,
    scale: tuple[float, float],
    size: tuple[int, int],
    settings: PageConfig,
    corners: Quad | None,
) -> Quad | None:
    if corners is not None:
        check_corners(corners, size)
        a, b, c, d = ((x * scale[0], y * scale[1]) for x, y in corners)
        return a, b, c, d
    return find_sheet(pixels) if settings.sheet else None


def _shown(found: Quad | None, scale: tuple[float, float], size: tuple[int, int]) -> Quad:
    if found is None:
        return whole(size)
    a, b, c, d = ((round(x / scale[0], 1), round(y / scale[1], 1)) for x, y in found)
    return a, b, c, d


def _levelled(
    dark: np.ndarray, paper: np.ndarray, back: np.ndarray, settings: PageConfig
) -> tuple[np.ndarray, np.ndarray, Flattening]:
    """Turn the page until its lines run level, and unbend them."""
    import cv2

    factor = min(1.0, ROUGH / max(dark.shape))
    h, w = dark.shape
    rough = cv2.resize(dark, (round(w * factor), round(h * factor)), interpolation=cv2.INTER_AREA)
    there = cv2.resize(paper.astype(np.uint8), rough.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
    pieces = _rough(rough, there, settings)
    skew = flatten.skew_of(pieces.ink)
    if abs(skew) >= LEAST_SKEW:
        dark, turn = flatten.turned_level(dark, skew)
        paper = flatten.turned_level(paper.astype(np.float32), skew)[0] > 0.5
        back = back @ turn
    size = (dark.shape[1], dark.shape[0])
    bend: tuple[float, ...] = ()
    if settings.curved:
        level = pieces.ink
        if abs(skew) >= LEAST_SKEW:
            level = flatten.turned_level(level.astype(np.float32), skew)[0] > 0.5
        bend = tuple(term / factor for term in flatten.bend_of(level, ink.usual_height(pieces)))
        if bend:
            dark, paper = flatten.unbent(dark, bend), flatten.unbent(paper.astype(np.float32), bend) > 0.5
    return dark, paper, Flattening(back, size, bend)


def _rough(dark: np.ndarray, paper: np.ndarray, settings: PageConfig) -> Pieces:
    """Return the ink that lines can be levelled by: that of rulings too, which run off the paper as junk does."""
    near, overall = levels(dark)
    found = ink.real(ink.inked(dark, settings.threshold, near), dark, near, overall)
    h, w = (side // 20 for side in dark.shape)
    inner = ink.pieces_of(found.ink[h:-h, w:-w])  # what runs along the border is no ruling
    if settings.rulings and (inner.stats[:, 2] > RULING * inner.labels.shape[1]).any():
        return found
    return some(ink.written(found, paper, ink.stroke_width(found.ink)))
