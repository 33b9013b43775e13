"""How is an image file from a stranger turned into grey pixels, without harm and without losing its ink?"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from PIL import Image, ImageChops, ImageOps

from core.guard.signatures import kind_of
from core.ink import LEAST_CONTRAST, otsu
from core.types import DataError

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")  # not EPS (runs Ghostscript), TIFF (floats, bombs) or SVG (not pixels)
MOST_BYTES = 20_000_000
MOST_PIXELS = 8_000_000
MOST_PAGE_PIXELS = 20_000_000  # of a page: scanned at 300 dots an inch, A4 has 8.7 million
MOST_PHOTO_PIXELS = 50_000_000  # of what phones take; the decoder of a JPEG shrinks it while it reads
PHOTOS = ("JPEG", "MPO", "HEIF")  # MPO is a JPEG with a second picture behind the first
DEPTHS = (2**8 - 1, 2**10 - 1, 2**12 - 1, 2**14 - 1, 2**16 - 1)  # what 16 bits a pixel really hold
MOST_SIDE = 20_000
ORIENTATION, SIDEWAYS = 0x0112, (5, 6, 7, 8)  # of EXIF: how the camera was held
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
    RuntimeError,  # of libheif
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Warning,  # where warnings are errors
)


def decode(data: bytes) -> np.ndarray:
    """Return the first frame of an image file as grey, uint8 (h, w), upright, with its ink visible on its paper.

    Transparency: strokes drawn on nothing come back bright on 0, whatever their colour; a cut-out lies on paper of its
    own shade. 16 bits are scaled to 8, not clipped; where they hold but 8, 10, 12 or 14, by those. Raises DataError, a
    sentence about "it", before decoding where the file is larger than 20 MB, 8 million pixels (a JPEG or HEIC 50) or
    20,000 pixels a side, or of another format.
    """
    return _decoded(data, _as_character)


def decode_colour(data: bytes, longest: int) -> tuple[np.ndarray, tuple[int, int]]:
    """Return the first frame of an image file, upright, and the (width, height) that it has in full.

    The pixels are uint8 (h, w, 3), or (h, w) where there is no colour or transparency; at most `longest` a side.
    Raises DataError as `decode` does, but for up to 20 million pixels.
    """
    return _decoded(data, lambda image: _as_page(image, longest), MOST_PAGE_PIXELS)


T = TypeVar("T")


def _decoded(data: bytes, read: Callable[[Image.Image], T], most: int = MOST_PIXELS) -> T:
    if not data:
        raise DataError("it is empty.")
    if len(data) > MOST_BYTES:
        raise DataError(f"it is larger than {MOST_BYTES // 1_000_000} MB.")
    try:
        with Image.open(io.BytesIO(data), formats=_formats(data)) as image:
            _check_size(image, most)
            return read(image)
    except DataError:
        raise
    except Image.UnidentifiedImageError:
        kind = kind_of(data)
        known = f"it is {kind}, not" if kind else "it is not"
        raise DataError(f"{known} a PNG, JPEG, HEIC, WebP, GIF or BMP image.") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise DataError(f"it has more than {most // 1_000_000} million pixels.") from None
    except BROKEN:
        raise DataError("it is damaged.") from None


def _as_character(image: Image.Image) -> np.ndarray:
    image.draft("L", ENOUGH)
    return _grey(ImageOps.exif_transpose(_covering(_rightly_inked(image))))


def _as_page(image: Image.Image, longest: int) -> tuple[np.ndarray, tuple[int, int]]:
    w, h = image.size
    if image.getexif().get(ORIENTATION, 1) in SIDEWAYS:
        w, h = h, w
    image.draft("RGB", (longest, longest))
    upright = ImageOps.exif_transpose(_covering(_rightly_inked(image)))
    grey = upright.mode in ("1", "L") or upright.mode.startswith("I") or upright.has_transparency_data
    pixels = _grey(upright) if grey else np.asarray(upright if upright.mode == "RGB" else upright.convert("RGB"))
    scale = min(1.0, longest / max(pixels.shape[:2]))
    if scale < 1:
        import cv2  # shrinks a photo in a quarter of the time

        shape = (round(scale * pixels.shape[1]), round(scale * pixels.shape[0]))
        pixels = cv2.resize(pixels, shape, interpolation=cv2.INTER_AREA)
    return pixels, (w, h)


def _formats(data: bytes) -> tuple[str, ...]:
    if data[4:8] != b"ftyp":
        return FORMATS
    import pi_heif  # a tenth of a second, for those who bring an iPhone's photos

    pi_heif.register_heif_opener()
    return ("HEIF",)


def _rightly_inked(image: Image.Image) -> Image.Image:
    """Undo what Pillow takes for granted of four inks in a JPEG: that they are turned over, as Adobe's programs do.

    Those without Adobe's mark are not, but for some; where only one of the two ways shows any ink, it is that one.
    """
    if image.mode != "CMYK" or image.format not in PHOTOS:
        return image
    turned = ImageChops.invert(image)
    likely, other = (image, turned) if "adobe" in image.info else (turned, image)
    return other if _contrast(likely) < LEAST_CONTRAST <= _contrast(other) else likely


def _contrast(image: Image.Image) -> int:
    return int(np.ptp(np.flatnonzero(image.convert("RGB").convert("L").histogram())))


def _covering(image: Image.Image) -> Image.Image:
    """Take a BMP of which nothing would be seen for opaque: Windows' own calls leave the fourth byte at 0."""
    clear = image.format == "BMP" and image.mode == "RGBA" and image.getchannel("A").getextrema() == (0, 0)
    return image.convert("RGB") if clear else image


def _check_size(image: Image.Image, most: int) -> None:
    w, h = image.size
    most = MOST_PHOTO_PIXELS if image.format in PHOTOS else most
    if w * h > most or max(w, h) > MOST_SIDE:
        raise DataError(
            f"it must have at most {most // 1_000_000} million pixels and {MOST_SIDE:,} a side, got {w} x {h}."
        )


def _grey(image: Image.Image) -> np.ndarray:
    if image.mode.startswith("I"):
        v = np.asarray(image).astype(np.int64)
        if v.min() < 0 or v.max() > DEPTHS[-1]:
            raise DataError("it has more than 16 bits a pixel.")
        most = next(depth for depth in DEPTHS if v.max() <= depth)
        return ((255 * v + most // 2) // most).astype(np.uint8)  # convert("L") would clip: all above 255 would be white
    if image.has_transparency_data:
        factor = max(1, max(image.size) // ENOUGH[0])  # its arithmetic takes fifty bytes a pixel
        clear = image.convert("RGBA")
        return _on_paper(np.asarray(clear.convert("RGBa").reduce(factor).convert("RGBA") if factor > 1 else clear))
    return np.asarray(image if image.mode == "L" else image.convert("RGB").convert("L"))


def _on_paper(rgba: np.ndarray) -> np.ndarray:
    """Give a transparent image its paper; simply dropping alpha makes black ink on nothing vanish.

    A pen may be half transparent everywhere: what counts as covered is what is at least half as dense as the densest.
    """
    alpha, grey = rgba[..., 3], np.asarray(Image.fromarray(rgba[..., :3]).convert("L"))
    peak = int(alpha.max())
    if peak < LEAST_CONTRAST:
        raise DataError("it is wholly transparent.")
    seen = 2 * alpha.astype(int) >= peak
    if seen.all() and np.ptp(grey) >= LEAST_CONTRAST:
        return grey
    paper = _paper(grey, seen)
    if paper is not None:
        cover = alpha / peak
        return (cover * grey + (1 - cover) * paper).round().astype(np.uint8)
    return (alpha * (255 / peak)).round().astype(np.uint8)  # strokes: where they cover is where the ink is


def _paper(grey: np.ndarray, seen: np.ndarray) -> float | None:
    """Return the shade of the paper if what is seen is a piece of it with ink on it, None if it is strokes on nothing.

    Told by the shades, whatever the outline: a piece of paper has one shade where it was cut, and its ink, of another,
    borders on that; a second colour of strokes on nothing borders on nothing, as the first one does.
    """
    from scipy import ndimage

    levels = grey[seen]
    if np.ptp(levels) < LEAST_CONTRAST:
        return None
    bright = grey > otsu(levels)
    cut = seen & np.logical_not(ndimage.binary_erosion(seen, np.ones((3, 3)), border_value=0))
    bright_paper = 2 * int((bright & cut).sum()) > int(cut.sum())
    paper, ink = seen & (bright == bright_paper), seen & (bright != bright_paper)
    apart = abs(float(np.median(grey[paper])) - float(np.median(grey[ink]))) if paper.any() and ink.any() else 0.0
    if apart < 2 * LEAST_CONTRAST:
        return None
    around = ndimage.binary_dilation(ink, np.ones((3, 3))) & ~ink
    beside_nothing = int((around & ~seen).sum()) / max(1, int(around.sum()))
    return float(np.median(grey[paper])) if beside_nothing < 0.5 else None
