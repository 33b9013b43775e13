"""Do the two dials of a flow change how it draws, and has nothing else than a flow such dials?"""

from __future__ import annotations

import base64

import numpy as np
import pytest
import torch

from core.models import FlowConfig
from core.models.flow import TIMES
from core.models.flow_network import Block
from tests.browser.pads import CLASSES, Pad, bundle_of, latents_of, model_of, opened

pytestmark = pytest.mark.browser
SMALL = FlowConfig(image_size=14, filters=(4, 8), dense=16, embedding=8, conditional=True, steps=3, guidance=2.0)
TRIED = [(steps, guidance) for steps in (1, 3, 8) for guidance in (0.5, 2.0)]
SET = """(input, value) => {
    input.value = value;
    for (const on of ["input", "change"]) input.dispatchEvent(new Event(on));
}"""


@torch.no_grad()
def flow(config: FlowConfig = SMALL) -> torch.nn.Module:
    torch.manual_seed(0)
    model = config.build(CLASSES).eval()
    network = model.decoder.network
    network.last.weight.mul_(4)
    network.told.weight[:, TIMES:].mul_(20)  # so that the class tells, and guidance too
    for block in (part for part in network.modules() if isinstance(part, Block)):
        torch.nn.init.normal_(block.second.weight, std=0.3)
        block.told.weight.mul_(4)
    return model


def drawn(state: dict, config: FlowConfig) -> np.ndarray:
    """What torch draws at the place of a pad, by other settings and the same weights."""
    z, y = (torch.tensor([state[name]], dtype=torch.float32) for name in ("z", "y"))
    return flow(config).decode(z, y if config.conditional else None).numpy().ravel()


def settings(state: dict) -> tuple[int, float]:
    """By which of the settings tried here an image was drawn; it is as torch draws it by those."""
    image = 1 - np.array(state["image"]) / 255  # dark ink on white
    found = {(n, g): np.corrcoef(image, drawn(state, SMALL.replace(steps=n, guidance=g)))[0, 1] for n, g in TRIED}
    best = max(found, key=found.__getitem__)
    assert found[best] > 0.99
    return best


def learned(pad: Pad, bundle: bytes) -> None:
    """Give a pad another block."""
    script = "(block) => latentInk.update(Uint8Array.from(atob(block), (c) => c.charCodeAt(0)))"
    pad.page.evaluate(script, base64.b64encode(bundle).decode())


@pytest.mark.long
def test_both_dials_draw_anew_what_is_there(page, tmp_path):
    pad = opened(page, tmp_path, bundle_of(flow(), None))
    assert pad.page.locator(".solver output").all_inner_texts() == ["3", "2.00"]
    first = pad.settled()
    assert settings(first) == (3, 2.0)
    pad.page.get_by_role("slider", name="Steps").evaluate(SET, 1)
    assert settings(pad.settled()) == (1, 2.0)
    pad.page.get_by_role("slider", name="Guidance").evaluate(SET, 0.5)
    assert settings(pad.settled()) == (1, 0.5)
    assert pad.page.locator(".solver output").all_inner_texts() == ["1", "0.50"]


@pytest.mark.long
def test_new_weights_of_a_flow_are_drawn_by_what_the_dials_say(page, tmp_path):
    pad = opened(page, tmp_path, bundle_of(flow(), None))
    pad.page.get_by_role("slider", name="Steps").evaluate(SET, 2)
    pad.settled()
    learned(pad, bundle_of(flow(SMALL.replace(steps=5)), None, title="learned on"))
    assert pad.page.evaluate("latentInk.state.pad.bundle.solver") == {"steps": 2, "guidance": 2}


def test_more_steps_than_the_dial_has_are_kept(page, tmp_path):
    # So many steps for each of its map's pictures take longer than a test should wait, and the dial is there before.
    pad = opened(page, tmp_path, bundle_of(flow(SMALL.replace(steps=40)), None), settles=False)
    dial = pad.page.get_by_role("slider", name="Steps")
    assert dial.input_value() == "40" and dial.get_attribute("max") == "40"


def test_who_is_told_no_class_is_not_guided_and_who_draws_at_once_has_no_dials(page, tmp_path):
    pad = opened(page, tmp_path, bundle_of(flow(SMALL.replace(conditional=False)), None))
    assert pad.page.get_by_role("slider", name="Steps").is_visible()
    assert pad.page.get_by_role("slider", name="Guidance").count() == 0
    learned(pad, bundle_of(model_of(2), latents_of(2)))
    pad.settled()
    assert not pad.page.locator(".solver").is_visible()


def test_a_link_sets_the_dials_as_far_as_it_makes_sense(page, tmp_path):
    pad = opened(page, tmp_path, bundle_of(flow(), None))
    link = "(solver) => { latentInk.state.pad.given.saved = { solver }; }"
    for solver, shown in (
        ({"steps": 8, "guidance": 0.5}, ["8", "0.50"]),
        ({"steps": 1000, "guidance": -5}, ["3", "2.00"]),
    ):
        pad.page.evaluate(link, solver)
        learned(pad, bundle_of(flow(), None, title="again").replace(b'"model":"one"', b'"model":"two"'))
        pad.settled()
        assert pad.page.locator(".solver output").all_inner_texts() == shown
        pad.page.evaluate(link, None)
        learned(pad, bundle_of(flow(), None))
