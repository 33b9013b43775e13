"""Is what is painted judged as a density is, by images held apart, and are its draws its own?"""

from __future__ import annotations

import math

import numpy as np
import pytest

from core import library
from core.blocks.exhibits import MODEL
from tests.browser.exhibits import open_exhibit, settled

pytestmark = pytest.mark.browser

SCORES = "() => { const { scores, rivals, places } = exhibit.state; return { ...scores, ...rivals, places }; }"


def scores(page) -> dict:
    settled(page)
    return page.evaluate(SCORES)


def test_an_empty_plane_is_the_prior_and_kernels_are_better(page):
    open_exhibit(page, "paint-sampler")
    latents = library.latents(library.find(MODEL))
    apart = latents.mu[latents.held_out]
    log_prior = float((-0.5 * (apart**2).sum(1) - math.log(2 * math.pi)).mean())
    first = scores(page)
    assert first["apart"] == pytest.approx(first["prior"]) == pytest.approx(log_prior, abs=1e-3)
    page.get_by_role("button", name="The kernel density").click()
    kernels = scores(page)
    assert kernels["apart"] == pytest.approx(kernels["kernels"]) and kernels["kernels"] > kernels["prior"]
    near = [np.linalg.norm(latents.mu - place, axis=1).min() for place in kernels["places"]]
    assert np.mean(np.array(near) < 0.5) > 0.8, "draws lie where images do"
    assert page.evaluate("() => acts") == ["kernels"]


def test_paint_where_no_image_lies_is_worse_than_the_prior_and_is_rubbed_out(page):
    open_exhibit(page, "paint-sampler", width=390, height=900)
    box = page.locator(".plane").bounding_box()
    page.mouse.move(box["x"] + 12, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 20, steps=4)
    page.mouse.up()
    painted = scores(page)
    assert painted["apart"] < painted["prior"] - 1 and "Worse than the prior" in page.locator(".verdict").inner_text()
    page.get_by_role("button", name="Clear").click()
    assert scores(page)["apart"] == pytest.approx(painted["prior"])
    plane = page.locator(".plane")
    for key in ("ArrowRight", "ArrowUp", "Space"):
        plane.press(key)
    assert scores(page)["apart"] != pytest.approx(painted["prior"])
    assert page.evaluate("() => acts") == ["painted", "cleared", "painted"]
    assert page.complaints == []


def test_who_paints_over_one_image_alone_says_less_of_all_others(page):
    open_exhibit(page, "paint-sampler")
    page.get_by_role("button", name="The kernel density").click()
    before = scores(page)["apart"]
    page.get_by_role("button", name="Fine").click()
    plane = page.locator(".plane")
    for _ in range(60):
        plane.press("Space")
    assert scores(page)["apart"] < before
