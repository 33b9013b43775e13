"""Does a digit that is drawn by hand land on the map where the model's encoder puts it?"""

from __future__ import annotations

import base64

import numpy as np
import pytest
import torch

from core import ink, library
from tests.browser.servers import idle, serving

pytestmark = pytest.mark.browser

APP = """
import streamlit as st
from core import library
from core.projection import PROJECTIONS
from core.tasks import MapTask
from ui import pad
from ui.explore import draw, shown

st.set_page_config(layout="wide", page_icon="✒")
entry = library.find(st.query_params["model"])
plane = PROJECTIONS["identity" if entry.config.model.latent_dim <= 2 else "pca"]()
view = shown.view_of(entry, MapTask(model=entry.id, projection=plane))
pad.show(entry, key=f"pad-{entry.id}", in_address=False)
draw.show(view)
"""
PLACE = """(model) => {
    const { place } = window.latentInk.pads.get(model).state;
    return { z: Array.from(place.z), y: Array.from(place.y) };
}"""
SEVEN = [(70, 50), (200, 50), (130, 230)]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("draw")
    (folder / "page.py").write_text(APP, encoding="utf-8")
    with serving(folder / "page.py", home=folder / "home") as address:
        yield address


def opened(page, address: str, model: str) -> None:
    page.set_viewport_size({"width": 1200, "height": 1600})
    page.goto(f"{address}/?model={model}")
    page.locator(".pad .where").wait_for()
    page.locator("canvas.upper-canvas").wait_for()
    idle(page)


def draw(page, points: list[tuple[int, int]]) -> np.ndarray:
    """Draw a stroke and return what is then on the canvas, uint8 (h, w), as the server gets it."""
    canvas = page.locator("canvas.upper-canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + points[0][0], box["y"] + points[0][1])
    page.mouse.down()
    for x, y in points[1:]:
        page.mouse.move(box["x"] + x, box["y"] + y, steps=10)
    page.mouse.up()
    page.get_by_text("What the model sees").wait_for()
    idle(page)
    url = page.locator("canvas.dc-canvas.lower-canvas").evaluate("(canvas) => canvas.toDataURL('image/png')")
    return ink.strokes(base64.b64decode(url.split(",")[1]))


def settled(page, model: str) -> dict:
    """Wait until the point has come to rest; return its place."""
    before = None
    for _ in range(60):
        page.wait_for_timeout(120)
        now = page.evaluate(PLACE, model)
        if now == before:
            return now
        before = now
    raise AssertionError("the point never came to rest")


def test_a_drawing_lands_where_torch_would_put_it(page, address):
    name = "mnist-vae-2d"
    opened(page, address, name)
    start = settled(page, name)
    drawn = draw(page, SEVEN)
    place = settled(page, name)
    assert place != start
    entry = library.find(name)
    x = torch.from_numpy(ink.normalise_ink(drawn, share=ink.usual_share(library.latents(entry).thumbnails()[:500])))
    mu = library.open_model(entry).encode(x[None, None].float() / 255).mu[0].numpy()
    assert np.abs(np.array(place["z"]) - mu).max() < 0.01 * np.abs(library.latents(entry).mu).max()
    assert "reads as 7" in page.locator(".pad .reads").inner_text()


def test_a_model_that_is_told_the_class_takes_what_its_reader_reads(page, address):
    name = "mnist-cvae"
    opened(page, address, name)
    draw(page, SEVEN)
    assert np.argmax(settled(page, name)["y"]) == 7
    box = page.locator("canvas.upper-canvas").bounding_box()
    page.mouse.click(box["x"] + 20, box["y"] + 20)  # a dot beside it
    idle(page)
    assert page.locator("[data-testid=stException]").count() == 0
