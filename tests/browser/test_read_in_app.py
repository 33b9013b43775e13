"""Do the strokes of Read survive a reload, go along to Look inside, and lead back from a link that somebody sends?"""

from __future__ import annotations

import re

import pytest

from tests.browser.strokes import draw_on
from tests.browser.waits import idle

pytestmark = pytest.mark.browser

SEVEN = (0.3, 0.2), (0.7, 0.2), (0.45, 0.85)


def opened(page, address: str):
    page.goto(address)
    page.locator("canvas.sheet").wait_for(timeout=40_000)
    idle(page)
    return page


def draw(page, *points: tuple[float, float]) -> None:
    sheet, before = page.locator("canvas.sheet"), page.url
    sheet.scroll_into_view_if_needed()
    draw_on(page, sheet, points, steps=6)
    page.wait_for_url(lambda url: url != before and "ink=" in url)
    idle(page)


def picture(page) -> bytes:
    """Return what stands on the sheet."""
    return page.locator("canvas.sheet").evaluate("(canvas) => canvas.toDataURL()")


def wholly_in_view(page, selector: str) -> bool:
    box, window = page.locator(selector).bounding_box(), page.viewport_size
    return box["y"] >= 0 and box["y"] + box["height"] <= window["height"]


def ink_of(page) -> str:
    return re.search(r"[?&]ink=([^&]+)", page.url).group(1)


@pytest.mark.long
def test_what_is_drawn_survives_a_reload_and_is_looked_at_inside(page, address, browser):
    opened(page, f"{address}/Read")
    link = page.get_by_role("link", name="Look inside this reader")
    assert link.inner_text().strip().endswith("Look inside this reader"), "nothing of the visitor's is drawn yet"
    draw(page, *SEVEN)
    assert page.locator(".sign").inner_text() == "7"
    drawn, ink = picture(page), ink_of(page)
    page.reload()
    page.locator(".sign", has_text="7").wait_for(timeout=40_000)
    idle(page)
    assert picture(page) == drawn and ink_of(page) == ink
    assert page.locator(".said").inner_text().startswith("Reads as 7")
    page.get_by_text("Nearest of the kept images").scroll_into_view_if_needed()
    assert wholly_in_view(page, "canvas.sheet"), "who looks at the map of latent space can go on drawing"
    page.get_by_role("link", name="Look inside this reader, with the same strokes").click()
    page.locator(".inside .verdict", has_text="7").wait_for(timeout=40_000)
    idle(page)
    assert ink_of(page) == ink and "model=mnist-classifier" in page.url
    sent = browser.new_context().new_page()  # somebody else, who was sent the address
    opened(sent, page.url)
    sent.locator(".inside .verdict", has_text="7").wait_for(timeout=40_000)
    idle(sent)
    assert ink_of(sent) == ink
    draw(sent, (0.2, 0.9), (0.8, 0.9))
    assert ink_of(sent) != ink, "what is added stands in the address"
    sent.get_by_role("button", name=re.compile("^Look at a kept 3")).first.click()
    sent.wait_for_url(re.compile("image="))
    assert "ink=" not in sent.url
    sent.context.close()
