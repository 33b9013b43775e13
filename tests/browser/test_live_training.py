"""Does a training go on before one's eyes, at once as it is turned, and back to where one looks?"""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core import images as pixels
from core import library
from core.datasets.digits import DigitsConfig
from core.models import MlpVaeConfig
from core.packed import unpack
from core.training.run import RunConfig, TrainingConfig
from core.transfer import browser_trained
from tests.browser.live_training import Live
from tests.browser.test_axe import found
from tests.visitors import SOMEBODY

pytestmark = pytest.mark.browser

LONG = TrainingConfig(epochs=4000, batch_size=16, validation=20, learning_rate=3e-3)


def run(training: TrainingConfig = LONG, **model) -> RunConfig:
    settings = {"hidden": (16,)} | model
    return RunConfig(dataset=DigitsConfig(limit=120), model=MlpVaeConfig(**settings), training=training)


def test_it_learns_to_its_end_and_shows_where_it_stands(page, tmp_path):
    live = Live(page, tmp_path)
    live.give(run(LONG.replace(epochs=12)))
    page.wait_for_function("() => told.length")
    assert page.evaluate("() => told") == [["done", ""]]
    live.until("seen.step === seen.steps")
    state = live.state
    assert state["remote"] and state["seen"]["kernels"] == "wasm"
    assert state["losses"] == state["seen"]["steps"] == 12 * 7
    assert [row["epoch"] for row in state["rows"]] == list(range(1, 13))
    assert state["rows"][-1]["validation"]["loss"] < state["rows"][0]["validation"]["loss"]
    page.wait_for_function("() => training.state.words.includes('Step 84 of 84, epoch 12 of 12')")
    assert "has ended" in page.locator("[role=status]").inner_text()
    assert page.get_by_role("button", name="Play the training").is_disabled()
    assert live.complaints == []


@pytest.mark.parametrize(
    "model", [{}, {"conditional": True, "likelihood": "gaussian", "image_size": 9, "latent_dim": 3}]
)
def test_what_it_has_learned_becomes_a_model_that_draws_the_same(page, tmp_path, monkeypatch, model):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path / "home"))
    live = Live(page, tmp_path)
    live.give(run(LONG.replace(epochs=12), **model))
    page.wait_for_function("() => told.length")
    live.until("seen.ended")
    page.get_by_role("application").focus()
    page.keyboard.press("ArrowRight")
    live.until("seen.drawn && seen.kl")
    page.wait_for_function("() => training.state.z.some(Boolean)")
    entry = library.find(browser_trained.take_in(live.result(), SOMEBODY))
    opened, seen = library.open_model(entry), live.state["seen"]
    mu = np.reshape(seen["mu"], (-1, entry.config.model.latent_dim))
    np.testing.assert_allclose(library.latents(entry).mu[: len(mu)], mu, atol=2e-5)
    k = len(entry.config.classes) if entry.config.model.conditional else 0
    labels = library.latents(entry).labels[:16]
    y = torch.eye(k)[torch.from_numpy(labels)] if k else None
    drawn = pixels.to_uint8(opened.decode(torch.from_numpy(mu[:16]).float(), y)).reshape(-1)
    assert np.abs(drawn.astype(int) - seen["reconstructed"]).max() <= 1
    assert [row["epoch"] for row in library.history(entry)] == list(range(1, 13))
    if entry.config.model.learns_noise:
        assert float(opened.noise) == pytest.approx(seen["noise"], rel=1e-6)
    assert entry.config.browser.model_dump() == {
        "kernels": "wasm", "steps": 84, "turned": 0, "beta": 1.0, "learning_rate": 3e-3, "images": 100, "classes": (),
    }  # fmt: skip


def test_images_come_along_where_that_is_asked_for(page, tmp_path):
    live = Live(page, tmp_path)
    live.give(run(LONG.replace(epochs=1)))
    page.wait_for_function("() => told.length")
    alone, along = (unpack(live.result(withImages=images)) for images in (False, True))
    assert {"images", "labels"} == along.keys() - alone.keys()
    assert len(along["images"]) == 120 * 28**2 and len(along["labels"]) == 120


def test_beta_acts_while_it_learns(page, tmp_path):
    live = Live(page, tmp_path)
    live.give(run())
    live.until("seen.step > 300")
    before = live.state
    beta = page.get_by_role("slider", name="β")
    beta.focus()
    page.keyboard.press("End")
    assert beta.get_attribute("aria-valuetext") == "100"
    live.until("seen.dials.beta === 100")
    at = live.state["seen"]["step"]
    live.until(f"seen.step > {at + 400}")
    assert sum(live.state["seen"]["kl"]) < 0.3 * sum(before["seen"]["kl"]), "the latents say hardly anything any more"


def test_it_rests_and_one_looks_back_and_goes_on_from_there(page, tmp_path):
    live = Live(page, tmp_path)
    live.give(run())
    live.until("seen.step > 200")
    page.get_by_role("button", name="Pause the training").click()
    live.until("!seen.running")
    newest = live.state["seen"]["newest"]
    track = page.get_by_label("Moment of the training")
    track.evaluate("(node) => { node.value = 50; node.dispatchEvent(new Event('input')); }")
    live.until("seen.step === 50")
    assert live.state["seen"]["newest"] == newest and live.state["losses"] == newest
    page.get_by_role("slider", name="Learning rate").focus()
    page.keyboard.press("ArrowLeft")
    live.until("true")
    page.get_by_role("button", name="Play the training").click()
    live.until(f"seen.step > 50 && seen.newest < {newest} && seen.dials.rate < 3e-3")


def test_one_batch_moves_each_image_a_little(page, tmp_path):
    live = Live(page, tmp_path)
    live.give(run())
    live.until("seen.step > 20")
    page.get_by_role("button", name="Pause the training").click()
    live.until("!seen.running")
    before = live.state["seen"]["step"]
    page.get_by_role("button", name="One batch").click()
    live.until(f"seen.step === {before + 1}")
    inked = "document.querySelector('canvas.lens').getContext('2d').getImageData(0, 0, 800, 600).data"
    page.wait_for_function(f"() => [...{inked}].some(Boolean)")  # the arrows


def test_the_point_is_moved_by_hand_and_by_keys(page, tmp_path):
    live = Live(page, tmp_path)
    live.give(run())
    live.until("seen.step > 100")
    page.get_by_role("application").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    z = live.state["z"]
    assert z[0] == pytest.approx(2 * z[1], rel=0.5) and z[1] > 0  # the map has grown a little between two of them
    box = page.locator(".front").bounding_box()
    across = [box["x"] + box["width"] * share for share in (0.8, 0.2)]
    page.mouse.move(across[0], box["y"] + box["height"] * 0.2)
    page.mouse.down()
    right = live.state["z"]
    page.mouse.move(across[1], box["y"] + box["height"] * 0.2, steps=4)
    page.mouse.up()
    left = live.state["z"]
    assert right[0] - left[0] > 1 and left[1] > z[1]


@pytest.mark.parametrize("model", [{"latent_dim": 1}, {"latent_dim": 6}, {"latent_dim": 3, "conditional": True}])
def test_models_of_other_dimensions_have_a_map_too(page, tmp_path, model):
    live = Live(page, tmp_path)
    live.give(run(**model))
    live.until("seen.step > 60")
    axes = live.state["axes"]
    assert len(set(axes)) == min(2, model["latent_dim"])
    assert ("the map shows" in live.state["words"]) == (model["latent_dim"] > 2)
    assert live.complaints == []


def test_classes_and_images_are_chosen_and_the_last_class_stays(page, tmp_path):
    live = Live(page, tmp_path)
    live.give(run())
    live.until("seen.step > 5")
    for name in "0123456789":
        page.get_by_role("group", name="Classes that are learned from").get_by_role("button", name=name).click()
    live.until("seen.dials.classes?.length === 1 && seen.dials.classes[0] === 9")
    page.get_by_role("slider", name="Images").evaluate(
        "(node) => { node.value = 2; node.dispatchEvent(new Event('input')); }"
    )
    live.until("seen.dials.images === 5")


def test_the_same_training_goes_on_when_its_block_comes_again_and_another_begins(page, tmp_path):
    live = Live(page, tmp_path)
    live.give(run())
    live.until("seen.step > 50")
    live.give(run(beta=2.0))  # the same id
    assert live.state["seen"]["step"] > 50
    live.give(run(beta=2.0), id="another")
    live.until("seen.dials.beta === 2 && seen.step < 50")


def test_a_rate_at_which_it_runs_away_is_said(page, tmp_path):
    live = Live(page, tmp_path)
    live.give(run(LONG.replace(learning_rate=1.0, schedule="constant"), beta=100.0, latent_dim=20))
    page.wait_for_function("() => told.length")
    how, words = page.evaluate("() => told[0]")
    assert how == "diverged" and words in page.locator("[role=status]").inner_text()


def test_at_a_rate_of_ten_it_is_said_and_one_goes_back(page, tmp_path):
    live = Live(page, tmp_path)
    # Large, so that the rate is turned before Adam has seen so many steps that it hardly moves any more.
    live.give(run(beta=100.0, latent_dim=20, hidden=(512, 256)))
    live.until("seen.step > 20")
    rate = page.get_by_role("slider", name="Learning rate")
    rate.focus()
    page.keyboard.press("End")
    assert rate.get_attribute("aria-valuetext") == "10"
    page.wait_for_function("() => told.length", timeout=60_000)
    how, words = page.evaluate("() => told[0]")
    assert how == "diverged" and words.count(".") == 1 + words.count("0."), "in one sentence"
    rate.focus()
    page.keyboard.press("Home")
    page.get_by_label("Moment of the training").evaluate(
        "(node) => { node.value = 20; node.dispatchEvent(new Event('input')); }"
    )
    live.until("seen.step === 20 && seen.kl.every(Number.isFinite)")


def test_another_number_of_dimensions_begins_anew_and_keeps_what_was_turned(page, tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path / "home"))
    live = Live(page, tmp_path)
    live.give(run(LONG.replace(epochs=40), conditional=True))
    live.until("seen.step > 20")
    page.get_by_role("slider", name="β").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("slider", name="Dimensions").focus()
    page.keyboard.press("ArrowRight")
    live.until("seen.kl.length === 3 && seen.dials.beta === 2")
    page.wait_for_function("() => told.length")
    live.until("seen.ended")
    entry = library.find(browser_trained.take_in(live.result(), SOMEBODY))
    assert entry.config.model.latent_dim == 3 and entry.config.browser.beta == 2
    assert library.latents(entry).mu.shape[1] == 3 and live.complaints == []


def test_a_setting_turned_after_the_end_goes_back_a_while_and_learns_on(page, tmp_path):
    live = Live(page, tmp_path)
    live.give(run(LONG.replace(epochs=12)))
    page.wait_for_function("() => told.length === 1")
    live.until("seen.ended")
    page.get_by_role("slider", name="β").focus()
    page.keyboard.press("End")
    page.wait_for_function("() => told.length === 2")
    live.until("seen.ended && seen.dials.beta === 100")
    state = live.state
    assert [row["epoch"] for row in state["rows"]] == list(range(1, 13)) and state["losses"] == 84


@pytest.mark.parametrize("width", [390, 1300])
def test_nobody_is_kept_out_and_nothing_stands_out(page, tmp_path, width):
    live = Live(page, tmp_path, width=width)
    live.give(run())
    live.until("seen.step > 20")
    page.get_by_role("button", name="Pause the training").click()
    live.until("!seen.running")
    alone = {"document-title": {"enabled": False}}  # a component has none of its own
    assert found(page, runOnly=["wcag2a", "wcag2aa", "wcag22aa"], rules=alone) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
