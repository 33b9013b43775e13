"""How does a page of a message leave the app as a picture?"""

from __future__ import annotations

import io

import numpy as np

from core.export.message_signs import MADE_BY, ORIGIN, RIGHTS, title_of
from core.handwriting.message.draw import coverage, covered
from core.handwriting.message.ground import COLOUR, WIDTH, printed, sheet_of
from core.handwriting.message.message import Message, MessagePage
from core.types import DataError

RESOLUTION = 8.0  # pixels per mm, 203 an inch
MOST_SIDE = 8_000  # pixels


def png(
    message: Message, page: MessagePage, *, paper: bool = True, resolution: float = RESOLUTION, own: bytes | None = None
) -> bytes:
    """Return a page as a PNG. paper: white, with its printed lines, or photographed; else ink alone on transparency.

    resolution: pixels per mm. own: the photographed paper, a JPEG. Raises DataError for a resolution beyond 1 to about
    27, and where that paper is wanted and not there.
    """
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    if not resolution >= 1 or max(message.paper) * resolution > MOST_SIDE:
        most = int(MOST_SIDE / max(message.paper))
        raise DataError(f"a picture has 1 to {most} pixels per mm, got {resolution:g}.")
    ink = coverage(message, page, resolution)
    colour = np.array(message.config.rgb)
    lines = printed(message, page) if paper else ()
    sheet = sheet_of(message, own, ink.shape[::-1]) if paper else None
    if sheet is not None:
        sheet = sheet.copy()
        _over(sheet, ink, colour)
        image = Image.fromarray(sheet)
    elif len(lines):
        image = Image.fromarray(_on_lines(lines, ink, colour, resolution))
    else:  # a pixel is how much ink it has, which the palette makes a colour of
        image = Image.fromarray(ink, "P")
        share = np.arange(256)[:, None] / 255 if paper else np.ones((256, 1))
        image.putpalette(np.round(255 + share * (colour - 255)).astype(np.uint8).tobytes())
    said = PngInfo()
    for name, value in (
        ("Title", title_of(message.text)),
        ("Description", f"{ORIGIN} {RIGHTS}"),
        ("Software", MADE_BY),
    ):
        said.add_itxt(name, value)
    stream = io.BytesIO()
    inch = 25.4 * resolution
    clear = {} if paper else {"transparency": bytes(range(256))}
    image.save(stream, "PNG", pnginfo=said, dpi=(inch, inch), compress_level=6, **clear)
    return stream.getvalue()


def _on_lines(lines: np.ndarray, ink: np.ndarray, colour: np.ndarray, resolution: float) -> np.ndarray:
    sheet, half = np.full((*ink.shape, 3), 255, np.uint8), WIDTH / 2
    boxes = [
        np.array([[a - half, b - half], [a - half, d + half], [c + half, d + half], [c + half, b - half]])
        for a, b, c, d in lines
    ]
    _over(sheet, covered([box * resolution for box in boxes], ink.shape), np.array(_rgb(COLOUR)))
    _over(sheet, ink, colour)
    return sheet


def _over(sheet: np.ndarray, ink: np.ndarray, colour: np.ndarray) -> None:
    rows, columns = np.nonzero(ink)
    share = ink[rows, columns, None].astype(np.float32) / 255
    sheet[rows, columns] = np.round(sheet[rows, columns] * (1 - share) + colour * share)


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[k : k + 2], 16) for k in (1, 3, 5))
