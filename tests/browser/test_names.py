"""Do names of any script and length leave room for what they name, and do more classes than colours look different?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from core.blocks.pad import pad_bundle
from core.models import MlpVaeConfig
from core.networks.browser import export_model
from tests.browser.pads import latents_of, opened
from tests.browser.waits import laid_out

pytestmark = pytest.mark.browser

HEBREW, ARABIC = "\u05e9\u05dc\u05d5\u05dd 2", "\u0643\u062a\u0627\u0628"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
NAMES = (
    HEBREW,
    ARABIC,
    f"{FAMILY} home",
    "\u6f22\u5b57",
    *(f"a rather long name of a class, number {i}" for i in range(3)),
)


def bundle_of(classes: tuple[str, ...], labels: np.ndarray | None = None) -> bytes:
    torch.manual_seed(0)
    model = MlpVaeConfig(latent_dim=2, hidden=(16,), conditional=labels is None).build(classes).eval()
    latents = latents_of(2)
    if labels is None:
        latents = replace(latents, labels=np.arange(60) % len(classes))
    else:  # each class has one image in the first row and two farther down, where its name stands
        x, rows = np.linspace(-2, 2, len(labels)), np.repeat([0.0, -2.0, -3.0], len(labels))
        mu = np.stack([np.tile(x, 3), rows], 1).astype(np.float32)
        latents = replace(latents_of(2, n=len(mu)), mu=mu, labels=np.tile(labels, 3))
    conditional = bool(model.classes)
    return pad_bundle(export_model(model), latents, classes=classes, conditional=conditional, model="one")


def test_sliders_keep_their_track_and_names_are_whole_for_ears(page, tmp_path):
    pad = opened(page, tmp_path, bundle_of(NAMES))
    for width in (320, 390, 900, 1300):
        page.set_viewport_size({"width": width, "height": 900})
        laid_out(page)
        tracks = page.get_by_role("slider", name="share of class").all()
        assert len(tracks) == len(NAMES)
        assert min(track.bounding_box()["width"] for track in tracks) > 40, width
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), width
        for name in NAMES:
            mark = page.get_by_role("button", name=f"{name}", exact=True).first
            assert mark.bounding_box()["x"] + mark.bounding_box()["width"] <= width
    assert page.get_by_role("slider", name=f"share of class \u2068{HEBREW}\u2069", exact=True).count() == 1
    assert pad.complaints == []


def test_a_mix_of_names_from_the_right_keeps_its_order(page, tmp_path):
    opened(page, tmp_path, bundle_of(NAMES))
    page.evaluate("() => { const s = latentInk.state; s.place.y.fill(0); s.place.y[0] = s.place.y[1] = 0.5; }")
    slider = page.get_by_role("slider", name=f"share of class \u2068{ARABIC}\u2069", exact=True)
    page.get_by_role("button", name=HEBREW, exact=True).last.click()
    slider.fill("0.5")
    page.wait_for_function("() => latentInk.state.text.includes('50 %')")
    said = page.evaluate("() => latentInk.state.text")
    assert f"50 % \u2068{HEBREW}\u2069 + 50 % \u2068{ARABIC}\u2069" in said
    # As it is laid out: the two names stand on either side of the plus, as they are read.
    left, plus, right = page.evaluate(
        """([one, two]) => {
            const node = document.querySelector(".where").firstChild, text = node.data;
            return [text.indexOf(one), text.indexOf(" + ") + 1, text.indexOf(two)].map((at) => {
                const range = document.createRange();
                range.setStart(node, at);
                range.setEnd(node, at + 1);
                const box = range.getBoundingClientRect();
                return box.left + 10000 * Math.round(box.top / 10);
            });
        }""",
        [HEBREW, ARABIC],
    )
    assert left < plus < right


@pytest.mark.parametrize("k", [12, 47, 62])
def test_more_classes_than_colours_have_a_mark_that_the_legend_shows(page, tmp_path, k):
    classes = tuple(f"class {c}" for c in range(k))
    shown = [c for c in (0, 10, 20, 30, 40, 50, 60) if c < k]
    opened(page, tmp_path, bundle_of(classes, np.array(shown)))
    chips = page.locator(".map > .legend .chip")
    assert chips.count() == len(shown)
    looks = chips.evaluate_all(
        """(all) => all.map((chip) => [getComputedStyle(chip).getPropertyValue("--class"),
            chip.querySelector("path").getAttribute("d")])"""
    )
    assert len({colour for colour, _ in looks}) == 1, "class 10 has the colour of class 0"
    assert len({mark for _, mark in looks}) == len(shown), "and another mark"
    # The map shows the same mark: where the legend's is filled, there is ink.
    agree = page.evaluate(
        """(paths) => {
            const { map } = latentInk.state.pad, canvas = document.querySelector("canvas.points");
            const context = canvas.getContext("2d"), ratio = canvas.width / map.size[0], side = Math.round(11 * ratio);
            const seen = paths.map((_, i) => {
                const [x, y] = map.toScreen(...map.placeOf(i)).map((v) => v * ratio);
                const { data } = context.getImageData(Math.round(x - side / 2), Math.round(y - side / 2), side, side);
                return Float32Array.from({ length: side * side }, (_, p) => data[4 * p + 3] / 255);
            });
            const meant = paths.map((path) => {
                const drawn = new OffscreenCanvas(side, side).getContext("2d");
                drawn.scale(side / 24, side / 24);
                drawn.fill(new Path2D(path), "evenodd");
                const { data } = drawn.getImageData(0, 0, side, side);
                return Float32Array.from({ length: side * side }, (_, p) => data[4 * p + 3] / 255);
            });
            const off = (a, b) => a.reduce((sum, v, p) => sum + Math.abs(v - b[p]), 0);
            return seen.map((one) => meant.map((other) => off(one, other)));
        }""",
        [mark for _, mark in looks],
    )
    assert [int(np.argmin(row)) for row in agree] == list(range(len(shown))), agree


def test_ten_classes_look_as_they_always_did(page, tmp_path):
    opened(page, tmp_path, bundle_of(tuple("0123456789"), np.arange(10)))
    assert page.locator(".legend .chip").count() == 10 and page.locator(".class-mark").count() == 0
