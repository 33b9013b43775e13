"""Does a digit that is drawn by hand land on the map where the model's encoder puts it?"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from core import ink, library
from core.strokes import drawn, strokes_of
from tests.browser.servers import serving
from tests.browser.waits import after_frames, idle, laid_out, rest, until
from ui.map.draw import INVITATION

pytestmark = pytest.mark.browser

APP = """
import streamlit as st
from core import library
from core.projection import PROJECTIONS
from core.tasks import MapTask
from ui.shared import model_pad
from ui.map import draw, on_pad

st.set_page_config(layout="wide", page_icon="✒")
entry = library.find(st.query_params["model"])
plane = PROJECTIONS["identity" if entry.config.model.latent_dim <= 2 else "pca"]()
view = on_pad.view_of(entry, MapTask(model=entry.id, projection=plane))
model_pad.show(entry, key=f"pad-{entry.id}", in_address=False)
st.button("Again")
if st.toggle("Panel", True):
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
    page.locator("canvas.sheet").wait_for()
    idle(page)


def draw(page, points: list[tuple[int, int]]) -> np.ndarray:
    """Draw a stroke through points of a sheet 280 pixels wide; return what is then read, uint8 (h, h)."""
    sheet = page.locator("canvas.sheet")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    zoom = box["width"] / 280
    page.mouse.move(box["x"] + zoom * points[0][0], box["y"] + zoom * points[0][1])
    page.mouse.down()
    for x, y in points[1:]:
        page.mouse.move(box["x"] + zoom * x, box["y"] + zoom * y, steps=10)
    page.mouse.up()
    page.get_by_text("What the model sees").wait_for()
    idle(page)
    return drawn(strokes_of(kept(page)))


def kept(page) -> list:
    """Return the strokes that the browser's tab keeps."""
    found = page.evaluate("() => Object.entries(sessionStorage).filter(([name]) => name.includes('sheet'))")
    return json.loads(found[0][1]) if found else []


def ink_on(page) -> int:
    """How many pixels of the sheet have ink."""
    return page.locator("canvas.sheet").evaluate(
        """(canvas) => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
            .data.filter((value, i) => i % 4 === 3 && value).length"""
    )


def settled(page, model: str) -> dict:
    """Wait until the point has come to rest; return its place."""
    return rest(page, f"() => ({PLACE})({json.dumps(model)})")


def test_a_drawing_lands_where_torch_would_put_it(page, address):
    name = "mnist-vae-2d"
    opened(page, address, name)
    start = settled(page, name)
    seven = draw(page, SEVEN)
    place = settled(page, name)
    assert place != start
    entry = library.find(name)
    x = torch.from_numpy(ink.normalise_ink(seven, share=ink.usual_share(library.latents(entry).thumbnails()[:500])))
    mu = library.open_model(entry).encode(x[None, None].float() / 255).mu[0].numpy()
    assert np.abs(np.array(place["z"]) - mu).max() < 0.01 * np.abs(library.latents(entry).mu).max()
    assert "reads as 7" in page.locator(".pad .reads").inner_text()


def test_a_model_that_is_told_the_class_takes_what_its_reader_reads(page, address):
    name = "mnist-cvae"
    opened(page, address, name)
    draw(page, SEVEN)
    assert np.argmax(settled(page, name)["y"]) == 7
    box = page.locator("canvas.sheet").bounding_box()
    page.mouse.click(box["x"] + 20, box["y"] + 20)  # a dot beside it
    idle(page)
    assert page.locator("[data-testid=stException]").count() == 0


def test_a_drawing_stays_whatever_else_the_page_does(page, address):
    opened(page, address, "mnist-vae-2d")
    draw(page, SEVEN)
    before = ink_on(page)
    assert before > 1000

    page.get_by_role("button", name="Again").click()
    idle(page)
    assert ink_on(page) == before and page.get_by_text("What the model sees").is_visible()

    page.get_by_text("Panel").click()  # as another tab of the page
    page.locator("canvas.sheet").wait_for(state="detached")
    page.get_by_text("Panel").click()
    page.get_by_text("What the model sees").wait_for()
    assert ink_on(page) == before

    page.set_viewport_size({"width": 320, "height": 1600})
    until(page, lambda: 0.6 * before < ink_on(page) < before, "it is narrower, and all there")
    page.set_viewport_size({"width": 1200, "height": 1600})
    page.emulate_media(color_scheme="dark")
    colour = "(canvas) => Math.min(...canvas.getContext('2d').getImageData(canvas.width / 2, 58, 1, 1).data)"
    until(page, lambda: page.locator("canvas.sheet").evaluate(colour) > 180, "there is light ink on dark paper")
    assert ink_on(page) == before

    page.reload()
    page.get_by_text("What the model sees").wait_for()
    assert ink_on(page) == before

    page.get_by_role("button", name="Undo").click()
    page.get_by_text(INVITATION).wait_for()
    assert kept(page) == []
    assert page.locator("[data-testid=stException]").count() == 0


def test_two_tabs_keep_their_own_drawings(page, address):
    opened(page, address, "mnist-vae-2d")
    other = page.context.new_page()
    opened(other, address, "mnist-vae-2d")
    page.bring_to_front()
    draw(page, SEVEN)
    other.bring_to_front()
    draw(other, [(140, 40), (140, 240)])
    page.bring_to_front()
    page.get_by_role("button", name="Again").click()
    idle(page)
    (seven,), (one,) = (strokes_of(kept(tab)) for tab in (page, other))
    assert np.ptp(seven[:, 0]) > 0.3 and np.ptp(one[:, 0]) < 0.01
    other.close()


@pytest.mark.parametrize("digit", [[(140, 40), (140, 240)], [(90, 60), (190, 60), (110, 230)]])
def test_a_finger_draws_as_a_mouse_does(browser, address, digit):
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{address}/?model=mnist-vae-2d")
    sheet = page.locator("canvas.sheet")
    sheet.wait_for()
    idle(page)
    sheet.scroll_into_view_if_needed()
    laid_out(page)
    box, client = sheet.bounding_box(), context.new_cdp_session(page)
    at = [{"x": box["x"] + x / 280 * box["width"], "y": box["y"] + y / 280 * box["height"]} for x, y in digit]
    for i, point in enumerate(at):
        client.send("Input.dispatchTouchEvent", {"type": "touchMove" if i else "touchStart", "touchPoints": [point]})
        after_frames(page, 3)
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.get_by_text("What the model sees").wait_for()
    assert sheet.bounding_box() == box, "the page has not moved under the finger"
    (one,) = strokes_of(kept(page))
    assert one[[0, -1], :2] * 280 == pytest.approx(np.array([digit[0], digit[-1]]), abs=2)
    context.close()


def seven_of_paper(folder: Path) -> Path:
    """A photo of a seven, dark on paper that is darker on one side, with a blot beside it."""
    image = Image.new("L", (450, 600), 215)
    pen = ImageDraw.Draw(image)
    pen.line([(120, 150), (320, 150), (200, 460)], fill=40, width=32, joint="curve")
    pen.ellipse((370, 480, 410, 520), fill=40)
    shade = np.asarray(image) * np.linspace(0.8, 1.1, 450)
    Image.fromarray(shade.clip(0, 255).astype(np.uint8)).save(folder / "seven.jpg")
    return folder / "seven.jpg"


def bring(page, path: Path) -> None:
    page.get_by_text("Bring a picture").click()
    page.locator("canvas.sheet").wait_for(state="detached")
    page.locator("input[type=file]").set_input_files(path)


ON_TOP = """([x, y]) => {
    let e = document.elementFromPoint(x, y);
    while (e && e.shadowRoot) e = e.shadowRoot.elementFromPoint(x, y);
    return e ? e.className : "";
}"""


def whole(page, width: int) -> None:
    """Check that all of the canvas can be seen and reached, and that nothing lies over it."""
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    canvas = page.locator("canvas.upper-canvas")
    canvas.scroll_into_view_if_needed()
    laid_out(page)
    box = canvas.bounding_box()
    assert box["width"] == box["height"] == 280 and box["x"] >= 0 and box["x"] + 280 <= width
    for x, y in ((274, 6), (200, 20), (140, 140), (6, 274), (274, 274)):
        assert "upper-canvas" in page.evaluate(ON_TOP, [box["x"] + x, box["y"] + y]), (width, x, y)


@pytest.mark.parametrize("width", [320, pytest.param(1100, marks=pytest.mark.long)])
def test_a_picture_is_mended_by_hand_and_placed(browser, address, tmp_path, width):
    phone = width < 500
    context = browser.new_context(viewport={"width": width, "height": 1600}, has_touch=phone, is_mobile=phone)
    page = context.new_page()
    page.goto(f"{address}/?model=mnist-vae-2d")
    page.locator("canvas.sheet").wait_for()
    idle(page)
    bring(page, seven_of_paper(tmp_path))
    canvas = page.locator("canvas.upper-canvas")
    canvas.wait_for(timeout=40_000)
    page.get_by_text("What the model sees").wait_for()
    idle(page)
    whole(page, width)
    client = context.new_cdp_session(page)

    def stroke(*points: tuple[float, float]) -> None:
        box = canvas.bounding_box()
        at = [(box["x"] + x, box["y"] + y) for x, y in points]
        if phone:
            for i, (x, y) in enumerate(at):
                kind = "touchMove" if i else "touchStart"
                client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
                after_frames(page, 3)
            client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        else:
            page.mouse.move(*at[0])
            page.mouse.down()
            for x, y in at[1:]:
                page.mouse.move(x, y, steps=4)
            page.mouse.up()

    def seen(not_: str = "") -> str:
        """Return the picture that the model sees, once it is another one."""
        image = page.get_by_role("img", name="The drawing as the model sees it")
        picture = "(ink) => ink.style.getPropertyValue('--png')"
        until(page, lambda: image.evaluate(picture) != not_, "the model sees another picture")
        idle(page)
        return image.evaluate(picture)

    came = seen()
    stroke((270, 10), (240, 20), (230, 40))  # at the top right, where the canvas' own toolbar would be
    drawn_on = seen(not_=came)
    undo = page.get_by_role("button", name="Undo", exact=True)
    undo.click()
    assert seen(not_=drawn_on) == came
    expect(undo).to_be_disabled()

    page.get_by_text("Erase", exact=True).click()
    idle(page)
    after_frames(page, 30)  # the canvas takes up its tool without a word
    stroke(*((x, y) for y in (244, 254, 264, 274) for x in (185, 230)))  # the blot
    erased = seen(not_=came)
    assert erased != drawn_on
    page.get_by_text("Panel").click()  # as another tab of the page
    canvas.wait_for(state="detached")
    page.get_by_text("Panel").click()
    canvas.wait_for()
    idle(page)
    until(page, lambda: seen() == erased, "what was erased is gone")
    assert "reads as 7" in page.locator(".pad .reads").inner_text()
    if not phone:
        for other in (390, 820, 1300, 1440):
            page.set_viewport_size({"width": other, "height": 1600})
            whole(page, other)
    assert page.locator("[data-testid=stException]").count() == 0
    context.close()


@pytest.mark.long
def test_what_is_no_picture_is_said_in_a_sentence(page, address, tmp_path):
    opened(page, address, "mnist-vae-2d")
    (tmp_path / "seven.png").write_bytes(b"no picture")
    bring(page, tmp_path / "seven.png")
    page.get_by_text("This picture cannot be used: it is not a PNG, JPEG").wait_for(timeout=40_000)
    assert page.locator("[data-testid=stException]").count() == 0
    page.locator("input[type=file]").set_input_files(seven_of_paper(tmp_path))
    page.locator("canvas.upper-canvas").wait_for(timeout=40_000)
    assert page.get_by_text("This picture cannot be used").count() == 0
