"""Does a word open what it means under the pointer, a finger and the keyboard, and does the page stay as it is?"""

from __future__ import annotations

import pytest

from core.lessons.glossary import GLOSSARY
from tests.browser.test_axe import found
from tests.browser.waits import idle

pytestmark = pytest.mark.browser

WORD = "latent space"


def test_a_word_is_explained_under_the_pointer_by_the_keyboard_and_under_a_finger(browser, address):
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{address}/Sample")
    word, bubble = page.locator('a[href="#term"]', has_text=WORD).first, page.locator(".term")
    word.wait_for(timeout=60_000)
    page.locator(".samples .frame").first.wait_for(timeout=60_000)
    idle(page)
    url = page.url
    assert bubble.is_hidden()
    word.hover()
    bubble.wait_for()
    assert GLOSSARY[WORD].means in bubble.inner_text()
    assert word.get_attribute("title") is None and GLOSSARY[WORD].means in word.get_attribute("aria-description")
    box = bubble.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    bubble.hover()
    assert bubble.is_visible(), "it may be read with the pointer on it"
    page.keyboard.press("Escape")
    bubble.wait_for(state="hidden")
    word.focus()
    bubble.wait_for()
    assert found(page) == []
    page.keyboard.press("Tab")
    bubble.wait_for(state="hidden")
    word.tap()
    bubble.wait_for()
    page.touchscreen.tap(195, 800)
    bubble.wait_for(state="hidden")
    assert page.url == url and page.locator("h1", has_text="Sample").count() == 1
    context.close()
