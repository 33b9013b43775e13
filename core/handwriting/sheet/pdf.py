"""How does a plan of sheets become a PDF to print, and a sheet a picture to look at?"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

from core.handwriting.sheet.drawing import Shape, drawing
from core.handwriting.sheet.plan import Sheet, SheetPlan

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

SHARP = 4  # bits after the point of a picture's places; so exact are its outlines


def pdf(plan: SheetPlan) -> bytes:
    """Return all sheets of a plan as a PDF, one a page, in the plan's size; the same plan gives the same bytes.

    Raises DataError if a letter cannot be printed, or there is nothing to write or too much.
    """
    from reportlab.lib.units import mm
    from reportlab.pdfgen.canvas import Canvas

    stream, (w, h) = io.BytesIO(), plan.size
    canvas = Canvas(stream, pagesize=(w * mm, h * mm), invariant=1)
    canvas.setTitle("Sheets to write on")
    canvas.setCreator("Latent Ink")
    canvas.setSubject(f"plan {plan.code:05x}")
    for sheet in plan.sheets:
        canvas.transform(mm, 0, 0, -mm, 0, h * mm)
        for shape in drawing(plan, sheet):
            _fill(canvas, shape)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _fill(canvas: Canvas, shape: Shape) -> None:
    if not shape.outlines:
        return
    path = canvas.beginPath()
    for outline in shape.outlines:
        path.moveTo(*outline[0])
        for point in outline[1:]:
            path.lineTo(*point)
        path.close()
    canvas.setFillGray(shape.grey)
    canvas.drawPath(path, stroke=0, fill=1, fillMode=0)  # 0: even-odd


def picture(plan: SheetPlan, sheet: Sheet, resolution: float) -> np.ndarray:
    """Return a sheet as it is printed, uint8 (h, w), 255 for paper. resolution: pixels per mm."""
    import cv2

    w, h = plan.size
    times = max(1, round(16 / resolution))  # thin lines are right only where they are drawn larger
    scale = resolution * times
    image = np.full((round(h * scale), round(w * scale)), 255, np.uint8)
    for shape in drawing(plan, sheet):
        # A pixel's middle is its place: the edge of the paper lies half a pixel before the first.
        lines = [np.round((line * scale - 0.5) * 2**SHARP).astype(np.int32) for line in shape.outlines]
        if lines:
            cv2.fillPoly(image, lines, round(255 * shape.grey), cv2.LINE_AA, SHARP)
    size = round(w * resolution), round(h * resolution)
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA) if times > 1 else image
