"""Can a font be tried with words of one's own, and are its alternates seen to change?"""

from __future__ import annotations

import base64
import io
from functools import cache

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from core.blocks.hand_font import font_block
from core.export.hand_font import font
from tests.browser.harness import Room, open_page, page_of
from tests.browser.test_axe import found
from tests.browser.test_hand_font_in_browser import differ, letters_of
from tests.browser.test_message_in_browser import OF_PAGES, OWN_PAPER
from tests.browser.waits import rest
from tests.core.handwriting.written_hands import hand

pytestmark = pytest.mark.browser

RUN = """
window.tried = mountHandFont(document.getElementById("room"), { onShown: () => told.push(true) });
window.show = (text) => tried.update(bytes(text));
"""


@cache
def block(joined: bool = False) -> str:
    return base64.b64encode(font_block(font(hand(joined)))).decode()


def opened(page, width: int = 1300):
    room = Room(("hand_font/hand_font.js",), RUN)
    page.complaints = open_page(
        page, page_of(["room"], room, styles=["hand_font/hand_font.css"]), None, width=width, height=700
    )
    page.evaluate("(text) => show(text)", block())
    return page


def field(page):
    return page.get_by_label("Words in the font of this hand")


def written(page, text: str) -> list[np.ndarray]:
    """Return the letters of a text as the field shows them."""
    field(page).fill(text)
    page.get_by_label("Size of the letters").focus()  # no caret among the letters
    rest(page, "() => document.activeElement.tagName")
    image = Image.open(io.BytesIO(field(page).screenshot())).convert("L")
    return letters_of((np.asarray(image) < 128)[6:-6, 6:-6])


def test_letters_take_turns_and_no_longer_if_they_are_told_not_to(page):
    opened(page)
    page.get_by_label("Size of the letters").fill("110")
    assert field(page).input_value() != ""
    assert page.evaluate("document.fonts.size") == 1
    turns = written(page, "xxxx")
    page.get_by_label("Letters take turns").uncheck()
    still = written(page, "xxxx")
    assert len(turns) == len(still) == 4
    assert all(differ(turns[k], turns[k - 1]) > 0.1 and differ(still[k], still[0]) < 0.1 for k in (1, 2, 3))
    page.get_by_label("Pieces of words").uncheck()
    page.get_by_label("Kerning").uncheck()
    assert (
        page.locator("textarea").evaluate("(node) => node.style.fontFeatureSettings") == '"calt" 0, "liga" 0, "kern" 0'
    )
    assert page.complaints == []


def test_what_the_font_lacks_is_said_and_another_font_takes_its_place(page):
    opened(page)
    field(page).fill("the fox Ж")
    expect(page.get_by_text("Not in this font, and so shown in another one: Ж.")).to_be_visible()
    field(page).fill("the fox")
    expect(page.get_by_text("Not in this font")).to_be_hidden()
    page.evaluate("(text) => show(text)", block(True))
    rest(page, "() => told.length", ready="(n) => n === 2")
    assert field(page).input_value() == "the fox" and page.evaluate("document.fonts.size") == 1
    page.evaluate("tried.close()")
    assert page.evaluate("document.fonts.size") == 0


@pytest.mark.parametrize(("width", "dark"), [(1300, False), (390, True)])
def test_nobody_is_kept_out(page, width, dark):
    page.emulate_media(color_scheme="dark" if dark else "light")
    opened(page, width)
    field(page).fill("the fox Ж")
    page.evaluate(OWN_PAPER)
    assert [line for line in found(page) if not line.startswith(OF_PAGES)] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.complaints == []
