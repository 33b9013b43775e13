"""Does the pad's block say what the data really uses, and nothing that does not fit the decoder?"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from core.blocks.pad import pad_bundle, plane_of
from core.export.html import export_html
from core.latents import Latents, atlas_of
from core.models import ClassifierConfig, MlpVaeConfig
from core.networks.browser import export_model, unpack

CLASSES = ("a", "b")


def browser(d: int, conditional: bool = False) -> bytes:
    return export_model(MlpVaeConfig(latent_dim=d, hidden=(4,), image_size=14, conditional=conditional).build(CLASSES))


def latents(d: int, n: int = 400) -> Latents:
    rng = np.random.default_rng(0)
    mu = (rng.normal(size=(n, d)) * np.linspace(0.5, 2, d)).astype(np.float32)
    atlas, columns = atlas_of(np.zeros((n, 8, 8), np.uint8))
    return Latents(mu, np.full((n, d), -2, np.float32), np.arange(n) % 2, atlas, columns, 8)


def about(bundle: bytes) -> dict:
    return json.loads(unpack(bundle)["about"])


def test_dimensions_come_by_use_and_span_what_the_data_uses():
    table = latents(5)
    table.mu[:, 1] = 0
    table.logvar[:, 1] = 0
    dims = about(pad_bundle(browser(5), table, classes=CLASSES, image_size=14))["dims"]
    assert [dim["index"] for dim in dims] == [4, 3, 2, 0, 1]
    assert [dim["dead"] for dim in dims] == [False] * 4 + [True]
    by_hand = 0.5 * (table.mu**2 + np.exp(table.logvar) - 1 - table.logvar).mean(0)
    assert [dim["kl"] for dim in dims] == pytest.approx(by_hand[[4, 3, 2, 0, 1]].tolist(), abs=1e-3)
    spread = np.sqrt(table.mu[:, 4].var() + np.exp(-2))
    assert dims[0]["high"] == pytest.approx(2.576 * spread, rel=0.1)  # the 99.5 % quantile of a Gaussian
    assert dims[-1]["low"] == pytest.approx(-2.576, rel=0.1)


def test_a_dimension_that_costs_but_says_nothing_is_dead_and_one_that_says_little_is_not():
    table = latents(3)
    table.mu[:] = np.random.default_rng(1).normal(size=table.mu.shape) * [2, 0.12, 0.08]
    table.mu[:, 2] += 3  # far from the prior, and nearly the same for all images
    dims = about(pad_bundle(browser(3), table, classes=CLASSES, image_size=14))["dims"]
    assert {dim["index"]: dim["dead"] for dim in dims} == {0: False, 1: False, 2: True}
    assert next(dim["kl"] for dim in dims if dim["index"] == 2) > 4


def test_the_start_is_an_image_of_the_data():
    for d in (1, 2, 6):
        table = latents(d)
        start = np.array(about(pad_bundle(browser(d), table, classes=CLASSES, image_size=14))["start"])
        assert np.abs(table.mu - start).sum(1).min() < 1e-3


def test_a_map_of_many_dimensions_starts_where_several_classes_meet():
    """Four blobs, and between them images of all classes; nearest to the map's plane lies an image of a blob."""
    rng = np.random.default_rng(5)
    ends = np.repeat([[6, 0], [-6, 0], [0, 5], [0, -5]], 40, axis=0)
    places = np.concatenate([ends, np.zeros((40, 2))]) + rng.normal(0, 0.5, (200, 2))
    off = rng.normal(0, 0.02, (200, 4))
    off[0] = 0
    table = replace(
        latents(6, n=200),
        mu=np.concatenate([places, off], 1).astype(np.float32),
        labels=np.concatenate([np.repeat(np.arange(4), 40), np.arange(40) % 4]),
    )
    start = np.array(about(pad_bundle(browser(6), table, classes=tuple("abcd"), image_size=14))["start"])
    assert np.linalg.norm(start[:2]) < 2
    unlabelled = replace(table, labels=None)
    start = np.array(about(pad_bundle(browser(6), unlabelled, classes=(), image_size=14))["start"])
    assert np.linalg.norm(start[:2]) < 2


def test_equal_arguments_give_equal_bytes():
    assert pad_bundle(browser_bin := browser(3), latents(3), classes=CLASSES, image_size=14) == pad_bundle(
        browser_bin, latents(3), classes=CLASSES, image_size=14
    )


def test_a_map_is_turned_towards_the_one_before():
    table = latents(4)
    plane = plane_of(table)
    before = plane.xy * [-1, 1] + 3
    xy = np.frombuffer(
        unpack(pad_bundle(browser(4), table, classes=CLASSES, image_size=14, previous=before))["xy"], np.float32
    )
    np.testing.assert_allclose(xy.reshape(-1, 2), plane.xy * [-1, 1], atol=1e-4)


def test_a_pad_without_data_spans_the_prior():
    said = about(pad_bundle(browser(3), None, image_size=14))
    assert said["points"] == 0 and {(dim["low"], dim["high"]) for dim in said["dims"]} == {(-3, 3)}
    assert np.linalg.norm(said["start"]) == pytest.approx(np.sqrt(3), abs=1e-3), "as far out as a draw usually is"


def test_points_of_one_dimension_lie_in_lanes_and_may_have_no_labels():
    table = latents(1)
    for labels in (table.labels, None):
        one = Latents(table.mu, table.logvar, labels, table.atlas, table.columns, table.tile)
        sections = unpack(pad_bundle(browser(1), one, classes=CLASSES, image_size=14))
        xy = np.frombuffer(sections["xy"], np.float32).reshape(-1, 2)
        np.testing.assert_array_equal(xy[:, 0], table.mu[:, 0])
        assert np.ptp(xy[:, 1]) > 2


def test_a_reader_comes_along():
    reader = export_model(ClassifierConfig(image_size=28, filters=(4,), features=4).build(CLASSES))
    said = about(pad_bundle(browser(2), None, classes=CLASSES, image_size=14, reader=reader))
    assert said["reader"] == {"classes": ["a", "b"], "image_size": 28, "noun": "letter"}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"latents": latents(3)}, "2 dimensions as the decoder does, got 3"),
        ({"latents": None, "image_size": 28}, "28 x 28 pixels"),
        ({"latents": None, "conditional": True}, "leaves none for z"),
        ({"latents": None, "browser": b"nothing"}, "not a packed file"),
        ({"latents": None, "reader": browser(2)}, "holds no classifier"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, sentence):
    good = {"browser": browser(2), "classes": CLASSES, "image_size": 14}
    with pytest.raises(ValueError, match=sentence):
        pad_bundle(**good | arguments)


def test_the_html_file_asks_nobody_and_shows_the_title_as_text():
    page = export_html(pad_bundle(browser(2), None, image_size=14), title='<script>alert("x")</script> & co')
    assert "<title>&lt;script&gt;" in page and page.count("<script") == 4  # model, layout, refiner, code
    assert "http://www.w3.org/2000/svg" in page  # a name, not an address that is called
    assert page.replace("http://www.w3.org/2000/svg", "").count("http") == page.count("http-equiv")


def test_pages_get_the_pad_without_torch():
    code = "import sys, core.blocks.pad, core.export.html, core.projection; print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
