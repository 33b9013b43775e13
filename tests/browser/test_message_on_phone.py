"""Does a small message begin large enough to be read on a phone, and is what is typed then kept in sight?"""

from __future__ import annotations

import pytest

from tests.browser.test_message_in_browser import T, opened, typed
from tests.browser.waits import rest

pytestmark = pytest.mark.browser

SEEN = """() => {
  const { view } = desk.state.parts, { left } = view.placed.pages[0], line = desk.state.message.pages[0].lines.at(-1), { seen } = view;
  const at = (x) => left + x * view.scale - seen.left, last = line.placed.at(-1);
  return { scale: view.scale, left: at(line.base[0]), right: at(line.base[0] + line.wide), last: at(last.matrix[4]), width: seen.width };
}"""  # noqa: E501


@pytest.mark.parametrize(("text", "least"), [("a lazy fox", 10), (T, 0)])
def test_a_short_message_fills_a_narrow_window_and_a_long_line_fits_it(page, text, least):
    opened(page, f"text={text}", width=390, height=844)
    seen = page.evaluate(SEEN)
    assert seen["scale"] * 3 > least  # CSS pixels an x-height of 3 mm
    assert seen["left"] >= 0 and seen["right"] <= seen["width"]
    assert page.complaints == []


def test_what_is_typed_comes_into_sight_also_to_the_right(page):
    opened(page, "text=a fox", width=390, height=844)
    typed(page, "a fox and a dog and a fox and the lazy dog")
    seen = page.evaluate(SEEN)
    assert 0 < seen["last"] < seen["width"]


def test_a_phone_that_is_turned_shows_the_page_as_wide_as_it_is_again(page):
    opened(page, "text=a fox", width=390, height=844)
    assert page.evaluate("desk.state.parts.view.zoom") > 2
    page.set_viewport_size({"width": 844, "height": 390})
    rest(page, "() => desk.state.parts.view.zoom", ready="(zoom) => zoom === 1")


def test_a_wide_window_shows_the_page_as_wide_as_it_is(page):
    opened(page, "text=a fox")
    assert page.evaluate("desk.state.parts.view.zoom") == 1
