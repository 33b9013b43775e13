"""Does the pad suit whatever is shown on it: many dimensions or one, dead ones, told the class, large?"""

from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.browser.pads import bundle_of, latents_of, model_of, opened

pytestmark = pytest.mark.browser


def test_off_the_plane_nothing_changes_while_the_point_is_dragged(page, tmp_path):
    latents = latents_of(6)
    pad = opened(page, tmp_path, bundle_of(model_of(6), latents))
    axes = np.array(pad.page.evaluate("latentInk.state.pad.bundle.axes.map((axis) => Array.from(axis))"))
    before = pad.settled()
    pad.drag(tuple(before["point"]), (200, 150))
    after = pad.settled()
    moved = np.array(after["z"]) - before["z"]
    assert np.linalg.norm(moved) > 0.3
    np.testing.assert_allclose(moved - axes.T @ (axes @ moved), 0, atol=1e-4)


def test_dead_dimensions_are_folded_away_and_said_to_be_dead(page, tmp_path):
    pad = opened(page, tmp_path, bundle_of(model_of(6), latents_of(6, dead=2)))
    assert pad.page.locator(".sliders summary").inner_text() == "2 dead dimensions"
    assert pad.page.locator(".dead").get_attribute("open") is None
    pad.page.locator(".sliders summary").click()
    assert pad.page.get_by_role("slider", name="z6, dead").is_visible()
    shown = pad.page.locator(".sliders > .rows").first.locator(".nats").all_inner_texts()
    nats = [float(text.split()[0]) for text in shown]
    assert nats == sorted(nats, reverse=True) and len(nats) == 4


def test_without_images_nothing_is_said_of_how_they_spread(page, tmp_path):
    pad = opened(page, tmp_path, bundle_of(model_of(6), None))
    said = pad.page.locator("body").inner_text()
    assert "The first two of 6 dimensions" in said and "PCA" not in said and "most used" not in said
    before = pad.settled()
    pad.drag(tuple(before["point"]), (200, 150))
    moved = np.array(pad.settled()["z"]) - before["z"]
    assert np.abs(moved[:2]).max() > 0.3 and np.allclose(moved[2:], 0), "and that is what they are"


def test_a_conditional_model_mixes_classes(page, tmp_path):
    pad = opened(page, tmp_path, bundle_of(model_of(2, conditional=True), latents_of(2)))
    pad.page.get_by_role("button", name="1", exact=True).and_(pad.page.locator(".classes button")).click()
    assert pad.settled()["y"] == pytest.approx([0, 1, 0])
    one = pad.state()["image"]
    share = pad.page.get_by_role("slider", name="share of class 0")
    share.evaluate("(input) => { input.value = 0.4; input.dispatchEvent(new Event('input')); }")
    mixed = pad.settled()
    assert mixed["y"] == pytest.approx([0.4, 0.6, 0], abs=1e-6) and mixed["image"] != one
    assert "60 % 1 + 40 % 0" in mixed["text"]
    pad.page.locator(".every button").nth(2).click()
    assert pad.settled()["y"] == pytest.approx([0, 0, 1])
    assert pad.page.title() == "A pad" and pad.page.locator("#pad img").count() == 0


@pytest.mark.parametrize(("d", "points"), [(1, True), (1, False), (2, False), (7, False)])
def test_one_dimension_and_an_empty_map_work_too(page, tmp_path, d, points):
    pad = opened(page, tmp_path, bundle_of(model_of(d), latents_of(d) if points else None))
    before = pad.settled()
    pad.drag(tuple(before["point"]), (150, 120))
    after = pad.settled()
    assert len(after["z"]) == d and after["z"] != before["z"] and after["image"] != before["image"]
    assert pad.complaints == []


def test_a_large_decoder_runs_beside_the_page(page, tmp_path):
    model = model_of(3, image_size=128)
    pad = opened(page, tmp_path, bundle_of(model, None))
    x, y = pad.state()["point"]
    pad.drag((x, y), (x + 90, y + 70))
    state = pad.settled()
    with torch.no_grad():
        ink = model.decode(torch.tensor([state["z"]])).numpy().ravel()
    assert abs(np.corrcoef(state["image"], ink)[0, 1]) > 0.999
    assert pad.complaints == []
