"""Do the strips of paths show what the model draws on the way, play, and take the pad along?"""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
import pytest
import torch

from core.blocks.layout import layout_block
from core.blocks.paths import MOMENTS, Strip, paths_block
from core.sampling.paths import PATHS, PathConfig, path
from tests.browser.harness import BESIDE_PAD, Room, open_page, page_of
from tests.browser.pads import CLASSES, bundle_of, latents_of, model_of
from tests.browser.waits import after_frames

pytestmark = pytest.mark.browser


STRIPS = Room(("paths/paths.js",), 'window.strips = mountPaths(document.getElementById("strips"));')

# How much of the map's canvas is drawn on.
INKED = """() => {
    const { width, height } = document.querySelector(".points");
    const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(document.querySelector(".points"), 0, 0);
    return copy.getImageData(0, 0, width, height).data.filter((v) => v > 0).length;
}"""


class Shown:
    """A pad and strips on an open page."""

    def __init__(self, page, folder: Path, *, width: int = 1200, height: int = 900) -> None:
        self.page = page
        text = page_of(["pad", "strips"], BESIDE_PAD, STRIPS, styles=["paths/paths.css"])
        self.complaints = open_page(page, text, folder / "strips.html", width=width, height=height)

    def call(self, function: str, block: bytes):
        self.page.evaluate(f"(text) => {function}(text)", base64.b64encode(block).decode())

    def pad(self, bundle: bytes) -> None:
        self.call("showPad", bundle)
        self.page.wait_for_function("() => thePad.state.text !== ''")

    def update(self, block: bytes) -> None:
        self.call("((text) => strips.update(bytes(text)))", block)

    def settled(self) -> None:
        self.page.wait_for_function("() => strips.state.lent && !strips.state.waiting && strips.state.lines.ready")

    def inks(self) -> list[list[list[float]]]:
        """What each image of each strip was drawn from, pixel by pixel."""
        return self.page.evaluate(
            "() => strips.state.rows.map((row) => row.cells.map((cell) => Array.from(cell.pixels ?? [])))"
        )

    def z(self) -> list[float]:
        return self.page.evaluate("() => Array.from(thePad.state.place.z)")


def block_of(stops: np.ndarray, latents, *, classes: np.ndarray | None = None, closed: bool = False) -> bytes:
    config = PathConfig(closed=closed, neighbours=4)
    ways = [Strip(kind, path(stops, config.replace(kind=kind), latents.mu)) for kind in PATHS]
    return paths_block(
        model="one", strips=ways, classes=classes, log_density=lambda z: -np.square(z).sum(1), law="A law", usual=-2.0
    )


def drawn(model, z: np.ndarray, y: np.ndarray | None = None) -> np.ndarray:
    with torch.no_grad():
        out = model.decode(torch.from_numpy(z), None if y is None else torch.from_numpy(y.astype(np.float32)))
    return out.numpy().reshape(len(z), -1)


def test_each_image_is_what_the_model_draws_there_and_is_read(page, tmp_path):
    model, latents = model_of(3), latents_of(3)
    stops = latents.mu[[0, 5, 9]]
    shown = Shown(page, tmp_path)
    shown.update(block_of(stops, latents))
    assert "as soon as the pad shows the model" in page.locator(".strips .note").first.inner_text()
    shown.pad(bundle_of(model, latents, reader=True))
    shown.settled()
    for row, kind in zip(shown.inks(), PATHS, strict=True):
        way = path(stops, PathConfig(kind=kind, neighbours=4), latents.mu)
        n = len(row)
        assert n >= 12
        t = np.linspace(0, 1, n)
        grid = np.linspace(0, 1, MOMENTS)  # the browser goes straight between the places it was given
        z = np.stack([np.interp(t, grid, column) for column in way.at(grid).T], 1).astype(np.float32)
        assert np.abs(np.array(row) - drawn(model, z)).max() < 2e-2
    page.wait_for_function("() => [...document.querySelectorAll('.strips small')].every((node) => node.textContent)")
    first = page.locator(".strip").first
    assert "length" in first.inner_text() and "lowest log-density" in first.inner_text()
    assert "reads as" in first.locator(".cell").first.get_attribute("title")
    assert page.title() != "hacked" and shown.complaints == []


def test_a_model_that_is_told_a_class_is_told_a_mix_on_the_way(page, tmp_path):
    model, latents = model_of(2, conditional=True), latents_of(2)
    stops, classes = latents.mu[[0, 5]], np.eye(len(CLASSES))[[0, 2]]
    shown = Shown(page, tmp_path, width=700)
    shown.pad(bundle_of(model, latents))
    shown.update(block_of(stops, latents, classes=classes))
    shown.settled()
    row = np.array(shown.inks()[0])
    t = np.linspace(0, 1, len(row))[:, None]
    z, y = ((1 - t) * table[:1] + t * table[1:] for table in (stops, classes))
    assert np.abs(row - drawn(model, z.astype(np.float32), y)).max() < 2e-2
    front = page.locator(".strip .along").first
    front.scroll_into_view_if_needed()
    box = front.bounding_box()
    page.mouse.click(box["x"] + box["width"] - 3, box["y"] + 20)
    page.wait_for_function("() => released.length > 0")
    place = page.evaluate("() => released.at(-1)")
    assert np.allclose(place["z"], stops[1], atol=1e-3) and np.allclose(place["y"], [0, 0, 1], atol=1e-3)
    assert shown.complaints == []


def test_a_click_takes_the_pad_there_and_keys_do_too(page, tmp_path):
    latents = latents_of(2)
    stops = latents.mu[[0, 5]]
    shown = Shown(page, tmp_path)
    shown.pad(bundle_of(model_of(2), latents))
    shown.update(block_of(stops, latents))
    shown.settled()
    front = page.locator(".strip .along").first
    front.scroll_into_view_if_needed()
    box = front.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 20)
    page.wait_for_function("() => released.length > 0")
    assert np.allclose(shown.z(), stops.mean(0), atol=0.02 * np.abs(stops).max() + 0.02)
    assert "50 % of the way, straight" in page.locator(".strips .spoken").text_content()
    front.press("End")
    assert front.get_attribute("aria-valuenow") == "100"
    assert page.evaluate("() => thePad.pad.overlays.length") == 3  # tails, lines, and dots while a hand looks around
    front.press("Enter")
    page.wait_for_function("() => released.length > 1")
    assert np.allclose(shown.z(), stops[1], atol=1e-3)
    front.press("Home")
    front.press("ArrowRight")
    assert 0 < int(front.get_attribute("aria-valuenow")) < 20
    page.mouse.move(box["x"] + 40, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 60, box["y"] + 20, steps=5)
    assert float(page.get_by_label("Moment of the films").input_value()) > 0.9
    page.mouse.up()
    assert shown.complaints == []


def test_films_play_there_and_back_and_a_loop_around(page, tmp_path):
    latents = latents_of(2)
    shown = Shown(page, tmp_path)
    shown.pad(bundle_of(model_of(2), latents))
    shown.update(block_of(latents.mu[[0, 5]], latents))
    shown.settled()
    track, play = page.get_by_label("Moment of the films"), page.get_by_role("button", name="Play the films")
    page.get_by_label("Speed of the films").select_option("2")
    track.fill("0.9")
    film = page.locator(".strip .digit").first
    pixels = "(node) => [...node.getContext('2d').getImageData(0, 0, node.width, node.height).data].join()"
    play.click()
    page.wait_for_function("() => strips.state.t > 0.95")
    inked = film.evaluate(pixels)
    page.wait_for_function("() => strips.state.t < 0.8")  # on its way back
    assert inked != film.evaluate(pixels)
    page.get_by_role("button", name="Pause the films").click()
    t = page.evaluate("() => strips.state.t")
    after_frames(page, 8)
    assert page.evaluate("() => strips.state.t") == t
    shown.update(block_of(latents.mu[[0, 5]], latents, closed=True))
    track.fill("0.9")
    play.click()
    page.wait_for_function("() => strips.state.t < 0.3")  # around, without a way back
    page.wait_for_function("() => strips.state.t > 0.1 && strips.state.t < 0.5")
    assert shown.complaints == []


def test_paths_lie_on_the_map_where_their_places_do_whatever_the_layout(page, tmp_path):
    latents = latents_of(3)
    shown = Shown(page, tmp_path)
    shown.pad(bundle_of(model_of(3), latents))
    before = np.array(page.evaluate("() => Array.from(thePad.pad.map.points)"))
    shown.update(block_of(latents.mu[[0, 5]], latents))
    shown.settled()
    assert page.evaluate("() => thePad.pad.overlays.length") == 2
    with_lines = page.evaluate(INKED)
    for name in ("straight", "around the centre", "along the images"):
        page.get_by_role("button", name=f"Show the path {name} on the map").click()
    after_frames(page, 6)
    assert page.evaluate(INKED) < with_lines
    rng = np.random.default_rng(0)
    free = layout_block(model="one", id="free", n=60, xy=rng.normal(size=(60, 2)).astype(np.float32))
    shown.call("((text) => thePad.receiveBytes(bytes(text)))", free)
    page.wait_for_function("() => strips.state.lines.ready && thePad.pad.layout.kind === 'scattered'")
    assert not np.allclose(before, page.evaluate("() => Array.from(thePad.pad.map.target)"))
    page.evaluate("() => strips.close()")
    assert page.evaluate("() => thePad.pad.overlays.length") == 1
    assert shown.complaints == []


def test_other_weights_draw_anew_and_a_path_that_is_missing_says_why(page, tmp_path):
    latents = latents_of(2)
    shown = Shown(page, tmp_path, width=390, height=800)
    shown.pad(bundle_of(model_of(2), latents))
    stops = latents.mu[[0, 5]]
    ways = [Strip("linear", path(stops, PathConfig())), Strip("along-the-data", why="There are no images.")]
    shown.update(paths_block(model="one", strips=ways))
    shown.settled()
    assert page.get_by_text("There are no images.").is_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    before = shown.inks()[0]
    assert len(before) >= 6
    shown.pad(bundle_of(model_of(2, seed=5), latents))
    shown.settled()
    page.wait_for_function("(was) => strips.state.rows[0].cells[0].pixels[400] !== was", arg=before[0][400])
    page.evaluate("() => hidePad()")
    assert page.get_by_text("as soon as the pad shows the model").is_visible()
    assert shown.complaints == []
