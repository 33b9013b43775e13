"""As which files does a message leave: one for all its pages, or a zip of one a page?"""

from __future__ import annotations

import io
import zipfile
from typing import Literal

from core.export.message_pdf import pdf
from core.export.message_png import png
from core.export.message_svg import svg
from core.handwriting.message.message import Message

Kind = Literal["png", "svg", "pdf"]
STARTED = (1980, 1, 1, 0, 0, 0)  # the same message gives the same bytes


def file_of(message: Message, kind: Kind, *, paper: bool = True, own: bytes | None = None) -> bytes:
    """Return a message as one file. A PNG or an SVG of several pages is a zip of as many, page-1 and so on.

    paper: whether they are white with their printed lines, or ink alone; a PDF is as it is. own: the photographed
    paper, a JPEG. Raises DataError where that is wanted and not there.
    """
    if kind == "pdf":
        return pdf(message, own=own)
    pages = [
        svg(message, page, paper=paper, own=own).encode() if kind == "svg" else png(message, page, paper=paper, own=own)
        for page in message.pages
    ]
    return pages[0] if len(pages) == 1 else _zipped(pages, kind)


def _zipped(pages: list[bytes], kind: Kind) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED if kind == "svg" else zipfile.ZIP_STORED) as archive:
        for n, data in enumerate(pages, 1):
            archive.writestr(zipfile.ZipInfo(f"page-{n}.{kind}", STARTED), data)
    return stream.getvalue()
