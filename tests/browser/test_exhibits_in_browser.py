"""Is every exhibit usable by everybody, at the frame rate, and from a file that is opened by a double click?"""

from __future__ import annotations

import re

import pytest

from core.export.html import exhibit_html
from core.lessons.exhibits import EXHIBITS
from tests.browser.exhibits import PACE, open_exhibit
from tests.browser.test_axe import OF_COLOURS, found
from tests.browser.waits import faded

pytestmark = pytest.mark.browser

SMALL = """() => [...document.querySelectorAll(".exhibit button, .exhibit input")]
    .filter((node) => node.offsetHeight && Math.max(node.offsetHeight, node.closest("label")?.offsetHeight ?? 0) < 28)
    .map((node) => node.outerHTML)"""  # too small for a finger
# What is moved in every frame: k is its number.
MOVED = {
    "reparameterisation": "exhibit.state.take([Math.sin(k / 20), Math.cos(k / 20)])",
    "elbo-forces": "exhibit.state.put({ mu: [Math.sin(k / 20), Math.cos(k / 20)] })",
    "collapse-ladder": "exhibit.state.step = k % 7; exhibit.state.ask()",
    "rate-distortion": "k || exhibit.state.running || exhibit.state.anew()",  # while all twelve learn
    "gan-game": "exhibit.state.shape(k % 48, 0.3 + 0.2 * Math.sin(k))",
    "mode-collapse": "exhibit.state.running = true; exhibit.state.host.request()",
    "digit-collapse": "k || exhibit.state.running || (exhibit.state.bet('with'), exhibit.state.toggle())",
    "flow-field": "exhibit.state.running = exhibit.state.going = true; exhibit.state.host.request()",
    "prior-posterior": "k || state.guess('A'); state.share = k / 60; state.step = k % 6; state.again()".replace(
        "state", "exhibit.state"
    ),
    "forty-labels": "exhibit.state.settle(9); exhibit.state.spend(k % 41); exhibit.state.at = 9 * k",
    "tsne-bet": "exhibit.state.at = k % 6; exhibit.state.ask()",
    "paint-sampler": "exhibit.state.brush = [Math.sin(k / 9), Math.cos(k / 9)]; exhibit.state.dabbed()",
}


@pytest.mark.parametrize("name", EXHIBITS)
def test_an_exhibit_keeps_nobody_out(page, name):
    open_exhibit(page, name)
    assert "\n".join(found(page)) == ""
    marks = page.evaluate(
        "() => [...new Set([...document.querySelectorAll('[data-mark]')].map((n) => n.dataset.mark))]"
    )
    assert set(EXHIBITS[name].marks) <= set(marks)
    # A symbol that is focused is lit wherever it appears.
    for symbol in page.locator(".exhibit .symbol").all():
        symbol.focus()
        mark = symbol.get_attribute("data-mark")
        lit = page.evaluate("() => [...document.querySelectorAll('.lit')].map((node) => node.dataset.mark)")
        assert lit and set(lit) == {mark}
        assert symbol.get_attribute("title") and re.search(r"\d|none", symbol.inner_text())
    page.emulate_media(color_scheme="dark")
    faded(page)
    assert "\n".join(found(page, **OF_COLOURS)) == ""
    assert page.complaints == []


@pytest.mark.parametrize("name", EXHIBITS)
def test_on_a_phone_nothing_stands_out(page, name):
    open_exhibit(page, name, width=390, height=844)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert page.evaluate(SMALL) == []
    assert page.complaints == []


@pytest.mark.alone
@pytest.mark.long
@pytest.mark.parametrize("name", EXHIBITS)
def test_it_moves_at_the_frame_rate(page, name):
    open_exhibit(page, name)
    # The best of some tries: what else a machine does meanwhile only delays.
    assert any(page.evaluate(PACE, [60, MOVED[name]]) <= 17.5 for _ in range(20))
    assert page.complaints == []


@pytest.mark.long
@pytest.mark.parametrize("name", EXHIBITS)
def test_it_works_from_a_file_that_asks_for_nothing(page, name, tmp_path):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: asked.append(str(error)))
    one, file = EXHIBITS[name], tmp_path / "exhibit.html"
    file.write_text(exhibit_html(name, one.block(), title=f"<b>{one.title}", question=one.question), encoding="utf-8")
    page.goto(file.as_uri())
    page.locator(".exhibit .source").wait_for()
    assert [url for url in asked if not url.startswith(("file:", "blob:"))] == []
    assert page.get_by_role("heading", level=1).inner_text() == f"<b>{one.title}"
