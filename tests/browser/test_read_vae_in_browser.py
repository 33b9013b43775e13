"""Do a VAE's numbers and its picture move with the pen, and are they those of torch?"""

from __future__ import annotations

import base64

import numpy as np
import pytest
import torch

from core import library
from core.blocks.inside_of_model import posterior_network
from core.blocks.read import read_block
from core.blocks.read_vae import read_vae_block
from core.export.model import bundle_of
from tests.browser.harness import Room, open_page, page_of
from tests.browser.test_read_in_browser import draw, settled

pytestmark = pytest.mark.browser

READ = """
window.chosen = [];
window.reading = mountRead(document.getElementById("room"), { onVae: (id) => chosen.push(id) });
window.feed = (text) => reading.update(bytes(text));
window.send = (text) => {
  const sections = makeRuntime().unpack(bytes(text));
  deliver(JSON.parse(new TextDecoder().decode(sections.about)), sections);
};
"""
CHOICES = {"mnist-vae-2d": "Two", "mnist-vae-16d": "Sixteen", "mnist-cvae": "Told"}
FOUND = """() => {
    const { vae } = reading.state, list = (a) => Array.from(a), { mu, sigma, z, y } = vae.found;
    return { mu: list(mu), sigma: list(sigma), z: list(z), y: list(y), eps: list(vae.eps), pixels: list(vae.pixels),
             drawn: list(vae.drawn), near: list(vae.near), far: list(vae.far) };
}"""


@pytest.fixture(scope="module")
def block() -> str:
    reader = library.find("mnist-classifier")
    packed = read_block(library.browser_bin(reader), model=reader.id, title=reader.title)
    return base64.b64encode(packed).decode()


def vae_block(id: str) -> str:
    entry = library.find(id)
    packed = read_vae_block(bundle_of(entry), posterior_network(entry), model=id, choices=CHOICES)
    return base64.b64encode(packed).decode()


def opened(page, block: str, id: str, *, width: int = 1200, first: str = "reader"):
    page.emulate_media(reduced_motion="reduce")
    room = Room(("read/read.js", "pad/registry.js", "base/runtime.js"), READ)
    text = page_of(["room"], room, styles=["draw/sheet.css", "read/read.css", "read/vae.css"])
    page.complaints = open_page(page, text, None, width=width)
    steps = [("feed", block), ("send", vae_block(id))]
    for name, sent in steps if first == "reader" else reversed(steps):
        page.evaluate(f"(text) => {name}(text)", sent)
    page.wait_for_function("() => reading.state.about && !reading.state.dirty && reading.state.vae.drawn")
    return page


def found(page) -> dict[str, np.ndarray]:
    return {name: np.array(values) for name, values in page.evaluate(FOUND).items()}


@pytest.mark.parametrize("id", list(CHOICES))
def test_mu_sigma_z_and_what_is_drawn_are_those_of_torch(page, block, id):
    opened(page, block, id)
    draw(page, (0.3, 0.2), (0.7, 0.2), (0.45, 0.85))
    got, model = found(page), library.open_model(library.find(id))
    x = torch.tensor(got["pixels"], dtype=torch.float32).view(1, 1, 28, 28)
    y = torch.tensor(got["y"], dtype=torch.float32).view(1, -1) if model.classes else None
    with torch.no_grad():
        posterior = model.encode(x, y)
        drawn = model.decode(torch.tensor(got["z"], dtype=torch.float32).view(1, -1), y).numpy().ravel()
    assert np.abs(got["mu"] - posterior.mu.numpy()[0]).max() < 2e-2
    assert np.abs(got["sigma"] - (0.5 * posterior.logvar).exp().numpy()[0]).max() < 2e-2
    assert np.allclose(got["z"], got["mu"] + got["sigma"] * got["eps"], atol=1e-5)
    assert np.abs(got["drawn"] - drawn).max() < 1e-2
    kept = library.latents(library.find(id)).mu
    far = np.linalg.norm(kept - got["mu"], axis=1)
    assert np.allclose(far[got["near"].astype(int)], np.sort(far)[:8], atol=2e-2) and np.all(np.diff(got["far"]) >= 0)
    if model.classes:
        assert got["y"].argmax() == 7, "told what the reader reads"
        page.get_by_label("Class that the model is told").select_option(label="1")
        page.wait_for_function("() => reading.state.vae.found.y[1] === 1")
    assert page.complaints == []


def test_all_of_it_moves_while_the_pen_is_down(page, block):
    opened(page, block, "mnist-vae-2d", first="vae")
    box = page.locator("canvas.sheet").bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 60)
    page.mouse.down()
    seen, texts = [], []
    for y in (120, 180, 240, 290):
        page.mouse.move(box["x"] + 110, box["y"] + y, steps=4)
        settled(page)
        seen.append(found(page))
        texts.append(page.locator(".line-of-z").first.inner_text())
    assert page.evaluate("() => reading.state.sheet.current.length") > 10
    page.mouse.up()
    for name in ("mu", "drawn"):
        assert np.abs(seen[0][name] - seen[-1][name]).max() > 0.05, name
    assert len(set(texts)) > 1 and not np.array_equal(seen[0]["near"], seen[-1]["near"])


def test_eps_is_rolled_anew_and_set_to_nothing(page, block):
    opened(page, block, "mnist-vae-2d")
    before = found(page)
    page.get_by_role("button", name="Roll").click()
    rolled = found(page)
    assert np.array_equal(before["mu"], rolled["mu"]) and not np.array_equal(before["z"], rolled["z"])
    still = page.get_by_role("button", name="ε = 0")
    assert still.get_attribute("aria-pressed") == "false"
    still.click()
    assert np.array_equal(found(page)["z"], found(page)["mu"]) and still.get_attribute("aria-pressed") == "true"
    assert not np.array_equal(found(page)["drawn"], rolled["drawn"])
    page.get_by_role("button", name="Clear").click()
    page.wait_for_function("() => reading.state.vae.found === null")
    assert page.locator(".line-of-z output").first.inner_text() == "–" and page.complaints == []


def test_another_vae_is_asked_for_by_its_name_and_one_of_another_size_is_not_shown(page, block):
    from core.blocks.read import read_block
    from core.models import ClassifierConfig
    from core.networks.browser import export_model

    opened(page, block, "mnist-vae-2d")
    menu = page.get_by_label("VAE", exact=True)
    assert menu.locator("option").all_inner_texts() == list(CHOICES.values())
    menu.select_option("mnist-vae-16d")
    assert page.evaluate("() => chosen") == ["mnist-vae-16d"]
    page.evaluate("(text) => send(text)", vae_block("mnist-vae-16d"))
    page.wait_for_function("() => reading.state.vae.found?.mu.length === 16")
    assert (
        page.locator(".line-of-z").count() == 16 and "of their variance" in page.locator(".landed .note").inner_text()
    )
    torch.manual_seed(0)
    small = ClassifierConfig(image_size=16, filters=(3,), features=4).build(("a", "b")).eval()
    text = base64.b64encode(read_block(export_model(small), model="s", title="S", weight=2.0)).decode()
    page.evaluate("(text) => feed(text)", text)
    settled(page)
    assert page.locator(".vae").is_hidden()
    page.evaluate("(text) => feed(text)", block)
    settled(page)
    assert page.locator(".vae").is_visible() and page.complaints == []


@pytest.mark.parametrize("width", [320, 390, 1024])
def test_nothing_of_it_leaves_a_narrow_page(page, block, width):
    opened(page, block, "mnist-vae-16d", width=width)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    for node in page.locator(".vae button, .vae canvas, .vae select, .line-of-z").all():
        box = node.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
