"""How does somebody write: how high, how slanted, how far apart, how level?"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.handwriting.letters.alphabet import body_of, extent_of
from core.handwriting.letters.letters import Letter
from core.handwriting.message.word_ink import base_of, x_height_of

SLANTS = (-35.0, 55.0)  # degrees to the right that are tried
MOST_PIXELS = 40_000  # of ink that the slant is told by
LETTER_GAP, WORD_GAP, PITCH = (0.06, 0.45), (0.9, 1.6), (3.0, 4.2)  # x-heights, beyond which a page is an exception
USUAL_GAP, USUAL_WORD_GAP, USUAL_PITCH = 0.2, 1.1, 3.4  # where a page cannot tell
JITTER = (0.02, 0.08)


@dataclass(frozen=True)
class HandMeasures:
    """How somebody writes. x_height: pixels of the page, usually. slant: degrees to the right of upright.

    In x-heights: stroke, how wide it is; ascender, descender, capital: how far letters reach above and below the base
    line; letter_gap, gap_spread: between letters that are not joined; word_gap; line_pitch: from base line to base
    line; jitter: by which letters stand off it. drift: x-heights a line strays for each that it is long. joined: share
    of letters within words that are joined to the next.
    """

    x_height: float
    slant: float
    stroke: float
    ascender: float = 1.9
    descender: float = 0.9
    capital: float = 1.8
    letter_gap: float = USUAL_GAP
    gap_spread: float = 0.08
    word_gap: float = USUAL_WORD_GAP
    line_pitch: float = USUAL_PITCH
    jitter: float = 0.04
    drift: float = 0.005
    joined: float = 0.0


def slant_of(letters: Sequence[Letter]) -> float:
    """Return by how many degrees upright strokes lean to the right, by the sharpness of each letter's columns."""
    tall = [one for one in letters if one.text[:1].isalnum()] or list(letters)
    pieces, total = [], 0
    for k, one in enumerate(tall):
        rows, columns = np.nonzero(one.ink)
        unit = x_height_of(one)
        pieces.append((np.full(len(rows), k), columns / unit, (base_of(one) - one.box[1] - rows) / unit))
        total += len(rows)
        if total > MOST_PIXELS:
            break
    of, x, up = (np.concatenate(part) for part in zip(*pieces, strict=True))
    best = 0.0
    for step, low, high in ((5.0, *SLANTS), (1.0, -4.0, 4.0)):
        tried = np.arange(best + low, best + high + step / 2, step)
        best = float(tried[int(np.argmax([_sharpness(of, x - np.tan(np.radians(one)) * up) for one in tried]))])
    return best


def stroke_of(letters: Sequence[Letter]) -> float:
    """Return how wide strokes are, x-heights: twice the area of ink by the length of its edge."""
    import cv2

    found = []
    for one in letters[:200]:
        thick = cv2.distanceTransform(np.pad(one.ink, 1).astype(np.uint8), cv2.DIST_L2, 5)
        ridge = thick[thick >= cv2.dilate(thick, np.ones((3, 3), np.uint8)) - 1e-3]
        ridge = ridge[ridge > 0]
        if len(ridge):
            found.append((2 * float(np.median(ridge)) - 1) / x_height_of(one))
    return float(np.clip(np.median(found), 0.04, 0.5)) if found else 0.15


def heights_of(letters: Sequence[Letter]) -> tuple[float, float, float]:
    """Return how far tall letters, hanging letters and capitals reach, x-heights; the usual where none are there."""
    tall = [one.high for one in letters if body_of(one.text) in "bdhkl" and 1.2 < one.high < 4]
    hanging = [-one.low for one in letters if extent_of(one.text)[0] < -0.5 and 0.2 < -one.low < 3]
    capitals = [one.high for one in letters if one.text.isupper() and 1.0 < one.high < 4]
    return _median(tall, 1.9), _median(hanging, 0.9), _median(capitals, _median(tall, 1.8))


def pitch_of(letters: Sequence[Letter]) -> float:
    """Return from base line to base line of a page, x-heights, within what suits a message."""
    lines: dict[tuple[str, int, int], list[float]] = {}
    units = [x_height_of(one) for one in letters]
    for one in letters:
        lines.setdefault((one.source, one.page, one.line), []).append(base_of(one))
    rows = sorted((*where, float(np.median(bases))) for where, bases in lines.items() if len(bases) >= 3)
    steps = [(b[3] - a[3]) for a, b in itertools.pairwise(rows) if a[:2] == b[:2] and b[2] == a[2] + 1]
    steps = [step for step in steps if step > 0]
    if not steps:
        return USUAL_PITCH
    return float(np.clip(np.median(steps) / np.median(units), *PITCH))


def clipped(values: Sequence[float], limits: tuple[float, float], usual: float, enough: int = 8) -> float:
    """Return the median of values within limits, `usual` where they are too few to tell."""
    return float(np.clip(np.median(values), *limits)) if len(values) >= enough else usual


def _median(values: Sequence[float], usual: float) -> float:
    return float(np.median(values)) if len(values) else usual


def _sharpness(of: np.ndarray, x: np.ndarray) -> float:
    columns = np.floor((x - x.min()) * 14).astype(np.int64)
    counts = np.bincount(of * (int(columns.max()) + 1) + columns).astype(float)
    return float(np.square(counts).sum())
