"""How are letters kept in one file with their ink, so that they come back exactly as they were?

Bits of all inks one after another, row by row, their shades, boxes and measures, as safetensors. Nothing of it is
trusted when it is read: it may have been brought from elsewhere.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.handwriting.letters.letters import RIM, Letter
from core.library.weights import tensors_of
from core.types import DataError, ModelError
from core.words.text import odd_character

MOST_BYTES = 64 * 2**20
MOST_LETTERS = 50_000
MOST_SIDE = 8_192  # pixels of one ink
LONGEST_TEXT, LONGEST_SOURCE = 200, 1_000  # characters of a letter or word, and of a page's name
DAMAGED = "the ink of these letters is damaged: bring them again."
NO_INK = "this set keeps no ink of its letters: make it again from its pages, its sheets or the pad."
WORDS = ("text", "of", "source")
NUMBERS = ("page", "line", "word", "place")
MEASURES = ("left", "width", "low", "high", "doubt")
SHAPES = {
    "numbers": (np.int32, len(NUMBERS)),
    "boxes": (np.int32, 4),
    "measures": (np.float64, len(MEASURES)),
}


def packed(letters: Sequence[Letter]) -> bytes:
    """Return letters with their ink as one file. Raises DataError for more than 50,000, or more ink than 64 MB."""
    from safetensors.numpy import save

    if not 1 <= len(letters) <= MOST_LETTERS:
        raise DataError(f"the ink of 1 to {MOST_LETTERS:,} letters can be kept, got {len(letters):,}.")
    words = json.dumps([[getattr(one, name) for name in WORDS] for one in letters], ensure_ascii=False)
    bits = np.packbits(np.concatenate([np.asarray(one.ink, bool).ravel() for one in letters]))
    shades = b"".join(one.shade.astype(np.uint8).tobytes() for one in letters if one.shade is not None)
    data = save(
        {
            "numbers": np.array([[getattr(one, name) for name in NUMBERS] for one in letters], np.int32),
            "boxes": np.array([one.box for one in letters], np.int32),
            "measures": np.array([[getattr(one, name) for name in MEASURES] for one in letters], np.float64),
            "words": np.frombuffer(words.encode(), np.uint8),
            "bits": bits,
            "shaded": np.array([one.shade is not None for one in letters], np.uint8),
            "shades": np.frombuffer(zlib.compress(shades, 6), np.uint8),
        }
    )
    if len(data) > MOST_BYTES:
        raise DataError(f"the ink of these letters takes {len(data) / 2**20:.0f} MB, {MOST_BYTES >> 20} are kept.")
    return data


def unpacked(data: bytes) -> tuple[Letter, ...]:
    """Return the letters that `packed` has put into a file. Raises DataError if it is damaged, or none of ours."""
    try:
        if len(data) > MOST_BYTES:
            raise ValueError
        return tuple(_letters(tensors_of(data, "the ink")))
    except (ModelError, KeyError, TypeError, ValueError, RecursionError):
        raise DataError(DAMAGED) from None


def read(path: Path) -> tuple[Letter, ...]:
    """Return the letters in a file. Raises DataError if it is not there, damaged or too large, OSError."""
    try:
        with path.open("rb") as stream:
            return unpacked(stream.read(MOST_BYTES + 1))
    except (FileNotFoundError, NotADirectoryError):
        raise DataError(NO_INK) from None


def _letters(found: dict[str, np.ndarray]) -> Iterator[Letter]:
    words = json.loads(found["words"].tobytes())
    n = len(words)
    if not isinstance(words, list) or not 1 <= n <= MOST_LETTERS:
        raise ValueError
    for name, (dtype, columns) in SHAPES.items():
        if found[name].dtype != dtype or found[name].shape != (n, columns):
            raise ValueError
    sides = _sides(found["boxes"])
    ends = np.cumsum(sides.prod(1))
    bits = found["bits"]
    if bits.dtype != np.uint8 or bits.shape != (-(-int(ends[-1]) // 8),):
        raise ValueError
    flat = np.unpackbits(bits, count=int(ends[-1])).astype(bool)
    shades = _shades(found, sides)
    for k, (text, of, source) in enumerate(words):
        ink = flat[ends[k] - sides[k].prod() : ends[k]].reshape(sides[k])
        yield Letter(
            **_words(text, of, source),
            **dict(zip(NUMBERS, _counts(found["numbers"][k]), strict=True)),
            **dict(zip(MEASURES, _measures(found["measures"][k]), strict=True)),
            box=tuple(found["boxes"][k].tolist()),
            ink=ink,
            shade=shades[k],
        )


def _sides(boxes: np.ndarray) -> np.ndarray:
    """Return height and width of every box, int64 (n, 2). Raises ValueError for one that is none."""
    sides = (boxes[:, [3, 2]] - boxes[:, [1, 0]].astype(np.int64)).astype(np.int64)
    if (sides < 1).any() or (sides > MOST_SIDE).any() or int((sides + 2 * RIM).prod(1).sum()) > 2 * MOST_BYTES:
        raise ValueError
    return sides


def _shades(found: dict[str, np.ndarray], sides: np.ndarray) -> list[np.ndarray | None]:
    """Return the shade of every letter, None where there is none. Raises ValueError."""
    shaded, pressed = found["shaded"], found["shades"]
    if shaded.dtype != np.uint8 or shaded.shape != (len(sides),) or shaded.max() > 1 or pressed.dtype != np.uint8:
        raise ValueError
    around = sides + 2 * RIM
    ends = np.cumsum(around.prod(1) * shaded)
    whole = zlib.decompressobj()
    try:
        flat = np.frombuffer(whole.decompress(pressed.tobytes(), int(ends[-1]) + 1), np.uint8)  # never more than that
    except zlib.error:
        raise ValueError from None
    if len(flat) != ends[-1]:
        raise ValueError
    return [
        flat[end - side.prod() : end].reshape(side) if there else None
        for end, side, there in zip(ends, around, shaded, strict=True)
    ]


def _words(text: Any, of: Any, source: Any) -> dict[str, str]:
    for word, most in ((text, LONGEST_TEXT), (of, LONGEST_TEXT), (source, LONGEST_SOURCE)):
        if not isinstance(word, str) or len(word) > most:
            raise ValueError
    if not text.strip() or odd_character(text) or odd_character(of):
        raise ValueError
    return {"text": text, "of": of, "source": source}


def _counts(row: np.ndarray) -> list[int]:
    if (row < 0).any():
        raise ValueError
    return row.tolist()


def _measures(row: np.ndarray) -> list[float]:
    left, width, low, high, doubt = values = row.tolist()
    if not (0 < width < 1e4 and low < high and max(map(abs, (left, low, high))) < 1e4 and 0 <= doubt <= 1):
        raise ValueError
    return values
