"""Is a drawing drawn again as every other class, as torch does it, once somebody asks for it?"""

from __future__ import annotations

import base64

import numpy as np
import pytest
import torch

from core import library
from core.blocks.as_another import as_another_block
from core.models.flow_travel import back, forth, one_noise
from tests.browser.harness import Room, open_page, page_of
from tests.browser.test_read_in_browser import draw
from tests.browser.test_read_vae_in_browser import block  # noqa: F401

pytestmark = pytest.mark.browser
READ = """
window.asked = [];
const query = new URLSearchParams("%s");
window.reading = mountRead(document.getElementById("room"), { query, onAnother: (t1) => asked.push(t1) });
window.feed = (text) => reading.update(bytes(text));
window.send = (text) => {
  const sections = makeRuntime().unpack(bytes(text));
  deliver(JSON.parse(new TextDecoder().decode(sections.about)), sections);
};
"""
FOUND = """() => {
    const { another } = reading.state;
    return { own: another.own, done: another.done, right: another.right, pixels: Array.from(another.pixels),
             drawn: another.cells.map(({ pixels }) => Array.from(pixels)) };
}"""
SET = """(input, value) => {
    input.value = value;
    for (const on of ["input", "change"]) input.dispatchEvent(new Event(on));
}"""


def flow_block(*, whole: bool, **more) -> str:
    entry = library.find("mnist-flow")
    about = {"flow": entry.id, "title": entry.title, "classes": entry.config.classes, "image_size": 28} | more
    return base64.b64encode(as_another_block(library.browser_bin(entry) if whole else None, **about)).decode()


def opened(page, reader: str, *, query: str = "", width: int = 1200):
    page.emulate_media(reduced_motion="reduce")
    room = Room(("read/read.js", "pad/registry.js", "base/runtime.js"), READ % query)
    text = page_of(["room"], room, styles=["draw/sheet.css", "read/read.css", "read/vae.css", "read/another.css"])
    page.complaints = open_page(page, text, None, width=width)
    page.evaluate("(text) => feed(text)", reader)
    return page


def found(page) -> dict:
    page.wait_for_function(
        "() => { const { another } = reading.state; return another.done === 9 && another.queue.length === 0; }"
    )
    page.wait_for_function("() => reading.state.another.cells.every(({ pixels }) => pixels)")
    return page.evaluate(FOUND)


@torch.no_grad()
def expected(got: dict, t1: float) -> np.ndarray:
    model = library.open_model(library.find("mnist-flow")).eval()
    x, own = torch.tensor(got["pixels"]).view(1, 1, 28, 28).float(), got["own"]
    z = back(model, x, torch.eye(10)[[own]], t1=t1, noise=one_noise(28))
    told = forth(model, z.expand(10, -1), torch.eye(10))
    told[own] = forth(model, z, torch.eye(10)[[own]], guidance=1.0)[0]
    return told.flatten(1).numpy()


@pytest.mark.long
def test_every_class_is_drawn_as_torch_draws_it(page, block):  # noqa: F811
    opened(page, block)
    page.evaluate("(text) => send(text)", flow_block(whole=False))
    draw(page, (0.3, 0.2), (0.7, 0.2), (0.45, 0.85))
    page.get_by_role("button", name="Draw it as every digit").click()
    page.wait_for_function("() => asked.length === 1")
    assert page.evaluate("asked") == [0.9]
    assert "on its way" in page.locator(".another .note").inner_text()
    page.evaluate("(text) => send(text)", flow_block(whole=True))
    got = found(page)
    assert got["own"] == 7
    assert np.abs(np.array(got["drawn"]) - expected(got, 0.9)).max() < 0.05  # half precision, over 31 evaluations
    words = page.locator(".another .note").inner_text()
    assert f"Of the 9 others, {got['right']} read as asked." in words and "as a 7" in words
    page.get_by_role("slider", name="How much of the drawing is kept").evaluate(SET, 0.8)
    page.wait_for_function("() => asked.at(-1) === 0.8")
    got = found(page)
    assert np.abs(np.array(got["drawn"]) - expected(got, 0.8)).max() < 0.05
    assert not page.complaints


def test_a_blank_sheet_is_not_sent_back_and_a_link_asks_at_once(page, block):  # noqa: F811
    opened(page, block, query="another=0.95&ink=", width=390)
    page.evaluate("(text) => send(text)", flow_block(whole=True))
    page.get_by_text("A blank sheet cannot be sent back to noise").wait_for()
    assert page.locator(".others").is_hidden()
    draw(page, (0.3, 0.2), (0.7, 0.2), (0.45, 0.85))
    assert len(found(page)["drawn"]) == 10
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_flow_of_other_classes_is_not_offered(page, block):  # noqa: F811
    opened(page, block)
    page.evaluate("(text) => send(text)", flow_block(whole=False, classes=("a", "b")))
    page.wait_for_function("() => !reading.state.dirty")
    assert page.locator(".another").is_hidden()
