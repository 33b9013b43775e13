"""How does a photograph of a page become lines and words?

The sheet is found and straightened, its light taken off, its lines levelled; what is as dark as the ink near it is ink;
lines are where rows are full, words end where columns are empty. Every length is a share of the writing's own.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.handwriting.page import flatten, ink, light
from core.handwriting.page.columns import blocks
from core.handwriting.page.flatten import Flattening
from core.handwriting.page.ink import Pieces
from core.handwriting.page.kernels import patches
from core.handwriting.page.lines import Band, base_of, read_lines
from core.handwriting.page.paper import check_corners, find_sheet, straightened, whole
from core.handwriting.page.picture import Picture
from core.handwriting.page.rulings import PALE, without_rulings
from core.handwriting.page.settings import PageConfig
from core.handwriting.page.words import grouped, least_gap, runs, slant_of
from core.handwriting.parts import Line, Page, Quad, Word
from core.types import DataError

OnProgress = Callable[[str, float], None]
NOTHING = "there is no handwriting on it."
ROUGH = 1400  # pixels of the longer side at which it is tried how lines run
RULING = 0.7  # of the width of the page; what runs so far is printed
LEAST_SKEW = 0.1  # degrees; a page that lies straighter is left as it is
LEAST_CONTRAST = 0.08  # darkness of the ink on the whole


def read_page(
    picture: Picture | np.ndarray,
    settings: PageConfig | None = None,
    *,
    corners: Quad | None = None,
    on_progress: OnProgress | None = None,
) -> Page:
    """Return the lines and words on a picture of handwriting, see `open_picture`; an array is a picture in full size.

    corners: of the sheet, in the upright photograph's pixels, where somebody has shown them. Raises DataError, a
    sentence about "it", where nothing is written.
    """
    settings, say = settings or PageConfig(), on_progress or (lambda doing, fraction: None)
    if isinstance(picture, np.ndarray):
        picture = Picture(picture, (picture.shape[1], picture.shape[0]))
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
    say("Finding the ink", 0.6)
    pieces = _pieces(dark, there, settings)
    say("Finding lines and words", 0.8)
    page = _page(dark, pieces, flattening, picture.size, _shown(found, scale, picture.size), settings)
    say("Read", 1.0)
    return page


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
    near, overall = _levels(dark)
    found = ink.real(ink.inked(dark, settings.threshold, near), dark, near, overall)
    h, w = (side // 20 for side in dark.shape)
    inner = ink.pieces_of(found.ink[h:-h, w:-w])  # what runs along the border is no ruling
    if settings.rulings and (inner.stats[:, 2] > RULING * inner.labels.shape[1]).any():
        return found
    return _some(ink.written(found, paper, ink.stroke_width(found.ink)))


def _levels(dark: np.ndarray) -> tuple[np.ndarray, float]:
    near, overall = ink.levels(dark)
    if overall < LEAST_CONTRAST:
        raise DataError(NOTHING)
    return near, overall


def _some(found: Pieces) -> Pieces:
    if not len(found.numbers):
        raise DataError(NOTHING)
    return found


def _pieces(dark: np.ndarray, paper: np.ndarray, settings: PageConfig) -> Pieces:
    near, overall = _levels(dark)
    inked = ink.inked(dark, settings.threshold, near)
    if settings.rulings:
        inked = without_rulings(inked, ink.inked(dark, PALE * settings.threshold, near), dark)
    found = ink.real(inked, dark, near, overall)
    return _some(ink.written(found, paper, ink.stroke_width(found.ink)))


def _page(
    dark: np.ndarray,
    pieces: Pieces,
    flattening: Flattening,
    size: tuple[int, int],
    corners: Quad,
    settings: PageConfig,
) -> Page:
    pieces, rows, line = read_lines(pieces, blocks(pieces) if settings.columns else [pieces.numbers])
    x_height = float(np.median([band.bottom - band.top for band in rows]))
    slant = slant_of(pieces, line, rows)
    groups = _groups(pieces, line, rows, slant, x_height, settings)
    lines = [
        Line(
            tuple(_word(pieces, group, flattening) for group in row),
            base_of(pieces, np.concatenate(row), band),
            band.bottom - band.top,
        )
        for row, band in zip(groups, rows, strict=True)
        if row
    ]
    return Page(
        ink=pieces.ink,
        pieces=pieces.labels,
        darkness=dark,
        lines=tuple(lines),
        stroke=ink.stroke_width(pieces.ink),
        x_height=x_height,
        slant=slant,
        size=size,
        corners=corners,
        flattening=flattening,
        sideways=flatten.lies_sideways(pieces.ink, ink.usual_height(pieces)),
    )


def _groups(
    pieces: Pieces, line: np.ndarray, rows: list[Band], slant: float, x_height: float, settings: PageConfig
) -> list[list[list[int]]]:
    """Return the numbers of the pieces of each word of each line."""
    if settings.kernels is not None:
        groups: list[list[list[int]]] = [[] for _ in rows]
        for patch in patches(pieces, settings.kernels, x_height):
            held = np.bincount(line[patch], pieces.stats[patch, 4], len(rows))
            groups[int(held.argmax())].append(patch)
        return [sorted(row, key=lambda patch: pieces.stats[patch, 0].min()) for row in groups]
    ordered = runs(pieces, line, rows, slant, x_height)
    least = least_gap(ordered, x_height, settings.gap)
    return [grouped(row, least, x_height) for row in ordered]


def _word(pieces: Pieces, numbers: list[int], flattening: Flattening) -> Word:
    left, top, width, height, _ = pieces.stats[numbers].T
    box = (int(left.min()), int(top.min()), int((left + width).max()), int((top + height).max()))
    a, b, c, d = ((round(float(x), 1), round(float(y), 1)) for x, y in flattening.to_photo(_ends(box)))
    return Word(box, (a, b, c, d), tuple(numbers))


def _ends(box: tuple[int, int, int, int]) -> np.ndarray:
    left, top, right, bottom = box
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], float)
