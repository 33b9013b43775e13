"""Do columns of samples show what the model draws, say what is true of it, and lead to the pad?"""

from __future__ import annotations

import io
import math
import re
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from core.sampling import HeldOut
from tests.browser.pads import CLASSES, SIZE, bundle_of, latents_of, model_of
from tests.browser.samples import Columns, block_of, column, fitted, opened
from tests.browser.waits import after_frames
from ui.components.samples import SamplesReport

pytestmark = pytest.mark.browser
D = 4


@pytest.fixture(scope="module")
def latents():
    return latents_of(D)


@pytest.fixture(scope="module")
def bundle(latents):
    return bundle_of(model_of(D), latents, reader=True, title="A model")


@pytest.fixture
def two(page, tmp_path, latents, bundle) -> Columns:
    """The prior beside a kernel density."""
    shading = np.zeros((16, 16), np.uint8)
    shading[4:12, 4:12] = 200
    kde = column(fitted("kde", latents, bandwidth="by hand", width=0.2), shading=shading)
    columns = opened(page, tmp_path, bundle, block_of(column(fitted("prior", latents), shading=shading), kde))
    yield columns
    assert columns.complaints == []


def table(flat: list[float], d: int = D) -> np.ndarray:
    return np.array(flat, np.float32).reshape(-1, d)


def to_nearest(z: np.ndarray, mu: np.ndarray) -> np.ndarray:
    return np.sqrt(np.square(z[:, None] - mu[None]).sum(-1)).min(1)


BY_HAND = {"bandwidth": "by hand", "width": 0.05}
MIXTURES = [("gaussian-mixture", {"components": 3, "covariance": kind}) for kind in ("full", "diag", "tied")]
LAWS = {
    "round": [("prior", {}), ("truncated-prior", {}), ("kde", BY_HAND), ("kde", {})],
    "mixtures": [("k-means", {"clusters": 5}), *MIXTURES],
    "one image": [("posterior", {"index": 3}), ("neighbour-mixing", {"neighbours": 3})],
}


@pytest.mark.parametrize("strategies", LAWS.values(), ids=LAWS)
def test_log_densities_are_those_of_python(page, tmp_path, latents, bundle, strategies):
    samplers = [fitted(name, latents, **settings) for name, settings in strategies]
    columns = opened(page, tmp_path, bundle, block_of(*(column(sampler, 20) for sampler in samplers), temperature=1.3))
    for sampler, draws in zip(samplers, columns.settled()["draws"], strict=True):
        wanted = sampler.log_density(table(draws["z"]))
        if wanted is None:
            assert draws["nats"] == []
            continue
        found = np.array([-np.inf if v is None else v for v in draws["nats"]], float)  # JSON knows no infinity
        np.testing.assert_array_equal(np.isfinite(found), np.isfinite(wanted))
        inside = np.isfinite(wanted)
        np.testing.assert_allclose(found[inside], wanted[inside], atol=1e-4, rtol=0)
    assert columns.complaints == []


def test_images_are_decoded_and_measured_as_python_does(two, latents):
    state = two.settled()
    decode = model_of(D).decode
    for c, draws in enumerate(state["draws"]):
        z = table(draws["z"])
        with torch.no_grad():
            wanted = decode(torch.from_numpy(z)).flatten(1).numpy()
        for i in (0, 5, 11):
            np.testing.assert_allclose(two.image(c, i), wanted[i], atol=2e-3)
        mu = latents.mu.astype(np.float16).astype(np.float32)  # the pad keeps latents in half precision
        np.testing.assert_allclose(draws["distance"], to_nearest(z, mu), atol=1e-3)
    among = np.sqrt(np.square(mu[:, None] - mu[None]).sum(-1))
    np.fill_diagonal(among, np.inf)
    far = np.quantile(among.min(1), 0.9)
    assert state["far"] == pytest.approx(far, abs=1e-4)
    gaps = [np.mean(np.array(draws["distance"]) > far) for draws in state["draws"]]
    assert gaps[0] > gaps[1] and "in the gaps" in state["texts"][0] and "among" not in state["texts"][0]
    for share, text in zip(gaps, state["texts"], strict=True):
        assert f"in the gaps\n{share * 100:.0f} %\nimages: 10 %" in text
    read = [np.mean(np.array(draws["certainty"]) >= 0.9) for draws in state["draws"]]
    assert f"read clearly\n{read[1] * 100:.0f} %" in state["texts"][1]


def test_what_is_said_of_the_gaps_is_more_than_chance(two):
    state = two.settled()
    for draws, text in zip(state["draws"], state["texts"], strict=True):
        distance = np.array(draws["distance"])
        n, far = len(distance), int(np.sum(distance > state["far"]))
        least = interval(far, n)[0]
        hugs, strays = "Hugs the images" in text, "Strays into the gaps" in text or "mostly in the gaps" in text
        assert hugs or strays == (least > 0.1), (far, n, text)
        assert "decoder" not in text.split("Distance")[0]


def test_of_a_handful_of_images_no_gap_is_told(page, tmp_path):
    few = latents_of(D, n=4)
    state = opened(page, tmp_path, bundle_of(model_of(D), few), block_of(column(fitted("prior", few), 36))).settled()
    assert "4 images are too few to tell what a gap between them is." in state["texts"][0]
    assert "images: 1 of 4" in state["texts"][0] and "images: 10 %" not in state["texts"][0]


def interval(k: int, n: int) -> tuple[float, float]:
    share = (k + 2) / (n + 4)
    half = 1.96 * math.sqrt(share * (1 - share) / (n + 4))
    return share - half, share + half


def test_real_latents_and_not_its_own_draws_say_what_a_density_is_worth(page, tmp_path, latents, bundle):
    samplers = [fitted("prior", latents), fitted("truncated-prior", latents, cutoff=0.5), fitted("posterior", latents),
                fitted("neighbour-mixing", latents, neighbours=3)]  # fmt: skip
    known = [HeldOut(-20.26, 1400, 0), HeldOut(-math.inf, 400, 7), None, None]
    columns = [column(one, held_out=found, fitted=0) for one, found in zip(samplers, known, strict=True)]
    columns[0] = replace(columns[0], fitted=20_000)
    opened_page = opened(page, tmp_path, bundle, block_of(*columns))
    texts = opened_page.settled()["texts"]
    assert "real latents\n−20.3 nats\n1,400 images; fitted to 20,000 others" in texts[0]
    assert "real latents\n−∞ nats\n7 of 400 images cannot be drawn" in texts[1]
    assert "real latents\nnone\nits density is about one image" in texts[2]
    assert "real latents\nnone\nit has no density" in texts[3]
    assert not any("log p(z)" in text for text in texts) and opened_page.complaints == []


def test_samples_are_held_against_draws_of_real_images_as_they_are_draws_too(page, tmp_path, latents, bundle):
    which = np.arange(0, len(latents), 2)
    drawn = latents.mu[which] + 0.3 * np.random.default_rng(2).standard_normal((len(which), D)).astype(np.float32)
    columns = opened(page, tmp_path, bundle, block_of(column(fitted("prior", latents)), real=(which, drawn)))
    mu = latents.mu.astype(np.float16).astype(np.float32)
    among = np.sqrt(np.square(drawn[:, None] - mu[None]).sum(-1))
    among[np.arange(len(which)), which] = np.inf  # its own image is not another one
    assert columns.settled()["far"] == pytest.approx(np.quantile(among.min(1), 0.9), abs=1e-3)
    assert columns.complaints == []


def test_a_drag_of_the_temperature_moves_every_sample_about_its_centre(two, latents):
    before = two.settled()
    slider = two.page.locator(".heat")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    two.page.mouse.move(box["x"] + box["width"] / 2, y)
    two.page.mouse.down()
    two.page.mouse.move(box["x"] + 1, y, steps=8)
    held = two.state()
    assert held["told"] is None and held["draws"][0]["version"] > before["draws"][0]["version"]
    two.page.mouse.up()
    cold = two.settled()
    assert cold["temperature"] == 0
    report = SamplesReport.from_state(cold["told"])
    assert (report.id, report.temperature, report.picked) == ("some", 0.0, None)
    np.testing.assert_array_equal(table(cold["draws"][0]["z"]), 0)  # the centre of the prior
    centres = fitted("kde", latents, bandwidth="by hand", width=0.2).draw(12, rng=np.random.default_rng(1)).centre
    np.testing.assert_allclose(table(cold["draws"][1]["z"]), centres, atol=1e-6)
    assert np.abs(two.image(1, 0) - two.image(1, 1)).max() > 0.01
    assert np.abs(two.image(0, 0) - two.image(0, 1)).max() == 0  # all of the prior's are one image now
    two.page.get_by_role("button", name="As fitted").click()
    np.testing.assert_allclose(two.settled()["draws"][0]["z"], before["draws"][0]["z"], atol=1e-6)


def test_a_click_takes_the_pad_there_and_opens_a_card_that_is_true(two, latents):
    state = two.settled()
    two.frame(1, 4).click()
    two.page.mouse.move(2, 2)
    after = two.settled()
    z = table(after["draws"][1]["z"])[4]
    np.testing.assert_allclose(after["pad"], z, atol=1e-5)
    report = SamplesReport.from_state(after["told"])
    assert (report.picked.column, report.picked.index) == (1, 4)
    np.testing.assert_allclose(report.picked.z, z, rtol=1e-3, atol=1e-4)
    card = two.page.locator(".strategy").nth(1).locator(".sample-card")
    words = card.inner_text().replace("−", "-")
    sampler = fitted("kde", latents, bandwidth="by hand", width=0.2)
    assert f"{sampler.log_density(z[None])[0]:.1f} nats at T = 1" in words
    drawn, kept = two.image(1, 4).reshape(SIZE, SIZE), latents.thumbnails() / 255
    shrunk = drawn.reshape(14, 2, 14, 2).mean((1, 3))
    apart = np.sqrt(np.square(kept - shrunk).sum((1, 2)))
    off = float(re.search(r"([\d.]+) off", words)[1])
    assert off == pytest.approx(apart.min(), abs=1.0)  # the browser shrinks by a triangle, this by a box
    assert "A copy?" in words and "drawn around" in words
    reading = state["draws"][1]
    assert f"reads as {CLASSES[reading['best'][4]]}, {reading['certainty'][4] * 100:.0f} %" in words
    two.frame(1, 4).click()
    assert two.settled()["picked"] is None and not card.is_visible()


def test_a_mark_on_the_map_is_pointed_at_and_clicked_like_its_image(two):
    state = two.settled()
    bare = two.page.locator(".field").screenshot()
    xy = state["draws"][0]["xy"][4:6]
    x, y = two.page.evaluate("(p) => thePad.state.pad.map.toScreen(...p)", xy)
    box = two.page.locator(".front").bounding_box()
    two.page.mouse.move(box["x"] + x, box["y"] + y)
    two.page.wait_for_function("() => samples.state.host.hovered")
    after_frames(two.page, 4)
    hovered = two.state()["hovered"]
    assert hovered is not None and two.page.locator(".field").screenshot() != bare
    two.page.mouse.down()
    two.page.mouse.up()
    after = two.settled()
    assert after["picked"] == hovered
    c, i = hovered["c"], hovered["i"]
    np.testing.assert_allclose(after["pad"], table(after["draws"][c]["z"])[i], atol=1e-5)


def test_keys_go_through_the_images_and_open_one(two):
    two.settled()
    grid = two.page.locator(".grid").first
    grid.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "Home", "ArrowRight"):
        two.page.keyboard.press(key)
    assert two.state()["hovered"] == {"c": 0, "i": 1}
    assert grid.get_attribute("aria-activedescendant") == "sample-0-1"
    assert re.match(r"Sample 2, reads as .+ %", two.page.locator("#sample-0-1").get_attribute("aria-label"))
    two.page.keyboard.press("Enter")
    assert two.settled()["picked"] == {"c": 0, "i": 1}
    two.page.keyboard.press("Escape")
    assert two.settled()["picked"] is None


def test_chips_choose_whose_density_the_map_is_shaded_with(two):
    assert two.settled()["shaded"] == 0
    two.page.mouse.move(2, 2)
    after_frames(two.page, 6)
    first = two.page.locator(".points").screenshot()
    chips = two.page.locator(".shade")
    chips.nth(1).click()
    two.page.mouse.move(2, 2)
    after_frames(two.page, 6)
    assert two.state()["shaded"] == 1 and chips.nth(1).get_attribute("aria-pressed") == "true"
    second = two.page.locator(".points").screenshot()
    chips.nth(1).click()
    two.page.mouse.move(2, 2)
    after_frames(two.page, 6)
    assert two.state()["shaded"] == -1 and len({first, second, two.page.locator(".points").screenshot()}) == 3


def test_a_column_is_saved_as_one_picture(two):
    two.settled()
    with two.page.expect_download() as waiting:
        two.page.get_by_role("button", name="Save these images").first.click()
    download = waiting.value
    assert download.suggested_filename == "A-model-prior-12.png"
    picture = Image.open(io.BytesIO(download.path().read_bytes()))
    assert picture.size == (4 * SIZE * 8, 3 * SIZE * 8)


def test_samples_stay_while_only_the_shading_changes_and_others_replace_them(two, latents):
    two.settled()
    two.frame(0, 2).click()
    two.settled()
    prior, kde = fitted("prior", latents), fitted("kde", latents, bandwidth="by hand", width=0.2)
    two.give(block_of(column(prior, shading=np.full((16, 16), 9, np.uint8)), column(kde), id="reshaded"))
    state = two.settled()
    assert state["id"] == "reshaded" and state["picked"] == {"c": 0, "i": 2}
    assert [chip.is_visible() for chip in two.page.locator(".shade").all()] == [True, False]
    two.give(block_of(column(prior, 80, seed=2), id="others"))
    state = two.settled()
    assert state["picked"] is None and len(state["draws"]) == 1
    assert two.page.locator(".frame").count() < 80
    two.page.get_by_role("button", name="Show all 80").click()
    assert two.page.locator(".frame").count() == 80


def test_a_model_that_is_told_a_class_is_told_that_of_each_sample(page, tmp_path):
    latents = latents_of(2)
    model = model_of(2, conditional=True)
    sampler = fitted("prior", latents, classes=3)
    columns = opened(page, tmp_path, bundle_of(model, latents), block_of(column(sampler)), pad_first=False)
    state = columns.settled()
    z, labels = table(state["draws"][0]["z"], 2), sampler.draw(12, rng=np.random.default_rng(1)).labels
    assert len(set(labels)) == 3
    with torch.no_grad():
        wanted = model.decode(torch.from_numpy(z), torch.eye(3)[labels]).flatten(1).numpy()
    for i in range(12):
        np.testing.assert_allclose(columns.image(0, i), wanted[i], atol=2e-3)
    columns.frame(0, 7).click()
    assert columns.settled()["y"] == np.eye(3)[labels[7]].tolist()
    assert "read clearly" not in state["texts"][0] and columns.complaints == []


def test_without_images_there_are_samples_and_nothing_to_be_near_to(page, tmp_path):
    sampler = fitted("prior", latents_of(D))
    columns = opened(page, tmp_path, bundle_of(model_of(D), None), block_of(column(sampler)))
    text = columns.settled()["texts"][0]
    assert "in the gaps" not in text and "real latents" not in text and columns.image(0, 3).max() > 0
    columns.frame(0, 3).click()
    columns.settled()
    page.evaluate("hidePad()")
    assert page.locator(".strategy").count() == 0 and columns.complaints == []


def test_a_strategy_that_drew_nothing_says_why_in_words(page, tmp_path, latents, bundle):
    note = "It is being fitted. <b>Soon</b>"
    empty = column(fitted("prior", latents))
    empty = type(empty)(title="Gaussian <i>mixture</i>", name="gaussian-mixture", note=note)
    columns = opened(page, tmp_path, bundle, block_of(column(fitted("prior", latents)), empty))
    texts = columns.settled()["texts"]
    assert note in texts[1] and "Gaussian <i>mixture</i>" in texts[1]
    assert columns.complaints == []


@pytest.mark.parametrize("count", [2, 4])
def test_on_a_phone_two_stand_side_by_side_and_nothing_sticks_out(page, tmp_path, latents, bundle, count):
    columns = opened(
        page, tmp_path, bundle, block_of(*[column(fitted("prior", latents), seed=s) for s in range(count)]), width=390
    )
    columns.settled()
    boxes = [page.locator(".strategy").nth(c).bounding_box() for c in range(count)]
    assert boxes[0]["y"] == boxes[1]["y"] and boxes[1]["x"] > boxes[0]["x"] + boxes[0]["width"] - 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".frame").first.bounding_box()["width"] >= 30
    columns.frame(1, 3).click()
    columns.settled()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert columns.complaints == []
