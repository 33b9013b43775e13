"""Does a flow give the pad's pictures the strokes that torch gives them, and is it counted what that changes?"""

from __future__ import annotations

import base64

import numpy as np
import pytest
import torch

from core.blocks.refiner import refiner_block
from core.models import FlowConfig
from core.models.flow_network import Block
from core.models.flow_travel import one_noise, refine
from core.networks.browser import export_model
from core.packed import pack, unpack
from tests.browser.pads import CLASSES, Pad, bundle_of, latents_of, model_of, opened

pytestmark = pytest.mark.browser
SET = """(input, value) => {
    input.value = value;
    for (const on of ["input", "change"]) input.dispatchEvent(new Event(on));
}"""
GIVE = "(block) => latentInk.receiveBytes(Uint8Array.from(atob(block), (c) => c.charCodeAt(0)))"
COUNT = "({ ...latentInk.state.pad.refiner.count, places: 0, bundle: 0 })"


@torch.no_grad()
def flow(size: int = 28, level: float | None = None) -> torch.nn.Module:
    torch.manual_seed(0)
    model = FlowConfig(image_size=size, filters=(4, 8), dense=16, embedding=8, conditional=True).build(CLASSES).eval()
    network = model.decoder.network
    network.last.weight.mul_(6)
    for block in (part for part in network.modules() if isinstance(part, Block)):
        torch.nn.init.normal_(block.second.weight, std=0.3)
    if level is not None:
        network.last.bias.fill_(level)
    return model


def give(pad: Pad, model: torch.nn.Module | None, *, damaged: bool = False, **more) -> None:
    about = {"model": "one", "kind": "VAE", "flow": "a-flow", "title": "A <b>flow</b>", "image_size": 28, "alike": True}
    block = refiner_block(export_model(model) if model else None, **about | more)
    if damaged:
        sections = unpack(block)
        network = unpack(sections["flow"])
        network["weights"] = np.full(len(network["weights"]) // 2, np.nan, np.float16).tobytes()
        block = pack(sections | {"flow": pack(network)})
    pad.page.evaluate(GIVE, base64.b64encode(block).decode())


def dial(pad: Pad):
    return pad.page.get_by_role("slider", name="Strokes that a flow adds")


def expected(state: dict, model: torch.nn.Module, made: torch.nn.Module, t0: float, steps: int) -> np.ndarray:
    with torch.no_grad():
        x = made.decode(torch.tensor([state["z"]], dtype=torch.float32))
        return refine(model, x, t0=t0, steps=steps, noise=one_noise(28)).numpy().ravel()


def seen(pad: Pad) -> np.ndarray:
    """The picture before it is painted, ink from 0 to 1."""
    return np.array(pad.page.evaluate("Array.from(latentInk.state.pad.image.pixels)"))


def test_without_a_flow_there_is_no_dial_and_with_one_nothing_comes_before_it_is_touched(page, tmp_path):
    pad = opened(page, tmp_path, bundle_of(model_of(2), latents_of(2)))
    assert not dial(pad).is_visible()
    give(pad, None)
    assert dial(pad).is_visible() and pad.page.get_by_role("button", name="VAE", exact=True).is_visible()
    before = seen(pad)
    dial(pad).evaluate(SET, 0.2)
    pad.settled()
    assert "on its way" in pad.page.locator(".refiner .note").inner_text()
    assert np.array_equal(seen(pad), before)


@pytest.mark.parametrize(("t0", "steps"), [(0.8, 1), (0.7, 2), (0.3, 4)])
def test_a_picture_is_refined_as_torch_does(page, tmp_path, t0, steps):
    model, made = flow(), model_of(2)
    pad = opened(page, tmp_path, bundle_of(made, latents_of(2)))
    give(pad, model)
    dial(pad).evaluate(SET, 1 - t0)
    state = pad.settled()
    wanted = expected(state, model, made, t0, steps)
    assert wanted.std() > 0.05
    assert np.abs(seen(pad) - wanted).max() < 2e-2  # weights of half precision on both sides of the mixture
    pad.page.get_by_role("button", name="VAE", exact=True).click()
    pad.settled()
    with torch.no_grad():
        plain = made.decode(torch.tensor([state["z"]], dtype=torch.float32)).numpy().ravel()
    assert np.abs(seen(pad) - plain).max() < 2e-3
    assert not pad.complaints


@pytest.mark.long
def test_the_whole_map_is_drawn_in_the_flows_strokes(page, tmp_path):
    pad = opened(page, tmp_path, bundle_of(model_of(2), None))
    sheet = """() => {
        const { canvas } = latentInk.state.pad.tiles, { width, height } = canvas;
        return Array.from(canvas.getContext("2d").getImageData(0, 0, width, height).data).filter((_, i) => i % 4 === 0);
    }"""
    before = np.array(pad.page.evaluate(sheet))
    give(pad, flow(level=3.0))  # to which everything is ink
    pad.page.get_by_role("button", name="Changed").click()
    done = "({ tiles, refiner }) => tiles.waiting === 0 && refiner.queue.length === 0"
    pad.page.wait_for_function(f"() => ({done})(latentInk.state.pad)")
    pad.settled()
    after = np.array(pad.page.evaluate(sheet))
    assert after.shape == before.shape and np.mean(after != before) > 0.5


def test_it_is_counted_how_many_read_the_same(page, tmp_path):
    pad = opened(page, tmp_path, bundle_of(model_of(2), latents_of(2), reader=True))
    give(pad, flow())
    pad.page.get_by_role("button", name="Sharp").click()
    pad.page.wait_for_function("() => latentInk.state.pad.refiner.count.done === 100")
    count = pad.page.evaluate(COUNT)
    words = pad.page.locator(".refiner .note").inner_text()
    assert f"Of 100 pictures of this model, {count['same']} still read the same." in words
    assert "adds strokes that this VAE did not know" in words and "<b>flow</b>" in words
    assert not pad.complaints


def test_who_cannot_be_read_is_not_counted_and_other_classes_are_told(page, tmp_path):
    pad = opened(page, tmp_path, bundle_of(model_of(2), latents_of(2)))
    give(pad, flow(), alike=False)
    pad.page.get_by_role("button", name="Sharp").click()
    pad.settled()
    words = pad.page.locator(".refiner .note").inner_text()
    assert "other classes than this model" in words and "nobody counts" in words


def test_a_flow_of_another_size_makes_no_dial_and_one_that_is_damaged_says_so(page, tmp_path):
    made = model_of(2)
    pad = opened(page, tmp_path, bundle_of(made, latents_of(2)))
    give(pad, flow(14), image_size=14)
    assert not dial(pad).is_visible()
    give(pad, flow(), damaged=True)
    pad.page.get_by_role("button", name="Sharp").click()
    pad.page.get_by_text("not finite, so it adds nothing").wait_for()
    state = pad.settled()
    with torch.no_grad():
        plain = made.decode(torch.tensor([state["z"]], dtype=torch.float32)).numpy().ravel()
    assert np.abs(seen(pad) - plain).max() < 2e-3


def test_a_page_to_take_along_brings_its_flow(page, tmp_path):
    about = {"model": "one", "kind": "VAE", "flow": "a-flow", "title": "A flow", "image_size": 28, "alike": True}
    made, drawing = flow(), model_of(2)
    block = refiner_block(export_model(made), **about)
    pad = opened(page, tmp_path, bundle_of(drawing, latents_of(2)), refiner=block)
    dial(pad).evaluate(SET, 0.2)
    state = pad.settled()
    assert np.abs(seen(pad) - expected(state, made, drawing, 0.8, 1)).max() < 2e-2
    assert pad.complaints == [] and [host for host in pad.hosts if not host.startswith(("file:", "blob:"))] == []
