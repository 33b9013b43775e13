"""How is an image file from a stranger turned into grey pixels, without harm and without losing its ink?"""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageOps

from core.types import DataError

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")  # not EPS (runs Ghostscript), TIFF (floats, bombs) or SVG (not pixels)
MOST_BYTES = 20_000_000
MOST_PIXELS = 8_000_000
MOST_JPEG_PIXELS = 50_000_000  # a phone's photo; its decoder shrinks while it reads
MOST_SIDE = 20_000
ENOUGH = (1024, 1024)  # pixels; below this a JPEG is not shrunk

# What Pillow raised on thousands of damaged files; OSError alone would let one in a hundred through.
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    EOFError,
    LookupError,
    ArithmeticError,
    MemoryError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Warning,  # where warnings are errors
)


def decode(data: bytes) -> np.ndarray:
    """Return the first frame of an image file as grey, uint8 (h, w), upright, with its ink visible on its paper.

    Transparency: strokes drawn on nothing come back bright on 0, whatever their colour; a cut-out lies on paper of its
    own shade. 16 bits are scaled to 8, not clipped. Raises DataError, a sentence about "it", before decoding where the
    file is larger than 20 MB, 8 million pixels (a JPEG 50) or 20,000 pixels a side, or of another format.
    """
    if not data:
        raise DataError("it is empty.")
    if len(data) > MOST_BYTES:
        raise DataError(f"it is larger than {MOST_BYTES // 1_000_000} MB.")
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_size(image)
            image.draft("L", ENOUGH)
            return _grey(ImageOps.exif_transpose(image))
    except DataError:
        raise
    except Image.UnidentifiedImageError:
        raise DataError("it is not a PNG, JPEG, WebP, GIF or BMP image.") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise DataError(f"it has more than {MOST_PIXELS // 1_000_000} million pixels.") from None
    except BROKEN:
        raise DataError("it is damaged.") from None


def _check_size(image: Image.Image) -> None:
    w, h = image.size
    most = MOST_JPEG_PIXELS if image.format == "JPEG" else MOST_PIXELS
    if w * h > most or max(w, h) > MOST_SIDE:
        raise DataError(
            f"it must have at most {most // 1_000_000} million pixels and {MOST_SIDE:,} a side, got {w} x {h}."
        )


def _grey(image: Image.Image) -> np.ndarray:
    if image.mode.startswith("I"):
        v = np.asarray(image).astype(np.int64)
        if v.min() < 0 or v.max() > 65_535:
            raise DataError("it has more than 16 bits a pixel.")
        return ((v + 128) // 257).astype(np.uint8)  # convert("L") would clip: all above 255 would be white
    if image.has_transparency_data:
        return _on_paper(np.asarray(image.convert("RGBA")))
    return np.asarray(image if image.mode == "L" else image.convert("RGB").convert("L"))


def _on_paper(rgba: np.ndarray) -> np.ndarray:
    """Give a transparent image its paper; simply dropping alpha makes black ink on nothing vanish."""
    alpha, grey = rgba[..., 3], np.asarray(Image.fromarray(rgba[..., :3]).convert("L"))
    if alpha.min() == 255:
        return grey
    seen = alpha >= 128
    if not seen.any():
        raise DataError("it is wholly transparent.")
    rows, columns = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
    box = (rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1)
    levels = grey[seen]
    if seen.sum() > 0.8 * box and np.ptp(levels) > 64:  # a filled piece with two shades: paper with ink on it
        paper, cover = np.median(levels), alpha / 255
        return (cover * grey + (1 - cover) * paper).round().astype(np.uint8)
    return alpha  # strokes: where they cover is where the ink is
