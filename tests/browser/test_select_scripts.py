"""Do the scripts behind marking agree with numpy, edges and corners included?"""

from __future__ import annotations

import numpy as np
import pytest

from browser import bundle
from core.projection.region import inside
from ui.components.selection import Selection

pytestmark = pytest.mark.browser

SCRIPTS = bundle.script("map/select.js", "pad/neighbours.js")


@pytest.fixture
def scripts(page):
    page.goto("about:blank")
    page.add_script_tag(content=SCRIPTS)
    return page


def test_browser_and_python_agree_on_what_lies_inside(scripts):
    rng = np.random.default_rng(0)
    cases = []
    for case in range(60):
        corners = rng.integers(3, 25)
        if case % 2:  # on a lattice points lie on sides and corners, and sides on one another
            polygon, xy = rng.integers(-4, 5, (corners, 2)) / 2, rng.integers(-10, 11, (200, 2)) / 4
        else:
            polygon, xy = rng.normal(size=(corners, 2)).round(3), rng.normal(size=(200, 2))
        cases.append((polygon, xy.astype(np.float32)))
    found = scripts.evaluate(
        "(cases) => cases.map(([polygon, xy]) => Array.from(insidePolygon(polygon, Float32Array.from(xy))))",
        [[polygon.tolist(), xy.astype(float).ravel().tolist()] for polygon, xy in cases],
    )
    for (polygon, xy), got in zip(cases, found, strict=True):
        np.testing.assert_array_equal(np.array(got, bool), inside(polygon, xy))
    assert 0 < np.mean([np.mean(got) for got in found]) < 1


def test_a_lasso_of_few_corners_marks_nearly_the_same(scripts):
    rng = np.random.default_rng(1)
    xy = rng.uniform(-10, 10, (20_000, 2)).astype(np.float32)
    for waves, depth in ((3, 0.3), (5, 0.2), (0, 0.0), (2, 0.6)):
        angles = np.linspace(0, 2 * np.pi, 500, endpoint=False)
        radius = 6 * (1 + depth * np.sin(waves * angles)) + rng.normal(size=500) * 0.03
        path = np.stack([radius * np.cos(angles), radius * np.sin(angles)], 1)
        polygon = scripts.evaluate("([path, pixel]) => polygonFrom(path, pixel)", [path.tolist(), 0.03])
        whole, few = inside(path, xy), inside(np.array(polygon), xy)
        assert len(polygon) <= 24
        assert (whole & few).sum() / (whole | few).sum() > 0.97, (waves, depth)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 37.0, 1e4])
@pytest.mark.parametrize("offset", [0.0, -75.0])
def test_a_selection_comes_back_from_its_link(scripts, scale, offset):
    angles = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    path = offset + scale * np.stack([np.cos(angles), np.sin(angles)], 1) * (1 + 0.2 * np.sin(7 * angles))[:, None]
    polygon = scripts.evaluate("([path, pixel]) => polygonFrom(path, pixel)", [path.tolist(), 2 * scale / 600])
    layout = "0123456789abcdef" * 2
    selection = Selection(layout, tuple(map(tuple, polygon)), tuple(range(10)), 69_999)
    text = selection.query()["sel"]
    assert Selection.from_state(scripts.evaluate("readSelection", text)) == selection


@pytest.mark.parametrize("text", ["", "1,2,3", "1,2,3,4", "a,b,c,d,e,f", "1,2,3,4,5,6~-1", "~1.5~x", "1e999,0,0,0,1,1"])
def test_a_link_that_is_none_marks_nothing(scripts, text):
    assert scripts.evaluate("readSelection", text) is None


@pytest.mark.parametrize("metric", ["euclidean", "cosine"])
def test_nearest_in_latent_space_are_those_of_numpy(scripts, metric):
    rng = np.random.default_rng(2)
    for n, d, k in ((2, 1, 5), (40, 2, 50), (900, 16, 50), (500, 3, 7)):
        table = rng.normal(size=(n, d)).astype(np.float32)
        table[n // 2 :] = np.round(table[n // 2 :])  # many at equal distances, some at the origin
        i = n // 3
        z = table.astype(np.float64)
        if metric == "euclidean":
            far = np.linalg.norm(z - z[i], axis=1)
        else:
            lengths = np.linalg.norm(z, axis=1)
            far = 1 - np.divide(z @ z[i], lengths * lengths[i], out=np.zeros(n), where=lengths > 0)
        got = scripts.evaluate(
            """([table, d, i, k, metric]) => {
                const { indices, distances } = nearestInLatentSpace(Float32Array.from(table), d, i, k, metric);
                return [Array.from(indices), Array.from(distances)];
            }""",
            [table.ravel().astype(float).tolist(), d, i, k, metric],
        )
        expected = np.sort(np.delete(far, i))[:k]
        np.testing.assert_allclose(got[1], expected, atol=1e-12)
        np.testing.assert_allclose(far[got[0]], got[1], atol=1e-12)
        assert len(set(got[0])) == len(got[0]) and i not in got[0]
