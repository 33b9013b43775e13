"""Is there one written character on a picture that somebody brings, and if not, what is there instead?

What is refused was tried on 10,000 images of MNIST's training part, of which it lets 99.9 % pass (docs/measured.md).
A letter passes as a digit does: what it is, its writer says.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.ink import bright_on_dark, centred, clean
from core.library.folder import Entry
from core.one_image.reading import shares
from core.types import DataError
from core.words.text import isolated, odd_character

INKED = 64  # of 255; above it a pixel counts as ink
PART = 0.01  # of the ink, which a part must hold to count as one
MOST_PARTS = 7  # of one character, broken strokes and dots counted
MOST_HOLES = 6  # that a character goes round; an 8 has two
HOLE = 0.004  # of the box around the ink, which a hole that is more than grain must take
MOST_GRAINS = 60  # holes of any size; where there are more, it is not written
MOST_BORDER = 0.25  # of the picture's border that ink covers; a shadow does, or a page
WIDEST = 2.0  # times as wide as it is high
LEAST_SHARE, MOST_SHARE = 0.03, 0.4  # of 28 x 28 pixels that ink covers; of 3,000 of MNIST .048 to .327
BESIDE, STACKED = 0.2, 0.15  # of the ink, which each of two side by side, or of three below each other, must hold
GAP = 0.06  # of the height of a large part, which must lie between two characters
SURE = 0.9  # of 1, how much a reader must believe another character before an image is said to be one
MOST_IMAGES, MOST_NAME = 5, 20


class SeveralError(DataError):
    """There is more than one character. boxes: top, left, bottom, right of each in pixels, from left to right."""

    def __init__(self, sentence: str, boxes: tuple[tuple[int, int, int, int], ...]) -> None:
        super().__init__(sentence)
        self.boxes = boxes


@dataclass(frozen=True, eq=False)
class _Parts:
    """The pieces of ink on a clean picture: where, and how much of the ink each holds, float (m,). loose: the rest."""

    boxes: np.ndarray  # (m, 4): top, left, bottom, right
    shares: np.ndarray
    loose: float
    holes: int


def taken(grey: np.ndarray, size: int = 28) -> np.ndarray:
    """Return the one character on a picture, uint8 (h, w), in the manner of MNIST: uint8 (size, size), bright on 0.

    Raises DataError, one sentence about "it", if there is none: nothing, grain, a line, a dot, a blot; SeveralError
    where it shows several, with a box around each.
    """
    inked = clean(bright_on_dark(grey))
    if not (inked > INKED).any():  # of what there is, each piece is too small to count
        raise DataError("there is grain or a whole page on it: crop it to one written character.")
    ink = inked > INKED
    parts = _parts_of(ink)
    _check_parts(parts, _scale(grey, inked))
    if np.concatenate([ink[0], ink[-1], ink[1:-1, 0], ink[1:-1, -1]]).mean() > MOST_BORDER:
        raise DataError("a shadow or ink runs along its edges: crop it to one written character with paper around it.")
    image = centred(inked, size)
    share = float((image > INKED).mean())
    if share < LEAST_SHARE:
        raise DataError("there is only a hairline on it: write with a thicker pen, or nearer to the edges.")
    if share > MOST_SHARE:
        raise DataError("there is a dot or a blot on it, but no strokes.")
    return image


def named(character: str) -> str:
    """Return what somebody says a character is, without space around it. Raises DataError unless it is 1 to 20 long."""
    character = character.strip()
    if not 1 <= len(character) <= MOST_NAME:
        raise DataError(f"a character's name must have 1 to {MOST_NAME} letters, got {len(character)}.")
    odd = odd_character(character)
    if odd:
        raise DataError(f"a character's name must not hold control characters, got U+{ord(odd):04X}.")
    return character


def check_same(images: np.ndarray, character: str, reader: Entry | None) -> None:
    """Raise DataError unless images uint8 (m, h, w), 1 to 5 of them, may all be of one character.

    reader: of the character if there is one, else any; nothing is said of what it is not sure of.
    """
    if not 1 <= len(images) <= MOST_IMAGES:
        raise DataError(f"there must be 1 to {MOST_IMAGES} images, got {len(images)}.")
    if reader is None or len(images) == 1:  # of a single one, its writer knows best
        return
    found, classes = shares(images, reader), reader.config.classes
    sure = sorted({classes[label] for label, most in zip(found.argmax(1), found.max(1), strict=True) if most >= SURE})
    others = [name for name in sure if name != character]
    if len(sure) > 1 and (len(sure) > 2 or character in classes):
        raise DataError(
            f"the images must all be of one character, {isolated(character)}; some read as {', '.join(others)}."
        )


def cropped(grey: np.ndarray, box: tuple[int, int, int, int]) -> np.ndarray:
    """Return what lies in a box of SeveralError, with a margin of paper, uint8 (h, w).

    Raises DataError if the box is not on the picture.
    """
    top, left, bottom, right = box
    if not (0 <= top < bottom <= grey.shape[0] and 0 <= left < right <= grey.shape[1]):
        raise DataError("the part to crop to does not lie on the picture.")
    margin = max(2, round(0.08 * max(bottom - top, right - left)))
    return grey[max(0, top - margin) : bottom + margin, max(0, left - margin) : right + margin]


def _scale(grey: np.ndarray, inked: np.ndarray) -> float:
    return max(grey.shape) / max(inked.shape)


def _parts_of(ink: np.ndarray) -> _Parts:
    """Find the parts of ink, bool (h, w)."""
    from scipy import ndimage

    labels, count = ndimage.label(ink, np.ones((3, 3)))
    sizes = np.bincount(labels.ravel(), minlength=count + 1)[1:] / ink.sum()
    found = ndimage.find_objects(labels)
    kept = np.flatnonzero(sizes >= PART)
    slices = [found[i] for i in kept]
    boxes = [(rows.start, columns.start, rows.stop, columns.stop) for rows, columns in slices]
    paper, papers = ndimage.label(np.pad(~ink, 1, constant_values=True))
    inside = np.bincount(paper.ravel(), minlength=papers + 1)[2:]
    rows, columns = (int(np.ptp(np.flatnonzero(ink.any(axis)))) + 1 for axis in (1, 0))
    large = int((inside >= max(2, HOLE * rows * columns)).sum())  # smaller ones are grain in a stroke
    holes = large if len(inside) <= MOST_GRAINS else len(inside)
    return _Parts(np.array(boxes, int).reshape(-1, 4), sizes[kept], float(1 - sizes[kept].sum()), holes)


def _check_parts(parts: _Parts, scale: float) -> None:
    """Raise DataError unless the parts can be of one character. scale: pixels of the picture for one of theirs."""
    if parts.loose > 0.3 or not len(parts.boxes):
        raise DataError("there is grain or a whole page on it: crop it to one written character.")
    if parts.holes > MOST_HOLES:
        raise DataError("there is a pattern or a whole page on it: crop it to one written character.")
    if len(parts.boxes) > MOST_PARTS:
        raise DataError(
            f"it shows {len(parts.boxes)} pieces of ink, as a line or a page of writing does: crop it to one character."
        )
    top, left = parts.boxes[:, :2].min(0)
    bottom, right = parts.boxes[:, 2:].max(0)
    high = float(np.median((parts.boxes[:, 2] - parts.boxes[:, 0])[parts.shares >= 0.05]))
    beside, below = (_groups(parts, axis, GAP * high) for axis in (1, 0))
    for groups, least, many in ((beside, BESIDE, 2), (below, STACKED, 3)):
        large = [group for group in groups if parts.shares[group].sum() >= least]
        if len(large) >= many:
            boxes = tuple(_around(parts.boxes[group], scale) for group in groups)
            raise SeveralError("it shows more than one character: crop it to one.", boxes)
    if right - left > WIDEST * (bottom - top):
        if len(parts.boxes) == 1 and bottom - top < 0.2 * (right - left):
            raise DataError("there is only a line on it.")
        raise DataError("it is wider than one character: crop it to one.")


def _groups(parts: _Parts, axis: int, gap: float) -> list[np.ndarray]:
    """Return which parts belong together along an axis, 0 down and 1 across: those with no gap between them."""
    starts, stops = parts.boxes[:, axis], parts.boxes[:, axis + 2]
    groups: list[list[int]] = []
    reach = -np.inf
    for i in np.argsort(starts, kind="stable"):
        if starts[i] >= reach + gap:
            groups.append([])
        groups[-1].append(int(i))
        reach = max(reach, stops[i])
    return [np.array(group) for group in groups]


def _around(boxes: np.ndarray, scale: float) -> tuple[int, int, int, int]:
    top, left = (np.floor(boxes[:, :2].min(0) * scale)).astype(int)
    bottom, right = (np.ceil(boxes[:, 2:].max(0) * scale)).astype(int)
    return int(top), int(left), int(bottom), int(right)
