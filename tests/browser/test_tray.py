"""Can images be looked through under a pad, and does the table of scores explain itself?"""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.browser.pads import CLASSES, bundle_of, latents_of, model_of
from tests.browser.servers import serving

pytestmark = pytest.mark.browser

APP = """
import json
from pathlib import Path
import numpy as np
import streamlit as st
from tests.core.scores.tables import deep
from ui.components.pad import live_pad
from ui.components.tray import Tile, tray
from ui.sample.board import board

st.set_page_config(layout="wide", page_icon="✒")
names = json.loads(Path("names.json").read_text())
live_pad(Path("pad.bin").read_bytes(), key="pad")
images, first = np.load("images.npy"), 20 if st.toggle("others") else 0
tiles = [Tile(i, names[i], f"log p {i}", f"Image {i}.") for i in range(first, first + 20)]
st.code(json.dumps(tray(tiles, images[first : first + 20], model="one", key="tray")), language=None)
board(deep(), all_numbers=False, key="board")
"""


@pytest.fixture
def address(tmp_path):
    import numpy as np

    latents = latents_of(2)
    (tmp_path / "pad.bin").write_bytes(bundle_of(model_of(2), latents))
    (tmp_path / "names.json").write_text(json.dumps([CLASSES[label] for label in latents.labels]))
    np.save(tmp_path / "images.npy", latents.thumbnails())
    (tmp_path / "page.py").write_text(APP, encoding="utf-8")
    with serving(tmp_path / "page.py", home=tmp_path / "home") as address:
        yield address


def hears(page, images: list[int]) -> None:
    """Wait until the page has run with these ticks."""
    expect(page.get_by_test_id("stCode")).to_have_text(json.dumps(images), timeout=30_000)


@pytest.mark.long
def test_an_image_opens_on_the_pad_and_ticks_are_heard(page, address):
    page.goto(address)
    page.locator(".pad .where").wait_for()
    tray = page.locator(".tray")
    tray.locator("figure").nth(19).wait_for()
    assert tray.locator("figure").count() == 20
    hears(page, [])
    tray.get_by_role("button", name="Image 7.").click()
    page.locator(".pad .card h2").wait_for()
    assert page.locator(".pad .card h2").inner_text().startswith("Image 7")
    for index in (7, 3):
        tray.get_by_role("checkbox", name=f"Tick image {index}").check()
    hears(page, [7, 3])
    tray.get_by_role("checkbox", name="Tick image 7").uncheck()
    hears(page, [3])
    page.get_by_text("others").click()  # another list begins without ticks
    hears(page, [])
    assert tray.get_by_role("checkbox", name="Tick image 23").is_checked() is False
    assert page.title() != "hacked"  # a class name is text

    about = page.locator(".board .about")
    page.get_by_role("button", name="Recall").click()
    assert about.inner_text().startswith("Recall: Share of the real images")
    assert page.locator(".board td b").first.inner_text() == "25.3"
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    room = page.locator(".board .room")
    assert room.evaluate("(node) => node.scrollWidth > node.clientWidth")  # the table scrolls, the page does not
