"""How are letters looked through? A sheet of them by class, the most doubtful first, each in red within its word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.handwriting.letters.letters import SURE, Letter
from core.handwriting.parts import Page

CELL, CAPTION = (120, 72), 16  # pixels: of a letter's picture, and the row of text under it
HIGH = 4.4  # x-heights that a picture shows
COLUMNS = 12
MOST_OF_A_CLASS = 60
RED, GREY = (214, 32, 32), (165, 165, 165)


def by_class(pages: Sequence[Page], letters: Sequence[Letter]) -> Image.Image:
    """Return a sheet of all letters, a block of rows a class; of a class at most 60, the most doubtful."""
    rows: list[list[Letter | str]] = []
    for text in sorted({letter.text for letter in letters}):
        of = sorted((one for one in letters if one.text == text), key=lambda one: -one.doubt)[:MOST_OF_A_CLASS]
        rows += [[_named(text) if n == 0 else "", *of[n : n + COLUMNS - 1]] for n in range(0, len(of), COLUMNS - 1)]
    return _sheet(pages, rows)


def in_order(pages: Sequence[Page], letters: Sequence[Letter]) -> Image.Image:
    """Return a sheet of letters in the order given."""
    return _sheet(pages, [list(letters[n : n + COLUMNS]) for n in range(0, len(letters), COLUMNS)])


def in_rows(pages: Sequence[Page], rows: Sequence[Sequence[Letter | str]]) -> Image.Image:
    """Return a sheet of rows, each at most 12 letters and words about them; nothing is said of a letter."""
    return _sheet(pages, rows, told=False)


def _named(text: str) -> str:
    return text if text.isascii() else f"{text} U+{ord(text[0]):04X}"


def _sheet(pages: Sequence[Page], rows: Sequence[Sequence[Letter | str]], *, told: bool = True) -> Image.Image:
    wide, high = CELL[0], CELL[1] + CAPTION
    sheet = Image.new("RGB", (COLUMNS * wide, max(1, len(rows)) * high), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(12)
    for r, row in enumerate(rows):
        for c, one in enumerate(row):
            at = c * wide, r * high
            if isinstance(one, str):
                pen.text((at[0] + 8, at[1] + CELL[1] // 2), one, fill="black", font=ImageFont.load_default(20))
                continue
            sheet.paste(_picture(pages[one.page], one), at)
            if not told:
                continue
            colour = "black" if one.doubt <= SURE else RED
            pen.text((at[0] + 3, at[1] + CELL[1]), f"{_named(one.text)}  {one.doubt:.2f}", fill=colour, font=font)
    return sheet


def _picture(page: Page, letter: Letter) -> Image.Image:
    """Draw a letter in red amid the ink around it."""
    line = page.lines[letter.line]
    left, top, right, _ = letter.box
    scale = CELL[1] / (HIGH * line.x_height)
    x = (left + right) / 2
    y = line.row_at(x) - 0.6 * line.x_height
    half = CELL[0] / scale / 2, CELL[1] / scale / 2
    window = [round(v) for v in (x - half[0], y - half[1], x + half[0], y + half[1])]
    h, w = page.ink.shape
    canvas = np.full((window[3] - window[1], window[2] - window[0], 3), 255, np.uint8)
    inner = max(0, window[0]), max(0, window[1]), min(w, window[2]), min(h, window[3])
    seen = canvas[inner[1] - window[1] : inner[3] - window[1], inner[0] - window[0] : inner[2] - window[0]]
    seen[page.ink[inner[1] : inner[3], inner[0] : inner[2]]] = GREY
    rows, columns = np.nonzero(letter.ink)
    rows, columns = rows + top - window[1], columns + left - window[0]
    there = (rows >= 0) & (rows < canvas.shape[0]) & (columns >= 0) & (columns < canvas.shape[1])
    canvas[rows[there], columns[there]] = RED
    return Image.fromarray(canvas).resize(CELL, Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC)
