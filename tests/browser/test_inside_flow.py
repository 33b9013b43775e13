"""Is the film of a flow what torch computes at each of its steps, and does it follow all that can be asked for?"""

from __future__ import annotations

import base64

import numpy as np
import pytest
import torch

from core.models import FlowConfig
from core.models.flow_network import Block
from core.models.flow_travel import seen
from core.sampling.patch import noise
from tests.browser.harness import Room, open_page, page_of
from tests.browser.pads import CLASSES, bundle_of

pytestmark = pytest.mark.browser
CONFIG = FlowConfig(image_size=14, filters=(4, 8), dense=16, embedding=8, conditional=True, steps=4, guidance=1.5)
FILM = """
const saved = %s;
window.flow = mountFlow(document.getElementById("room"), { saved, onRelease: (asked) => told.push(asked) });
window.feed = (text) => flow.update(bytes(text));
"""
SET = """(input, value) => {
    input.value = value;
    for (const on of ["input", "change"]) input.dispatchEvent(new Event(on));
}"""


@torch.no_grad()
def model_of(config: FlowConfig = CONFIG) -> torch.nn.Module:
    torch.manual_seed(0)
    model = config.build(CLASSES).eval()
    for block in (part for part in model.decoder.network.modules() if isinstance(part, Block)):
        torch.nn.init.normal_(block.second.weight, std=0.2)
    return model


def opened(page, model, *, saved: str = "null", width: int = 1200, reader: bool = False):
    text = page_of(["room"], Room(("inside/flow.js",), FILM % saved), styles=["inside/inside.css", "inside/flow.css"])
    page.complaints = open_page(page, text, None, width=width)
    page.evaluate("(text) => feed(text)", base64.b64encode(bundle_of(model, None, reader=reader)).decode())
    page.wait_for_function("() => flow.state.frames !== null")
    return page


def frames(page, *, steps: int) -> np.ndarray:
    page.wait_for_function("(steps) => flow.state.shown?.steps === steps", arg=steps)
    return np.array(page.evaluate("Array.from(flow.state.frames)")).reshape(steps, 2, -1)


@torch.no_grad()
def expected(model, *, seed: int, label: int, steps: int, guidance: float) -> np.ndarray:
    x = torch.tensor(noise(seed, 0, 196), dtype=torch.float32).view(1, 1, 14, 14)
    y, found = torch.eye(3)[[label]], []
    for step in range(steps):
        guess = seen(model.decoder.network, x, step / steps, y, guidance)
        found.append(torch.stack([x.flatten(), guess.flatten()]))
        x = x + (guess - x) / (steps - step)
    return torch.stack(found).numpy()


def test_each_step_is_what_torch_computes_and_all_dials_draw_anew(page):
    model = model_of()
    opened(page, model)
    first = frames(page, steps=4)
    wanted = expected(model, seed=0, label=0, steps=4, guidance=1.5)
    assert np.abs(first - wanted).max() < 2e-2 and wanted[:, 1].std() > 0.01
    page.get_by_role("slider", name="Steps").evaluate(SET, 2)
    page.get_by_role("slider", name="Guidance").evaluate(SET, 0.5)
    page.get_by_role("button", name="1", exact=True).click()
    page.wait_for_function("() => flow.state.shown.label === 1 && flow.state.shown.guidance === 0.5")
    wanted = expected(model, seed=0, label=1, steps=2, guidance=0.5)
    assert np.abs(frames(page, steps=2) - wanted).max() < 2e-2
    assert page.evaluate("told.at(-1)") == {"seed": 0, "label": 1, "steps": 2, "guidance": 0.5}
    assert page.locator(".moment:not(.titles)").count() == 2
    page.get_by_role("button", name="New noise").click()
    page.wait_for_function("() => flow.state.shown.seed !== 0")
    assert not page.complaints


def test_a_link_is_followed_as_far_as_it_makes_sense(page):
    opened(page, model_of(), saved='{"seed": 7, "label": 2, "steps": 1000, "guidance": 100}')
    assert page.evaluate("flow.state.state") == {"seed": 7, "label": 2, "steps": 4, "guidance": 1.5}


def test_what_is_told_no_class_has_none_to_choose(page):
    opened(page, model_of(CONFIG.replace(conditional=False)), width=390)
    assert page.get_by_role("slider", name="Guidance").count() == 0
    assert page.locator(".legend").is_hidden() and frames(page, steps=4).shape == (4, 2, 196)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390  # the film scrolls, not the page


def test_every_guess_is_read(page):
    opened(page, model_of(), reader=True)
    page.wait_for_function("() => flow.state.text.startsWith('What comes out reads as')")
    assert all(page.locator(".guess").all_inner_texts()[:4])
