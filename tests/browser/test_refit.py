"""Does a map that is fed while it is watched go on showing everything, until a hand or a link chooses what is seen?"""

from __future__ import annotations

import base64

import numpy as np
import pytest

from core.blocks.layout import frames_block
from core.blocks.pad import pad_bundle
from core.datasets.digits import DigitsConfig
from core.latents import Latents, atlas_of
from core.models import MlpVaeConfig
from core.networks.browser import export_model
from core.training.loop import fit, shown
from core.training.run import TrainingConfig
from tests.browser.pads import Pad, opened
from tests.browser.refits import SEEN, in_view
from tests.browser.waits import after_frames

pytestmark = pytest.mark.browser

EPOCHS = 12

# How wide the view is in every frame that is drawn from now on.
WATCHED = """() => {
    window.watched = [];
    const look = () => { watched.push(latentInk.state.pad.map.view.span); requestAnimationFrame(look); };
    look();
}"""


@pytest.fixture(scope="module")
def learned() -> list[bytes]:
    """A real training of a model of two dimensions: the pad's block after each epoch."""
    model, training = MlpVaeConfig(hidden=(64,)), TrainingConfig(epochs=EPOCHS, learning_rate=3e-3, device="cpu")
    dataset = DigitsConfig(limit=600).load().resized(28)
    network, kept = model.build(dataset.classes), shown(dataset, training, seed=0)
    atlas, columns = atlas_of(kept.images)
    blocks = []
    for now in fit(network, dataset, training):
        if not now.epoch_end:
            continue
        latents = Latents(now.mu, now.logvar, kept.labels, atlas, columns, 28)
        blocks.append(pad_bundle(export_model(network.eval()), latents, classes=dataset.classes, model="one"))
        network.train()
    assert len(blocks) == EPOCHS
    return blocks


@pytest.fixture
def pad(page, tmp_path, learned) -> Pad:
    """The pad of that model after its first epoch."""
    pad = opened(page, tmp_path, learned[0])
    yield pad
    assert pad.complaints == []


def update(pad: Pad, block: bytes) -> None:
    pad.page.evaluate(
        "(block) => latentInk.update(Uint8Array.from(atob(block), (c) => c.charCodeAt(0)))",
        base64.b64encode(block).decode(),
    )


def at_rest(pad: Pad) -> dict:
    pad.page.wait_for_function("() => !latentInk.state.pad.map.gliding")
    return pad.settled()


def test_a_map_that_is_watched_while_it_learns_shows_its_images_to_the_last_picture(pad, learned):
    assert in_view(pad.page) >= 0.95
    first = at_rest(pad)["view"]
    for block in learned[1:]:
        update(pad, block)
        # The next one comes while the points still glide.
        assert after_frames(pad.page, 8, f"() => ({SEEN})(latentInk.state.pad.map)") >= 0.95
    at_rest(pad)
    assert in_view(pad.page) >= 0.95
    growth = float(at_rest(pad)["view"].split(",")[3]) / float(first.split(",")[3])
    assert growth > 1.5, "these images must have spread, or this test shows nothing"


def test_a_point_that_nobody_has_moved_goes_with_the_image_it_began_at(pad, learned):
    at_image = """() => { const { bundle, place } = latentInk.state.pad, { xy } = bundle, away = [];
        for (let i = 0; i < bundle.n; i++) away.push(Math.hypot(xy[2 * i] - place.z[0], xy[2 * i + 1] - place.z[1]));
        const least = Math.min(...away); return [away.indexOf(least), least]; }"""
    before, (image, away) = at_rest(pad)["z"], pad.page.evaluate(at_image)
    assert away < 1e-3
    for block in learned[1:]:
        update(pad, block)
        now, away = pad.page.evaluate(at_image)
        assert now == image and away < 1e-3
    after = at_rest(pad)["z"]
    assert np.linalg.norm(np.subtract(after, before)) > 0.1, "it must have gone somewhere, or this test shows nothing"
    pad.page.locator(".front").focus()
    pad.page.keyboard.press("ArrowRight")
    chosen = at_rest(pad)["z"]
    update(pad, learned[0])
    assert at_rest(pad)["z"] == chosen != after


def test_the_view_glides_and_a_hand_that_drags_keeps_its_point_until_it_lets_go(pad, learned):
    before = at_rest(pad)
    x, y = before["point"]
    left, top = pad.corner()
    pad.page.mouse.move(left + x, top + y)
    pad.page.mouse.down()
    pad.page.mouse.move(left + x + 30, top + y + 20, steps=4)
    held = pad.settled()
    update(pad, learned[-1])
    pad.page.wait_for_function("() => !latentInk.state.pad.map.gliding")
    after = pad.settled()
    np.testing.assert_allclose(after["point"], held["point"], atol=0.5)
    assert after["z"] == held["z"] and after["view"] == held["view"]
    pad.page.evaluate(WATCHED)
    pad.page.mouse.up()
    at_rest(pad)
    widths = pad.page.evaluate("watched")
    assert len({round(width, 3) for width in widths}) > 3 and widths == sorted(widths), "it glides there"
    assert at_rest(pad)["z"] == held["z"] and in_view(pad.page) >= 0.95


def test_what_a_hand_has_chosen_to_see_stays_until_it_asks_for_everything(pad, learned):
    at_rest(pad)
    pad.page.locator(".front").focus()
    pad.page.keyboard.press("+")
    chosen = at_rest(pad)["view"]
    update(pad, learned[3])
    pad.page.set_viewport_size({"width": 1100, "height": 800})
    assert at_rest(pad)["view"] == chosen
    pad.page.keyboard.press("0")
    assert at_rest(pad)["view"] != chosen and in_view(pad.page) >= 0.95
    update(pad, learned[-1])
    pad.page.set_viewport_size({"width": 1250, "height": 700})
    at_rest(pad)
    assert in_view(pad.page) >= 0.95


def test_without_motion_the_view_is_there_at_once(browser, tmp_path, learned):
    context = browser.new_context(reduced_motion="reduce")
    pad = opened(context.new_page(), tmp_path, learned[0])
    update(pad, learned[-1])
    after_frames(pad.page, 2)
    assert in_view(pad.page) >= 0.95
    context.close()


@pytest.mark.parametrize("live", [True, False])
def test_every_frame_of_a_film_is_seen_whole_also_in_a_window_that_changes(pad, learned, live):
    n = pad.page.evaluate("latentInk.state.pad.bundle.n")
    end = np.random.default_rng(2).normal(size=(n, 2)) * [9, 3] + 4
    spread = np.array([0.01, 0.1, 0.5, 1, 3])
    xy = (end * spread[:, None, None]).astype(np.float32)
    steps = [0, 10, 20, 50, 100]
    block = frames_block(
        model="one", id="umap", iterations=steps, xy=xy, total=100, title="UMAP", live=live, play=not live
    )
    pad.page.evaluate(
        "(block) => latentInk.receiveBytes(Uint8Array.from(atob(block), (c) => c.charCodeAt(0)))",
        base64.b64encode(block).decode(),
    )
    for width in (1200, 800, 500, 1250):
        pad.page.set_viewport_size({"width": width, "height": 800})
        assert after_frames(pad.page, 12, f"() => ({SEEN})(latentInk.state.pad.map)") >= 0.95
    pad.page.get_by_label("Moment of the film").evaluate(
        "(input) => { input.value = input.max; input.dispatchEvent(new Event('input')); }"
    )
    at_rest(pad)
    assert in_view(pad.page) >= 0.95
