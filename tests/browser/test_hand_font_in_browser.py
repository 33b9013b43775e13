"""Does a browser write with the font of a hand, its letters taking turns, words in pieces and none of it fetched?"""

from __future__ import annotations

import base64
import io
from functools import cache

import numpy as np
from PIL import Image

from core.export.hand_font import font
from tests.core.handwriting.written_hands import hand

PAGE = """<!DOCTYPE html><meta charset="utf-8"><style>
@font-face {{ font-family: Hand; src: url(data:font/ttf;base64,{font}) }}
div {{ font: 120px Hand, monospace; width: max-content; padding: 20px; background: #fff; color: #000 }}
#still, #apart {{ font-feature-settings: "calt" 0, "liga" 0, "kern" 0 }}
</style>
<div id="turns">xxxxx</div><div id="still">xxxxx</div><div id="piece">brown</div><div id="apart">brown</div>
<div id="other" style="font-family: monospace">brown</div>"""


@cache
def page_text() -> str:
    return PAGE.format(font=base64.b64encode(font(hand())).decode())


def shown(page, name: str) -> np.ndarray:
    """Return where an element has ink."""
    image = Image.open(io.BytesIO(page.locator(f"#{name}").screenshot())).convert("L")
    return np.asarray(image) < 128


def letters_of(ink: np.ndarray) -> list[np.ndarray]:
    """Return what stands apart, from left to right, each cut to its box."""
    columns = np.flatnonzero(ink.any(0))
    found = []
    for run in np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1):
        part = ink[:, run[0] : run[-1] + 1]
        rows = np.flatnonzero(part.any(1))
        found.append(part[rows[0] : rows[-1] + 1])
    return found


def differ(a: np.ndarray, b: np.ndarray) -> float:
    """Return which share of two shapes' ink lies beside the other's."""
    h, w = max(a.shape[0], b.shape[0]), max(a.shape[1], b.shape[1])
    a, b = (np.pad(one, ((0, h - one.shape[0]), (0, w - one.shape[1]))) for one in (a, b))
    return float((a ^ b).sum() / (a | b).sum())


def test_a_browser_writes_with_the_font_and_no_letter_looks_like_the_one_before(page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(page_text())
    page.evaluate("document.fonts.ready")
    assert page.evaluate(
        "document.fonts.check('120px Hand') && [...document.fonts].every((f) => f.status === 'loaded')"
    )
    assert [url for url in asked if not url.startswith("data:")] == []
    turns, still = letters_of(shown(page, "turns")), letters_of(shown(page, "still"))
    assert len(turns) == len(still) == 5
    for k in range(1, 5):
        assert differ(turns[k], turns[k - 1]) > 0.1  # another x each time
        assert differ(still[k], still[0]) < 0.1  # but for where its edges fall between pixels
    assert differ(turns[3], turns[0]) < 0.1  # after three it begins anew


def test_a_word_of_the_page_stands_as_it_was_written(page):
    page.set_content(page_text())
    page.evaluate("document.fonts.ready")
    piece, apart, other = (shown(page, name) for name in ("piece", "apart", "other"))
    assert differ(piece, apart) > 0.05 and differ(piece, other) > 0.5
