"""How are images of letters in their own boxes kept, as sharp as any model asks for, beside the set they belong to?"""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np

from core.types import DataError

SIDE = 128  # pixels of what is kept: every size that models have divides it, or nearly
USUAL = 32  # pixels, where nobody says how many
SHARE, STROKE = 0.8, 0.085  # of the side: the longer side of the ink, and how wide a stroke is
MOST = 10_000  # images; of a larger set none are kept
MISSING = "this set has no letters in boxes: make it again from its pages, its sheets or the pad."
DAMAGED = "the letters in boxes of this set are damaged: make it again from its pages, its sheets or the pad."


def packed(images: np.ndarray) -> bytes:
    """Return images uint8 (n, 128, 128) as one file; an empty one for more than 10,000, of which none are kept."""
    return zlib.compress(np.ascontiguousarray(images).tobytes(), 6) if len(images) <= MOST else b""


def read(path: Path, n: int) -> np.ndarray:
    """Return the n images of a file, uint8 (n, 128, 128). Raises DataError if it is not there, or holds another set."""
    whole = zlib.decompressobj()
    try:
        flat = whole.decompress(path.read_bytes(), n * SIDE * SIDE + 1)  # never more than that
    except FileNotFoundError:
        raise DataError(MISSING) from None
    except zlib.error:
        raise DataError(DAMAGED) from None
    if len(flat) != n * SIDE * SIDE or not whole.eof:
        raise DataError(DAMAGED)
    return np.frombuffer(flat, np.uint8).reshape(n, SIDE, SIDE)
