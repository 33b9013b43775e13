"""From a drawing to a VAE's numbers, to a correction, to a reader that was tuned on it: does the whole way go?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core import library, places
from core.datasets import corrections
from core.owner import Owner
from tests.browser.servers import ROOT, serving
from tests.browser.strokes import draw_on
from tests.browser.test_read_in_browser import DIGITS
from tests.browser.waits import idle, until

pytestmark = [pytest.mark.browser, pytest.mark.trains]

SEVEN = ((0.3, 0.2), (0.7, 0.2), (0.45, 0.85))
CROSS = ((0.2, 0.8), (0.8, 0.2)), ((0.2, 0.2), (0.8, 0.8))


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("corrected")


@pytest.fixture(scope="module")
def address(home) -> Iterator[str]:
    with serving(ROOT / "app.py", home=home) as address:
        yield address


def draw(page, *points: tuple[float, float]) -> None:
    draw_on(page, page.locator("canvas.sheet"), points, steps=6)


def z_of(page) -> str:
    return page.locator(".line-of-z").first.inner_text()


def told(home: Path, monkeypatch) -> list[int]:
    """Return what the one visitor there is has told."""
    monkeypatch.setenv("LATENT_INK_HOME", str(home))
    notes = list((places.datasets() / "own").glob("corrections-of-*.json"))
    if not notes:
        return []
    owner = Owner(notes[0].stem.removeprefix("corrections-of-"))
    found = corrections.kept(tuple(DIGITS), 28, owner)
    return [] if found is None else found.labels.tolist()


@pytest.mark.timeout(900)  # an engine starts, and a reader is tuned three times
def test_drawn_corrected_tuned_and_read_with(page, address, home, monkeypatch):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{address}/Read")
    page.locator(".vae .line-of-z").first.wait_for(timeout=60_000)
    idle(page)
    drawn_before = z_of(page)
    draw(page, *SEVEN)
    until(page, lambda: z_of(page) != drawn_before, "the VAE's numbers have moved")
    before = z_of(page)
    what = page.get_by_role("group", name="What it is")
    what.get_by_role("button", name="4", exact=True).click()
    until(page, lambda: told(home, monkeypatch) == [4], "it is kept", 60)
    assert "Kept as 4" in page.locator(".kept-as").inner_text()
    page.get_by_role("button", name="Clear").click()
    for stroke in CROSS:
        draw(page, *stroke)
    until(page, lambda: z_of(page) not in ("", before), "another drawing is encoded")
    what.get_by_role("button", name="8", exact=True).click()
    until(page, lambda: told(home, monkeypatch) == [4, 8], "the second one is kept", 60)
    idle(page)
    page.reload()
    page.locator(".st-key-read-corrected").wait_for(timeout=60_000)
    idle(page)
    assert told(home, monkeypatch) == [4, 8], "a reload loses nothing and adds nothing"
    page.get_by_role("button", name="Tune this reader on them").click()
    page.get_by_role("button", name="Read with Digit reader, tuned").click(timeout=240_000)
    idle(page)
    until(page, lambda: "model=" in page.url, "the address says which reader", 120)
    new = library.find(page.url.split("model=")[1].split("&")[0])
    assert new.title == "Digit reader, tuned" and new.config.tuning.corrections == 2
    menu = page.get_by_test_id("stSelectbox").first.get_by_role("combobox")
    until(page, lambda: menu.input_value() == new.title, "the menu shows the tuned reader", 120)
    page.get_by_text("came about").wait_for(timeout=120_000)
    until(page, lambda: page.locator(".said").inner_text() != "", "the tuned reader reads", 60)
