"""How does a letter look where it stands, to a reader who knows the base line?

Each is drawn upright into 32 x 32 px, the base line in a fixed row, as core.handwriting.letters.frame has it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from core.handwriting.letters.alphabet import body_of, floats, marks_of
from core.handwriting.letters.frame import BASE, PER_X_HEIGHT, SIDE
from core.handwriting.message.draw import covered
from core.handwriting.message.glyph import Glyph
from core.handwriting.message.hand import Hand
from core.handwriting.message.message import Message, MessageLine, moved
from core.handwriting.message.missing import MARK_ABOVE
from core.handwriting.message.outline import UNIT, Outline, parted, points_of


def message_looks(messages: Sequence[Message], hand: Hand, unseen: np.ndarray) -> tuple[list[str], list[np.ndarray]]:
    """Return the letters of messages that are set of some glyphs, and how each looks where it stands.

    unseen: bool, of each glyph of the hand.
    """
    found = [
        one for message in messages for page in message.pages for line in page.lines
        for one in line_images(message, line, hand, unseen)
    ]  # fmt: skip
    return [sign for sign, _ in found], [image for _, image in found]


def line_images(message: Message, line: MessageLine, hand: Hand, unseen: np.ndarray) -> list[tuple[str, np.ndarray]]:
    """Return the letters of a line that are set of some glyphs, each with its image, uint8 (32, 32)."""
    return [(sign, _framed(curves, hand.measures.slant)) for sign, curves in _letters(message, line, unseen)]


def _letters(message: Message, line: MessageLine, unseen: np.ndarray) -> list[tuple[str, list[np.ndarray]]]:
    """Return letters of a line with their curves in x-heights about the base line."""
    size = message.config.size
    parts: dict[int, list[np.ndarray]] = defaultdict(list)
    for one in line.placed:
        if unseen[message.glyphs[one.shape][0]]:
            body = _body(message.text[one.sign], message.shapes[one.shape])
            parts[one.sign] += [_over(line, moved(points_of(curve), one.matrix), size) for curve in body]
    for join in line.joins:
        if join.sign in parts:
            parts[join.sign].append(_over(line, points_of(join.curve()), size))
    named = ((message.text[at], polygons) for at, polygons in parts.items())
    return [(body_of(sign), polygons) for sign, polygons in named if not floats(sign) and polygons]


def _over(line: MessageLine, points: np.ndarray, size: float) -> np.ndarray:
    """Return points of a page (n, 2) in x-heights, y from the line's base."""
    x, y = line.base
    return np.stack([points[:, 0], points[:, 1] - y - line.slope * (points[:, 0] - x)], 1) / size


def glyph_looks(glyphs: Sequence[Glyph], slant: float) -> tuple[list[str], list[np.ndarray]]:
    """Return letters that stand on the line, each as it was written."""
    some = [one for one in glyphs if not floats(one.sign)]
    curves = [_body(one.sign, (*one.outline, *one.seam)) for one in some]
    return [body_of(one.sign) for one in some], [_framed([points_of(c) / UNIT for c in of], slant) for of in curves]


def _body(sign: str, outline: Outline) -> Outline:
    """Return a letter without dots and accents, which the reader does not look at."""
    return parted(outline, MARK_ABOVE)[1] or outline if marks_of(sign)[0] else outline


def _framed(polygons: Sequence[np.ndarray], slant: float) -> np.ndarray:
    """Draw curves upright in the reader's frame, uint8 (32, 32): the base line under row 21, the letter amid."""
    lean = float(np.tan(np.radians(slant)))
    upright = [one + np.stack([lean * one[:, 1], np.zeros(len(one))], 1) for one in polygons]
    every = np.concatenate(upright)
    middle = (every[:, 0].min() + every[:, 0].max()) / 2
    at = np.array([SIDE / 2 - middle * PER_X_HEIGHT, BASE])
    return covered([one * PER_X_HEIGHT + at for one in upright], (SIDE, SIDE))
