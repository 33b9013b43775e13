"""What does the browser need to show a photographed page that is to be mended, in blocks of bytes?

browser/page/photo.js reads that of the photograph and its ink, browser/page/lines.js that of the lines. Both are large
and stay the same until the page is read anew; what changes in between travels beside them, see `state_block`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from PIL import Image

from core.handwriting.ops import READING, Op
from core.handwriting.page import ink
from core.handwriting.page.settings import LONGEST
from core.handwriting.parts import Line, Page, Quad, Word
from core.packed import pack, unpack
from core.types import DataError

SHOWN = 2000  # pixels of the longer side of the photograph and of the ink that a threshold is tried on
QUALITY = 85  # of the JPEG
INKED = 0.4  # of a pixel that is shown, which is ink where so much of it is
FULL = 250  # a byte that says as dark as the ink near it; as browser/page/shares.js has it, with the next two
LEFT_OUT, FORCED = 252, 255  # dark enough, and no ink all the same, and the other way round: no threshold changes it
CLEAR = 0.15  # by so much darker or paler than the threshold such a pixel is
NOWHERE: Quad = ((0.0, 0.0),) * 4
CHANNEL = "page"  # by which what changes reaches the component


def photo_block(
    photo: np.ndarray | bytes,
    page: Page,
    *,
    reading: str,
    threshold: float,
    quarters: int = 0,
    ops: Sequence[str] = (),
) -> bytes:
    """Return a photograph and what was read on it as one block; equal arguments give equal bytes.

    photo: uint8 (h, w) or (h, w, 3), upright and turned as the page was read, of any size, or what `photo_in` found in
    an earlier block. quarters: by how many quarters clockwise it was turned since it came. reading: a name of this
    reading, letters, digits, _ and -. threshold: that the page was read with. ops: ids of the ops that were known then,
    those taken back and undos too. Raises DataError if the reading's name is none.
    """
    about = {
        "reading": _named(reading),
        "size": list(page.size),
        "corners": [[round(x, 1), round(y, 1)] for x, y in page.corners],
        "quarters": quarters % 4,
        "page": _size(page.ink),
        "threshold": threshold,
        "lines": [[list(word.box) for word in line.words] for line in page.lines],
        "ops": list(ops),
    }
    return pack(
        {
            "about": _json(about),
            "photo": photo if isinstance(photo, bytes) else _jpeg(_shrunk(photo, SHOWN)),
            "shares": _png(Image.fromarray(shares(page, threshold))),
        }
    )


def photo_in(block: bytes, quarters: int) -> bytes | None:
    """Return the photograph in a block of `photo_block`, None where it was turned otherwise then."""
    sections = unpack(block)
    return sections["photo"] if json.loads(sections["about"])["quarters"] == quarters % 4 else None


def lines_block(page: Page, *, reading: str, ops: Sequence[str] = ()) -> bytes:
    """Return the ink of a page and where its lines and words are as one block; equal arguments give equal bytes.

    reading, ops: as of `photo_block`.
    """
    ends = _ends(page)
    lines = [
        {
            "base": [round(line.base[0], 5), round(line.base[1], 1)],
            "x_height": round(line.x_height, 1),
            "words": [
                {"box": list(word.box), "pieces": sorted(ends[n] for n in word.pieces if n in ends)}
                for word in line.words
            ],
        }
        for line in page.lines
    ]
    about = {
        "reading": _named(reading),
        "page": _size(page.ink),
        "slant": page.slant,
        "stroke": round(page.stroke, 1),
        "lines": lines,
        "ops": list(ops),
    }
    shown = page.ink
    if max(shown.shape) > LONGEST:
        shown = _shrunk(shown.astype(np.float32), LONGEST) >= INKED
    return pack({"about": _json(about), "ink": _stencil(shown)})


def state_block(
    component: str,
    block: bytes,
    ops: Sequence[Op],
    texts: Sequence[str] | None = None,
    notes: Mapping[int, str] | None = None,
) -> bytes:
    """Return what changes beside a block that a component shows, for its channel: all ops taken, and the typed lines.

    component: "photo" or "lines". block: of `photo_block` or `lines_block`. notes: what is to be said of a line, by its
    number from 0.
    """
    reading = reading_of(block)
    about: dict[str, Any] = {"channel": CHANNEL, "model": f"{component}-{reading}", "reading": reading}
    about |= {"ops": [op.told() for op in ops], "texts": None if texts is None else [*texts]}
    if texts is not None:
        about["notes"] = [(notes or {}).get(n, "") for n in range(len(texts))]
    return pack({"about": _json(about)})


def reading_of(block: bytes) -> str:
    """Return the name of the reading that a block of this file shows."""
    return json.loads(unpack(block)["about"])["reading"]


def lines_in(block: bytes) -> tuple[Line, ...]:
    """Return the lines in a block of `lines_block`, with the boxes of their words alone: no quads, and no ink."""
    rows = json.loads(unpack(block)["about"])["lines"]
    return tuple(
        Line(tuple(Word(tuple(word["box"]), NOWHERE, ()) for word in row["words"]), tuple(row["base"]), row["x_height"])
        for row in rows
    )


def shares(page: Page, threshold: float) -> np.ndarray:
    """Return how dark each pixel is beside the ink near it, uint8 (h, w), at most 2,000 a side, 250 for as dark.

    At any threshold ink is what has a larger share, see `core.handwriting.page.ink.inked`. LEFT_OUT is where the page
    has no ink though it is dark enough at the threshold that it was read with, FORCED where it has some all the same.
    """
    dark, near = _shrunk(page.darkness, SHOWN), _shrunk(ink.levels(page.darkness)[0], SHOWN)
    share = np.where(dark > ink.NOTHING, dark / np.maximum(near, ink.NOTHING), 0)
    inked = _shrunk(page.ink.astype(np.float32), SHOWN) >= INKED
    out = np.clip(np.rint(FULL * share), 0, FULL).astype(np.uint8)
    out[~inked & (share > threshold + CLEAR)] = LEFT_OUT
    out[inked & (share < threshold - CLEAR)] = FORCED
    return out


def _named(reading: str) -> str:
    if not READING.fullmatch(reading):
        raise DataError("the name of a reading must be 1 to 80 letters, digits, _ and -.")
    return reading


def _ends(page: Page) -> dict[int, list[float]]:
    """Return the left and right end of the pieces of all words, without slant, at their line's base line."""
    line_of = np.full(int(page.pieces.max()) + 1, -1)
    for n, line in enumerate(page.lines):
        for word in line.words:
            line_of[list(word.pieces)] = n
    flat = page.pieces.ravel()
    at = np.flatnonzero(line_of[flat] >= 0)
    which, (y, x) = flat[at], np.divmod(at, page.pieces.shape[1])
    slope, row = np.array([line.base for line in page.lines]).reshape(-1, 2)[line_of[which]].T
    moved = x - np.tan(np.deg2rad(page.slant)) * (slope * x + row - y)
    left, right = np.full(len(line_of), np.inf), np.full(len(line_of), -np.inf)
    np.minimum.at(left, which, moved)
    np.maximum.at(right, which, moved)
    there = np.flatnonzero(np.isfinite(left))
    return {int(n): [round(float(left[n]), 1), round(float(right[n]) + 1, 1)] for n in there}


def _shrunk(image: np.ndarray, longest: int) -> np.ndarray:
    import cv2

    h, w = image.shape[:2]
    factor = min(1.0, longest / max(h, w))
    size = (max(1, round(w * factor)), max(1, round(h * factor)))
    return image if factor == 1 else cv2.resize(image, size, interpolation=cv2.INTER_AREA)


def _size(image: np.ndarray) -> list[int]:
    return [image.shape[1], image.shape[0]]


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()


def _jpeg(pixels: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _png(image: Image.Image, **more: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", **more)
    return out.getvalue()


def _stencil(mask: np.ndarray) -> bytes:
    """Return a mask as a PNG of one bit a pixel, black where it is true and transparent elsewhere."""
    image = Image.fromarray(mask.astype(np.uint8), "P")
    image.putpalette([255, 255, 255, 0, 0, 0])
    return _png(image, bits=1, transparency=0)
