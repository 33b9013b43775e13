"""From one drawn character to verdicts that move with the pen, and to nothing left: does the whole way go?"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.strokes import drawn
from tests.browser.servers import ROOT, serving
from tests.browser.strokes import draw_on
from tests.browser.waits import idle, until
from tests.pens import SEVEN, TWO

pytestmark = [pytest.mark.browser, pytest.mark.trains]

LONG = 240_000  # milliseconds that a crowded machine may take to begin and teach a network


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("one-image")


@pytest.fixture(scope="module")
def address(home) -> Iterator[str]:
    with serving(ROOT / "app.py", home=home) as address:
        yield address


def opened(page, address: str, query: str = ""):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{address}/One_image{query}")
    page.locator("h1", has_text="One image").wait_for(timeout=40_000)
    idle(page)
    return page


def draw(page, sheet, stroke: np.ndarray, *, lift: bool = True) -> None:
    sheet.scroll_into_view_if_needed()
    draw_on(page, sheet, stroke.tolist(), lift=lift)


def mine(page) -> str:
    """Return what the bars of the hand say, as text."""
    return page.locator(".one-image .verdict.hand .shares").inner_text()


def tasks(home: Path) -> list[Path]:
    return [path for path in (home / "tasks").iterdir() if re.fullmatch("[0-9a-f]{32}", path.name)]


def test_from_a_drawing_to_verdicts_that_move_and_to_nothing_left(page, address, home):
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    opened(page, address)
    draw(page, page.locator(".drawing canvas.sheet"), TWO)
    page.get_by_text(re.compile("It reads as 2")).wait_for(timeout=LONG)
    page.get_by_text(re.compile("of these 100 variations for 2")).wait_for(timeout=LONG)
    idle(page)
    assert page.get_by_role("textbox", name="It is a").input_value() == "2"

    # The hand judges before anything has learned, while the pen is down.
    sheet = page.locator(".one-image canvas.sheet")
    sheet.wait_for(timeout=LONG)
    draw(page, sheet, TWO[:20], lift=False)
    until(page, lambda: "%" in mine(page), "the bars show something")
    before = mine(page)
    box = sheet.bounding_box()
    for x, y, _ in TWO[20:].tolist():
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
    page.mouse.up()
    until(page, lambda: mine(page) != before, "the bars have moved")
    assert page.locator(".one-image .verdict").count() == 1

    page.get_by_role("button", name="Learn my hand").click()
    page.wait_for_url(re.compile("run=[0-9a-f]{32}"), timeout=60_000)
    page.locator(".one-image .verdict.network .note").wait_for(timeout=LONG)
    idle(page)
    assert "strangers it takes" in page.locator(".one-image .verdict.network .note").inner_text()
    run = page.url

    # Reloaded amid the run, it is found again; somebody else is shown nothing of it.
    opened(page, address, run.partition("/One_image")[2])
    page.locator(".one-image .verdict.network").wait_for(timeout=60_000)
    assert page.get_by_role("textbox", name="It is a").input_value() == "2"
    other = page.context.browser.new_context()
    stranger = other.new_page()
    opened(stranger, address, run.partition("/One_image")[2])
    stranger.get_by_text("of somebody else's image nothing is shown").wait_for(timeout=30_000)
    stranger.wait_for_url(lambda url: "run=" not in url)
    assert stranger.locator(".one-image").count() == 0
    other.close()

    assert tasks(home)
    page.get_by_role("button", name="Forget my images").click()
    page.get_by_text("Your images are gone").wait_for(timeout=60_000)
    page.wait_for_url(lambda url: "run=" not in url)
    until(page, lambda: not tasks(home), "all is gone", seconds=60)
    assert complaints == []


def test_of_a_picture_with_two_digits_one_is_taken_and_a_bad_one_gets_a_sentence(page, address):
    sheet = Image.new("L", (400, 200), 255)
    for stroke, left in ((TWO, 0), (SEVEN, 200)):
        sheet.paste(Image.fromarray(255 - drawn([stroke], 200)), (left, 0))
    stream = io.BytesIO()
    sheet.save(stream, "PNG")
    opened(page, address)
    page.get_by_text("Bring a picture").click()
    chooser = page.locator("input[type=file]")
    chooser.set_input_files({"name": "blank.png", "mimeType": "image/png", "buffer": _blank()})
    page.get_by_text("there is no ink on it").wait_for(timeout=60_000)
    chooser.set_input_files({"name": "two.png", "mimeType": "image/png", "buffer": stream.getvalue()})
    page.get_by_text("it shows more than one character").wait_for(timeout=60_000)
    page.get_by_role("button", name="Take 2").click()
    page.get_by_text(re.compile("It reads as 7")).wait_for(timeout=LONG)
    page.get_by_role("button", name="Forget my images").click()
    page.get_by_text("Your images are gone").wait_for(timeout=60_000)


def _blank() -> bytes:
    stream = io.BytesIO()
    Image.new("L", (100, 100), 255).save(stream, "PNG")
    return stream.getvalue()
