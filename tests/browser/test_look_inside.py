"""Is what the page shows of a network's inside what torch computes, and does it follow the hand?"""

from __future__ import annotations

import base64

import numpy as np
import pytest
import torch

from browser.bundle import script
from core import ink, library
from core.blocks.inside import Begin, inside_block, noise, with_spread
from core.models import ConvVaeConfig, GanConfig
from core.networks.browser import browser_graph, export_model
from core.networks.encoder import export_encoder, resolved
from core.packed import unpack
from tests.browser.harness import Room, open_page, page_of
from tests.browser.servers import serving
from tests.browser.waits import after_frames, idle, rest

pytestmark = pytest.mark.browser

INSIDE = """
const saved = %s;
window.inside = mountInside(document.getElementById("room"), { saved, onRelease: (given) => told.push(given) });
window.feed = (text) => inside.update(bytes(text));
window.look = (name) => { const v = inside.state[name]; return v && v.length !== undefined ? Array.from(v) : v; };
"""
CLASSES = ("0", "1", "<img src=x onerror=document.title='hacked'>")


def opened(page, block: bytes, *, saved: str = "null", width: int = 1200, calm: bool = True):
    page.emulate_media(reduced_motion="reduce" if calm else "no-preference")
    text = page_of(["room"], Room(("inside/inside.js",), INSIDE % saved), styles=["inside/inside.css"])
    page.complaints = open_page(page, text, None, width=width)
    page.evaluate("(text) => feed(text)", base64.b64encode(block).decode())
    page.wait_for_function("() => inside.state && inside.state.values && inside.state.text !== ''")
    return page


def values(page, i: int) -> np.ndarray:
    return np.array(page.evaluate("(i) => Array.from(inside.state.values[i])", i))


def generator():
    torch.manual_seed(0)
    model = GanConfig(latent_dim=6, filters=(3, 4), conditional=True).build(CLASSES).eval()
    with torch.no_grad():
        for weights in model.decoder.parameters():
            weights.mul_(6)
    return model


def generator_block(model, **more) -> bytes:
    settings = {"model": "m", "title": "t", "image_size": 28, "latent_dim": 6, "classes": CLASSES, "conditional": True}
    settings |= {"generator": True, "normalised": True, "begin": noise(6)}
    return inside_block("decoder", unpack(export_model(model))["decoder"], **settings | more)


def test_every_step_of_a_generator_is_what_torch_makes_while_the_noise_is_dragged(page):
    model = generator()
    opened(page, generator_block(model))
    graph = browser_graph(unpack(export_model(model))["decoder"])
    where = [i + 1 for i, op in enumerate(graph["ops"]) if op["op"] in ("concat", "reshape", "relu", "sigmoid")]
    box = page.locator(".plane").bounding_box()
    page.mouse.move(box["x"] + 75, box["y"] + 75)
    page.mouse.down()
    seen = []
    for x in (20, 60, 130):
        page.mouse.move(box["x"] + x, box["y"] + 40, steps=3)
        after_frames(page, 6)
        given = torch.tensor(page.evaluate("() => look('input')")).float()[None]
        layers, x = [], given
        with torch.no_grad():
            for layer in model.decoder:
                x = layer(x)
                if type(layer).__name__ in ("Beside", "Unflatten", "ReLU", "Sigmoid"):
                    layers.append(x.flatten().numpy())
        for value, wanted in zip(where, layers, strict=True):
            assert np.abs(values(page, value) - wanted).max() <= 2e-3 * max(1, np.abs(wanted).max())
        seen.append(given[0, :6].numpy())
    page.mouse.up()
    assert np.abs(seen[0] - seen[2]).max() > 0.1
    assert np.allclose([np.linalg.norm(z) for z in seen], np.linalg.norm(noise(6).z), rtol=1e-3)  # noise stays as long
    told = page.evaluate("() => told.at(-1)")
    assert np.allclose(told["z"], seen[2], atol=2e-3) and told["y"] == [1, 0, 0]
    assert page.complaints == [] and page.title() == ""


def test_bars_and_classes_are_set_by_hand_and_a_link_leads_back(page):
    opened(page, generator_block(generator()))
    bars = page.locator("canvas.tiles").first
    box = bars.bounding_box()
    page.mouse.click(box["x"] + 10, box["y"] + 17)  # z1, as high as it goes
    assert page.evaluate("() => inside.state.given.z[0]") == pytest.approx(3, abs=0.4)
    page.get_by_role("button", name="Ask for class 1").click()
    page.wait_for_function("() => Array.from(inside.state.given.y).join() === '0,1,0'")
    page.get_by_role("button", name="New noise").click()
    page.wait_for_function("() => told.length === 3")  # when it has come to rest
    given = page.evaluate("() => JSON.stringify(told.at(-1))")
    z = page.evaluate("() => Array.from(inside.state.given.z)")
    opened(page, generator_block(generator()), saved=given)
    assert np.allclose(page.evaluate("() => Array.from(inside.state.given.z)"), z, atol=5e-3)
    assert page.evaluate("() => Array.from(inside.state.given.y)") == [0, 1, 0]


def test_a_part_that_is_held_shows_what_feeds_it_by_mouse_and_by_keyboard(page):
    opened(page, generator_block(generator()))
    tiles = page.locator("canvas.tiles").nth(2)
    tiles.hover(position={"x": 90, "y": 15})
    assert page.get_by_text("Step 2, image 2 of 4", exact=True).is_visible()
    assert page.locator("svg.links path").count() == 6 + 3  # fed by six, feeds the three images of the next step
    page.mouse.move(5, 5)
    assert not page.locator(".inspect").is_visible()
    tiles.focus()
    for key in ("ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    assert tiles.get_attribute("aria-valuetext") == "Step 2, image 3 of 4"
    assert page.get_by_text("Step 2, image 3 of 4", exact=True).is_visible()
    page.get_by_role("button", name="3.1").click()  # on to one that it feeds
    assert page.get_by_text("Step 3, image 1 of 3", exact=True).is_visible()
    page.get_by_role("button", name="Let go of this part").click()
    assert page.evaluate("() => inside.state.pinned") is None


def test_the_kinds_of_a_generator_are_numbers_and_no_classes(page):
    torch.manual_seed(0)
    model = GanConfig(latent_dim=6, filters=(3, 4), kinds=5).build().eval()
    opened(page, generator_block(model, conditional=False))
    tiles = page.locator("canvas.tiles").nth(1)
    tiles.focus()
    for i in range(2, 6):
        page.keyboard.press("ArrowRight")
        assert tiles.get_attribute("aria-valuetext") == f"Step 1, number {i} of 5"


def test_it_opens_with_the_steps_one_after_the_other_and_then_walks(page):
    opened(page, generator_block(generator()), calm=False)
    early = page.evaluate("() => inside.state.reveal")
    page.wait_for_function("() => inside.state.playing", timeout=15_000)
    assert early < page.evaluate("() => inside.state.reveal") == 5
    before = page.evaluate("() => look('input')")
    page.wait_for_function("(before) => look('input').join() !== before.join()", arg=before)
    page.get_by_role("button", name="Pause").click()
    assert page.evaluate("() => inside.state.playing") is False


def test_it_fits_a_phone_and_asks_nobody(page):
    hosts = []
    page.on("request", lambda request: hosts.append(request.url))
    opened(page, generator_block(generator()), width=360)
    assert page.evaluate("document.documentElement.scrollWidth <= 360")
    assert [url for url in hosts if not url.startswith(("blob:", "data:"))] == []


@pytest.mark.parametrize("k", [26, 62, 200])
@pytest.mark.parametrize("width", [1200, 600, 390])
def test_many_classes_find_room(page, k, width):
    classes = tuple(f"c{i}" for i in range(k))
    torch.manual_seed(0)
    model = GanConfig(latent_dim=6, filters=(3, 4), conditional=True).build(classes).eval()
    opened(page, generator_block(model, classes=classes), width=width)
    assert page.evaluate("inside.state.values[0].length") == 6 + k
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") and not page.complaints


def test_a_large_network_computes_in_a_worker(page):
    torch.manual_seed(0)
    model = ConvVaeConfig(latent_dim=4, image_size=64, filters=(24, 48), dense=64).build().eval()
    block = inside_block(
        "decoder", unpack(export_model(model))["decoder"], model="m", title="t", image_size=64, latent_dim=4,
        normalised=True, begin=Begin(np.ones(4), np.eye(2, 4)),
    )  # fmt: skip
    opened(page, block)
    assert page.evaluate("() => inside.state.remote")
    out = values(page, len(browser_graph(unpack(export_model(model))["decoder"])["ops"]))
    with torch.no_grad():
        wanted = model.decode(torch.tensor([page.evaluate("() => look('input')")]).float()).flatten().numpy()
    assert np.abs(out - wanted).max() <= 2e-3


def stroke(page, points: list[tuple[float, float]]) -> None:
    box = page.locator("canvas.sheet").bounding_box()
    at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*at[0])
    page.mouse.down()
    for x, y in at[1:]:
        page.mouse.move(x, y, steps=12)
    page.mouse.up()


def test_an_encoder_finds_what_torch_finds_in_a_drawing(page):
    torch.manual_seed(0)
    model = ConvVaeConfig(latent_dim=5, filters=(4, 6), dense=16, conditional=True).build(CLASSES).eval()
    network = with_spread(
        resolved(export_encoder(model)), model.head.weight.detach().numpy(), model.head.bias.detach().numpy()
    )
    block = inside_block(
        "encoder", network, model="m", title="t", image_size=28, latent_dim=5, classes=CLASSES, conditional=True,
        images=np.full((3, 14, 14), 200, np.uint8), labels=np.arange(3), redraw=unpack(export_model(model))["decoder"],
    )  # fmt: skip
    opened(page, block)
    stroke(page, [(0.3, 0.2), (0.75, 0.2), (0.45, 0.85)])
    page.get_by_role("button", name="Tell it that the image shows 1").click()
    rest(page, "() => [look('input'), inside.state.values.map((value) => Array.from(value))]")
    x = torch.tensor(page.evaluate("() => look('input')")).reshape(1, 1, 28, 28)
    assert 0.03 < x.mean() < 0.4 and x.max() == 1
    with torch.no_grad():
        posterior = model.encode(x, torch.eye(3)[1:2])
    found = values(page, len(browser_graph(network)["ops"]))
    wanted = torch.cat([posterior.mu, posterior.logvar], 1)[0].numpy()
    assert np.abs(found - wanted).max() <= 2e-3 * max(1, np.abs(wanted).max())
    assert page.evaluate("() => told.at(-1).image") == -1
    assert page.complaints == []


APP = """
import streamlit as st
from ui.inside import menu, steps

st.set_page_config(layout="wide", page_icon="✒")
entry, kind, reader = menu.choose()
steps.show(entry, kind, reader)
"""


def test_a_drawn_seven_is_read_as_one_and_a_link_opens_a_kept_image(page, tmp_path):
    if library.reader_for(tuple("0123456789"), 28) is None:
        pytest.skip("the zoo has not been built")
    (tmp_path / "page.py").write_text(APP, encoding="utf-8")
    with serving(tmp_path / "page.py", home=tmp_path / "home") as address:
        page.goto(f"{address}/?model=mnist-vae-16d&part=classifier&image=5")
        page.locator(".verdict").wait_for()
        page.wait_for_function("() => document.title !== ''")
        idle(page)
        assert page.locator(".verdict").inner_text() == "5"
        stroke(page, [(0.25, 0.2), (0.75, 0.2), (0.45, 0.85)])
        idle(page)
        assert page.locator(".verdict").inner_text() == "7"
        assert "image=" not in page.url
        assert page.locator("[data-testid=stException]").count() == 0


def test_a_drawing_is_brought_to_the_manner_of_the_images_as_the_server_does(page):
    rng = np.random.default_rng(0)
    drawn = np.zeros((140, 140), np.uint8)
    for _ in range(6):
        x, y = rng.integers(20, 90, 2)
        drawn[y : y + rng.integers(12, 40), x : x + 12] = 255
    page.set_content(f"<script>{script('inside/ink.js')}\nwindow.centred = centredInk;</script>")
    got = page.evaluate(
        "(ink) => Array.from(centred(Float32Array.from(ink), 140, 28, 20 / 28))", (drawn / 255).ravel().tolist()
    )
    wanted = ink.centred(drawn) / 255
    assert np.abs(np.array(got).reshape(28, 28) - wanted).mean() < 0.02
