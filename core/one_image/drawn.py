"""Is there one character among the strokes on a screen, and with which pen is it drawn anew?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core import strokes as pens
from core.one_image.intake import taken
from core.strokes import drawn
from core.writing.measure import stroke_width
from core.writing.redrawn import WEIGHT, fit, redrawn

PENS = (1.0, 5.0)  # pixels


def written(strokes: Sequence[np.ndarray]) -> np.ndarray:
    """Return the one character of strokes, as core.strokes.strokes_of gives them: uint8 (28, 28), bright on 0.

    Raises DataError, one sentence about "it", where core.one_image.intake.taken does; the boxes of a SeveralError count
    in pixels of a sheet of 280.
    """
    scale, _, _ = fit(strokes, WEIGHT)
    taken(drawn(_even(strokes), nib=min(pens.NIB, WEIGHT / scale)))
    return redrawn(strokes)


def weight_of(images: np.ndarray, *, pen: bool) -> float:
    """Return how wide a pen is, in pixels, that writes as images uint8 (m, 28, 28) are written. pen: by this one."""
    widths = stroke_width(images)
    known = widths[np.isfinite(widths)]
    return WEIGHT if pen or not len(known) else float(np.clip(np.median(known), *PENS))


def cropped(strokes: Sequence[np.ndarray], box: tuple[int, int, int, int]) -> tuple[np.ndarray, ...]:
    """Return the strokes whose middle lies in a box of SeveralError, in 280ths of the side."""
    top, left, bottom, right = (edge / pens.SIDE for edge in box)
    middles = [(stroke[:, :2].min(0) + stroke[:, :2].max(0)) / 2 for stroke in strokes]
    inside = [left <= x <= right and top <= y <= bottom for x, y in middles]
    return tuple(stroke for stroke, here in zip(strokes, inside, strict=True) if here)


def _even(strokes: Sequence[np.ndarray]) -> list[np.ndarray]:
    return [np.column_stack([one[:, :2], np.ones(len(one))]).astype(np.float32) for one in strokes]
