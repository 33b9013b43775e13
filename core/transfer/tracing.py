"""Which strokes could have written what is on a picture that somebody brings to be read?"""

from __future__ import annotations

import itertools

import numpy as np

from core import strokes
from core.ink import bright_on_dark, centred, clean
from core.one_image.intake import SeveralError, taken
from core.skeleton import traced
from core.types import DataError

SHARE = 0.7  # of the sheet's side that the ink takes: there is room to draw on
MOST_BESIDE = 6  # characters side by side: a number; more are a line of writing


def strokes_on(grey: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the strokes of the ink on a picture, uint8 (h, w) as it was decoded, in the middle of a sheet.

    Each is float32 (n, 3) as core.strokes has them, as wide as the ink is there. Raises DataError, one sentence about
    "it", unless it shows one character or up to six side by side.
    """
    try:
        taken(grey)
    except SeveralError as error:
        _check_beside(error)
    sheet = centred(clean(bright_on_dark(grey)), strokes.SIDE, share=SHARE)
    return traced(sheet)


def _check_beside(several: SeveralError) -> None:
    """Raise DataError unless the parts, characters or pieces of one, stand side by side and are few."""
    spans = sorted((left, right) for _, left, _, right in several.boxes)
    if any(b[0] < a[1] for a, b in itertools.pairwise(spans)):
        raise DataError("it shows characters below one another: crop it to one line.")
    if len(spans) > MOST_BESIDE:
        raise DataError(f"it shows more than {MOST_BESIDE} characters: crop it to {MOST_BESIDE} at most.")
