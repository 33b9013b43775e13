"""What is written on a flat sheet, told from what was printed there?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.handwriting.sheet.find import RESOLUTION, FlatSheet
from core.handwriting.sheet.plan import Cell, Sheet, SheetPlan
from core.handwriting.sheet.printed import pixels_of, printed_on

LEAST, SHARE = 0.19, 0.42  # darkness of ink: above the first it is, and as a share of the darkest in its cell
FAINTEST = 0.07  # darkness that ink may have where a photograph is coarse, and all thin strokes are pale
BLURRED, NOISE = 0.2, 0.03  # mm of blur that is undone; how strong noise is beside ink
SURE = 1.15  # times that: a piece of ink is somewhere as dark, or it is a smudge
GUIDE = 1.35  # times the darkness of the printed lines: on them ink is darker
STROKE = 0.25  # mm2 of the darkest ink in a cell, which say how dark it is
OWN = 0.55  # of a piece: so much of it in a cell makes it that cell's as a whole
LEAST_LENGTH, LEAST_DOT = 1.2, 0.25  # mm: the longer side of a letter at least, and that of a sign
CROSSED = 0.8  # of a cell's width and height that what crosses it out takes
CORNER = 0.22  # of a cell's width and height: what crosses it out reaches three of its corners


@dataclass(frozen=True, eq=False)
class Written:
    """What is written in a cell. ink: bool (h, w), cut to its box. left, top: of that, in pixels of the flat sheet.

    doubt: 0 to 1, from ink that runs on into a neighbour.
    """

    cell: Cell
    ink: np.ndarray
    left: int
    top: int
    doubt: float


def ink_of(plan: SheetPlan, sheet: Sheet, flat: FlatSheet) -> np.ndarray:
    """Return where a sheet was written on, bool (h, w) of the flat sheet: what was printed is no ink."""
    import cv2

    darkness = _sharpened(flat)
    printed, lines, plain = printed_on(plan, sheet.page)
    plain = darkness[plain]
    on_line = _on_line(sheet, darkness)
    grain = 1.4826 * float(np.median(plain[plain < np.median(plain) + LEAST / 2]))
    floor = float(np.clip(max(GUIDE * on_line, 5 * grain), FAINTEST, LEAST))
    threshold = np.maximum(floor, SHARE * _levels(sheet, np.where(printed | lines, 0, darkness)))
    threshold = np.where(lines, np.maximum(threshold, GUIDE * on_line + 0.04), threshold)
    ink = (darkness > threshold) & ~printed
    count, labels = cv2.connectedComponents(ink.astype(np.uint8))
    sure = np.zeros(count, bool)
    sure[labels[ink & (darkness > SURE * threshold)]] = True
    sure[0] = False
    return sure[labels]


def written(sheet: Sheet, ink: np.ndarray) -> tuple[list[Written], list[Cell], list[Cell]]:
    """Return what is written in each cell, the cells that are empty, and those that are crossed out.

    ink: as `ink_of` returns it. A piece of ink that lies mostly in one cell is that cell's as a whole; one
    that lies mostly in none is cut at the cells' edges.
    """
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    share = _shares(sheet, labels, stats[:, cv2.CC_STAT_AREA])
    owned = (share >= OWN).any(0)
    found, empty, crossed = [], [], []
    for k, cell in enumerate(sheet.cells):
        left, top, right, bottom = pixels_of(cell)
        if _crossed_out(labels[top:bottom, left:right] > 0):
            crossed.append(cell)
            continue
        own, cut = np.flatnonzero(share[k] >= OWN), np.flatnonzero((share[k] > 0.15) & ~owned)
        one = _taken(cell, own, cut, labels, stats)
        empty.append(cell) if one is None else found.append(one)
    return found, empty, crossed


def _shares(sheet: Sheet, labels: np.ndarray, areas: np.ndarray) -> np.ndarray:
    """Return which share of each piece lies in each cell, (cells, pieces), the first piece being no ink."""
    counts = np.zeros((len(sheet.cells), len(areas)), np.int64)
    for k, cell in enumerate(sheet.cells):
        left, top, right, bottom = pixels_of(cell)
        counts[k] = np.bincount(labels[top:bottom, left:right].ravel(), minlength=len(areas))
    counts[:, 0] = 0
    return counts / areas


def _taken(cell: Cell, own: np.ndarray, cut: np.ndarray, labels: np.ndarray, stats: np.ndarray) -> Written | None:
    """Return the ink of a cell: its own pieces as a whole, and of those to be cut what lies in it."""
    box = left, top, right, bottom = pixels_of(cell)
    for x, y, w, h in stats[own, :4]:
        left, top, right, bottom = min(left, x), min(top, y), max(right, x + w), max(bottom, y + h)
    area = labels[top:bottom, left:right]
    ink = np.isin(area, own)
    part = (slice(box[1] - top, box[3] - top), slice(box[0] - left, box[2] - left))
    ink[part] |= np.isin(area[part], cut)
    ink = _without_specks(ink)
    if not ink.any():
        return None
    rows, columns = (np.flatnonzero(ink.any(axis)) for axis in (1, 0))
    if max(np.ptp(rows), np.ptp(columns)) + 1 < _least(cell) * RESOLUTION:
        return None
    tight = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    doubt = float((ink & np.isin(area, cut)).sum() / ink.sum())
    return Written(cell, ink[tight], int(left + columns[0]), int(top + rows[0]), doubt)


def _without_specks(ink: np.ndarray) -> np.ndarray:
    """Return the ink without pieces that are too small for the dot of an i, beside what is large enough."""
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    long = stats[:, 2:4].max(1)
    kept = (long >= LEAST_DOT * RESOLUTION) & (stats[:, 4] >= 0.015 * stats[1:, 4].max(initial=0))
    kept[0] = False
    return kept[labels]


def _least(cell: Cell) -> float:
    return LEAST_LENGTH if any(sign.isalnum() for sign in cell.text) else LEAST_DOT


def _crossed_out(ink: np.ndarray) -> bool:
    """Tell whether ink in a cell, bool (h, w), reaches over all of it and into three of its corners."""
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    h, w = ink.shape
    if not len(rows) or np.ptp(rows) < CROSSED * h or np.ptp(columns) < CROSSED * w:
        return False
    y, x = round(CORNER * h), round(CORNER * w)
    return sum(part.any() for part in (ink[:y, :x], ink[:y, -x:], ink[-y:, :x], ink[-y:, -x:])) >= 3


def _sharpened(flat: FlatSheet) -> np.ndarray:
    """Return how dark a sheet is, float32 (h, w), as a sharp photograph would show it: less noise, thinner strokes.

    Source: Wiener 1949, as in Gonzalez & Woods, "Digital Image Processing", section 5.8, for a Gaussian blur.
    """
    import cv2
    from scipy import fft

    if flat.blur < BLURRED:
        # A pixel of the photograph, of a coarse one, is several here: its noise is seen as large as that.
        return cv2.GaussianBlur(flat.darkness, (0, 0), 0.4 * max(1.0, RESOLUTION / flat.sharpness))
    shape = [fft.next_fast_len(n, real=True) for n in flat.darkness.shape]
    y, x = fft.fftfreq(shape[0])[:, None], fft.rfftfreq(shape[1])[None]
    passed = np.exp(-2 * (np.pi * flat.blur * RESOLUTION) ** 2 * (x * x + y * y)).astype(np.float32)
    spectrum = fft.rfft2(flat.darkness, shape) * (passed / (passed**2 + NOISE))
    h, w = flat.darkness.shape
    return np.clip(fft.irfft2(spectrum, shape)[:h, :w], 0, 1).astype(np.float32)


def _on_line(sheet: Sheet, darkness: np.ndarray) -> float:
    """Return how dark a printed base line is: in the middle of it, where most of them are, as few are written on."""
    found = []
    for cell in sheet.cells:
        y, (left, _, right, _) = round(cell.base * RESOLUTION), pixels_of(cell)
        found.append(darkness[y - 2 : y + 2, left + 6 : right - 6].mean(1).max())
    return float(np.median(found))


def _levels(sheet: Sheet, darkness: np.ndarray) -> np.ndarray:
    """Return how dark the ink of each cell is, float32 (h, w), 0 without any: a pen is pressed anew in each.

    Only what is darkest is counted, as much as the shortest stroke has. Beyond the cells it is as in the nearest row.
    """
    level, most = np.zeros(darkness.shape, np.float32), round(STROKE * RESOLUTION**2)
    aside = round(1.5 * RESOLUTION)
    for cell in sheet.cells:
        left, top, right, bottom = pixels_of(cell)
        values = darkness[top:bottom, left:right].ravel()
        dark = float(np.partition(values, -most)[-most:].mean())
        around = level[top:bottom, max(0, left - aside) : right + aside]
        np.maximum(around, np.float32(dark), out=around, where=around == 0)
        level[top:bottom, left:right] = dark
    return level
