"""How does a photograph of a page become lines and words?

The sheet is found and straightened, its light taken off, its lines levelled; what is as dark as the ink near it is ink;
lines are where rows are full, words end where columns are empty. Every length is a share of the writing's own.
"""

from __future__ import annotations

import numpy as np

from core.handwriting.page import flatten, ink
from core.handwriting.page.columns import blocks
from core.handwriting.page.flatten import Flattening
from core.handwriting.page.ink import Pieces
from core.handwriting.page.kernels import patches
from core.handwriting.page.level import LevelPage, OnProgress, level_page, levels, some
from core.handwriting.page.lines import Band, base_of, read_lines
from core.handwriting.page.mend import NO_MENDS, PageMends
from core.handwriting.page.pen import drawn_by_a_pen
from core.handwriting.page.picture import Picture
from core.handwriting.page.rulings import PALE, without_rulings
from core.handwriting.page.settings import PageConfig
from core.handwriting.page.standing import lies_upside_down
from core.handwriting.page.words import grouped, least_gap, runs, slant_of
from core.handwriting.parts import Line, Page, Quad, Word
from core.types import DataError

PATTERN = "there is no handwriting on it that could be told from what else it shows."
LEAST_X_HEIGHT = 4  # pixels; of lower letters nothing is left


def read_page(
    picture: Picture | np.ndarray,
    settings: PageConfig | None = None,
    *,
    corners: Quad | None = None,
    mends: PageMends = NO_MENDS,
    on_progress: OnProgress | None = None,
) -> Page:
    """Return the lines and words on a picture of handwriting, see `open_picture`; an array is a picture in full size.

    corners: of the sheet, in the upright photograph's pixels, where somebody has shown them. mends: what they have
    mended. Raises DataError, a sentence about "it", where nothing is written.
    """
    settings, say = settings or PageConfig(), on_progress or (lambda doing, fraction: None)
    if isinstance(picture, np.ndarray):
        picture = Picture(picture, (picture.shape[1], picture.shape[0]))
    return read_level(level_page(picture, settings, corners, say), settings, mends, on_progress=say)


def read_level(
    level: LevelPage,
    settings: PageConfig,
    mends: PageMends = NO_MENDS,
    *,
    on_progress: OnProgress | None = None,
) -> Page:
    """Return the lines and words of a page that lies level, as `read_page` does."""
    say = on_progress or (lambda doing, fraction: None)
    say("Finding the ink", 0.6)
    pieces = _pieces(level.dark, level.paper, settings)
    if mends.strokes:
        pieces = some(ink.pieces_of(mends.painted(pieces.ink, level.flattening)))
    say("Finding lines and words", 0.8)
    page = _page(level, pieces, settings, mends)
    if not mends.strokes and not drawn_by_a_pen(page.pieces, page.stroke, page.x_height):
        raise DataError(PATTERN)
    if page.x_height < LEAST_X_HEIGHT:
        raise DataError(f"its small letters are {page.x_height:.1f} pixels high: take the picture from nearer.")
    say("Read", 1.0)
    return page


def _pieces(dark: np.ndarray, paper: np.ndarray, settings: PageConfig) -> Pieces:
    near, overall = levels(dark)
    inked = ink.inked(dark, settings.threshold, near)
    if settings.rulings:
        inked = without_rulings(inked, ink.inked(dark, PALE * settings.threshold, near), dark)
    found = ink.real(inked, dark, near, overall)
    return some(ink.written(found, paper, ink.stroke_width(found.ink)))


def _page(level: LevelPage, pieces: Pieces, settings: PageConfig, mends: PageMends) -> Page:
    pieces, rows, line = read_lines(pieces, blocks(pieces) if settings.columns else [pieces.numbers])
    x_height = float(np.median([band.bottom - band.top for band in rows]))
    slant = slant_of(pieces, line, rows)
    groups = _groups(pieces, line, rows, slant, x_height, settings)
    pieces, groups = mends.regrouped(pieces, groups, rows, slant, level.flattening)
    lines = [
        Line(
            tuple(_word(pieces, group, level.flattening) for group in row),
            base_of(pieces, np.concatenate(row), band),
            band.bottom - band.top,
        )
        for row, band in zip(groups, rows, strict=True)
        if row
    ]
    return Page(
        ink=pieces.ink,
        pieces=pieces.labels,
        darkness=level.dark,
        lines=tuple(lines),
        stroke=ink.stroke_width(pieces.ink),
        x_height=x_height,
        slant=slant,
        size=level.size,
        corners=level.corners,
        flattening=level.flattening,
        sideways=(sideways := flatten.lies_sideways(pieces.ink, ink.usual_height(pieces))),
        upside_down=not sideways and lies_upside_down(pieces.labels, lines),
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
