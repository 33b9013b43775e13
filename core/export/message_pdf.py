"""How does a message leave the app as a PDF of real pages, whose text can be found and copied?"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

from core.export.message_signs import MADE_BY, ORIGIN, RIGHTS, title_of
from core.handwriting.message.ground import COLOUR, WIDTH, printed, sheet_jpeg
from core.handwriting.message.message import Message, MessageLine, MessagePage

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

FONT = "Helvetica"  # of the text that is not seen: every reader of PDFs has it
MM = 72 / 25.4  # points


def pdf(message: Message, *, own: bytes | None = None) -> bytes:
    """Return all pages as one PDF, each letter drawn once; the same message gives the same bytes.

    own: the photographed paper, a JPEG. Raises DataError where that is wanted and not there.
    """
    from reportlab.lib.colors import HexColor
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    stream, (w, h) = io.BytesIO(), message.paper
    canvas = Canvas(stream, pagesize=(w * MM, h * MM), invariant=1, pageCompression=1)
    canvas.setTitle(title_of(message.text))
    canvas.setAuthor("")
    canvas.setCreator(MADE_BY)
    canvas.setSubject(ORIGIN)
    canvas.setKeywords(RIGHTS)
    _shapes(canvas, message)
    sheet = sheet_jpeg(message, own)
    photographed = ImageReader(io.BytesIO(sheet)) if sheet is not None else None
    for page in message.pages:
        if photographed is not None:
            canvas.drawImage(photographed, 0, 0, w * MM, h * MM)
        _text(canvas, page, h)
        canvas.transform(MM, 0, 0, -MM, 0, h * MM)
        _ground(canvas, message, page)
        canvas.setFillColor(HexColor(message.config.ink))
        for line in page.lines:
            for one in line.placed:
                canvas.saveState()
                canvas.transform(*one.matrix)
                canvas.doForm(f"s{one.shape}")
                canvas.restoreState()
            for join in line.joins:
                _fill(canvas, [join.curve()])
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _shapes(canvas: Canvas, message: Message) -> None:
    for number, outline in enumerate(message.shapes):
        points = np.concatenate(outline) if outline else np.zeros((1, 2))
        (left, top), (right, bottom) = points.min(0) - 1, points.max(0) + 1
        canvas.beginForm(f"s{number}", float(left), float(top), float(right), float(bottom))
        if outline:
            _fill(canvas, outline)
        canvas.endForm()


def _fill(canvas: Canvas, outline: list[np.ndarray] | tuple[np.ndarray, ...]) -> None:
    path = canvas.beginPath()
    for curve in outline:
        control = curve.astype(float)
        middle = (control + np.roll(control, -1, 0)) / 2
        path.moveTo(*middle[-1])
        for k, at in enumerate(control):
            before, after = middle[k - 1], middle[k]
            one, two = before + (at - before) * 2 / 3, after + (at - after) * 2 / 3  # a quadratic curve as a cubic one
            path.curveTo(*one, *two, *after)
        path.close()
    canvas.drawPath(path, stroke=0, fill=1, fillMode=1)  # 1: what runs around it is ink, as everywhere else


def _ground(canvas: Canvas, message: Message, page: MessagePage) -> None:
    from reportlab.lib.colors import HexColor

    lines = printed(message, page)
    if len(lines):
        canvas.setStrokeColor(HexColor(COLOUR))
        canvas.setLineWidth(WIDTH)
        canvas.lines(lines.tolist())


def _text(canvas: Canvas, page: MessagePage, high: float) -> None:
    """Lay what each line says under its ink, unseen, as wide as that."""
    for line in page.lines:
        _said(canvas, line, high)


def _said(canvas: Canvas, line: MessageLine, high: float) -> None:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    known = line.text.encode("cp1252", "replace").decode("cp1252")
    size = 0.5 * line.wide * MM / max(1, len(known)) * 2.2
    wide = stringWidth(known, FONT, size)
    # What the letters of every PDF cannot spell is said in so many words beside them.
    spelt = known != line.text
    if spelt:
        canvas._code.append(f"/Span <</ActualText <feff{line.text.encode('utf-16-be').hex()}>>> BDC")
    text = canvas.beginText(line.base[0] * MM, (high - line.base[1]) * MM)
    text.setTextRenderMode(3)
    text.setFont(FONT, size)
    text.setHorizScale(100 * line.wide * MM / max(wide, 1e-6))
    text.textOut(known)
    canvas.drawText(text)
    if spelt:
        canvas._code.append("EMC")
