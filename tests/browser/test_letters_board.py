"""Is what is missing of a hand an empty place, and does every other character have its own picture?"""

from __future__ import annotations

import base64
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from core.images import to_png
from tests.browser.harness import Room, open_page, page_of
from tests.browser.test_axe import found

pytestmark = pytest.mark.browser

RUN = """
window.board = mountBoard(document.getElementById("room"));
window.show = (data) => board.update(data);
"""


def data() -> dict:
    """Three characters that are there, the k-th with ink in its k-th third, one missing, and one of no script."""
    tiles = np.zeros((3, 27, 27), np.uint8)
    for k in range(3):
        tiles[k, 9 * k : 9 * k + 9] = 255
    groups = [["a-z", [["a", 7, 0], ["b", 2, 1], ["c", 0, -1]]], ["Others", [["<b>", 5, 2]]]]
    return {"groups": groups, "wanted": 5, "atlas": base64.b64encode(to_png(np.concatenate(tiles))).decode(), "n": 3}


@pytest.fixture(params=["light", "dark"])
def board(page, request):
    page.emulate_media(color_scheme=request.param)
    text = page_of(["room"], Room(("letters/board.js",), RUN), styles=["letters/board.css"])
    complaints = open_page(page, text, None, width=390)
    page.add_style_tag(content="body { background: Canvas; } :root { color-scheme: light dark; }")
    page.evaluate("(data) => show(data)", data())
    yield page
    assert complaints == []


def test_it_says_what_there_is_in_words_too(board):
    assert board.locator("li").all_inner_texts() == ["a\n7", "b\n2 of 5", "c\nmissing", "<b>\n5"]
    assert board.locator("h3").all_inner_texts() == [
        "a-z\n1 of 3 with 5 or more, 1 missing",
        "Others\n1 of 1 with 5 or more",
    ]
    assert board.get_by_role("img", name="A b of yours").count() == 1
    assert board.evaluate("document.documentElement.scrollWidth") <= 390
    ours = [
        line
        for line in found(board)
        if not line.startswith(("landmark", "page-has", "region", "document-title", "heading-order"))
    ]
    assert ours == []


def test_every_character_has_its_own_picture(board):
    for k in range(3):
        pixels = np.asarray(Image.open(BytesIO(board.locator(".ink").nth(k).screenshot())).convert("L")).astype(int)
        thirds = [part[3:-3].mean() for part in np.array_split(pixels, 3)]
        paper = np.median(thirds)
        assert [abs(third - paper) > 100 for third in thirds] == [n == k for n in range(3)], thirds
