"""Does every rung show what was measured of it, and the cure what it cures?"""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.blocks.exhibits import ladder_block
from core.packed import unpack
from tests.browser.exhibits import open_exhibit, settled, slide

pytestmark = pytest.mark.browser

PAINTED = """() => {
    const { again } = exhibit.state, { data } = again.getContext("2d").getImageData(0, 0, again.width, again.height);
    return Array.from(data).filter((v, i) => i % 4 === 0);
}"""


def number(page, mark: str) -> float:
    return float(page.locator(f".symbol[data-mark={mark}] .number").inner_text().replace("−", "-"))


def test_each_rung_shows_its_own_numbers_and_pictures(page):
    open_exhibit(page, "collapse-ladder")
    parts = unpack(ladder_block())
    rungs = [row for row in json.loads(parts["about"])["rungs"] if not row["free_bits"]]
    seen = []
    for i, row in enumerate(rungs):
        slide(page, "beta", i)
        settled(page)
        assert f"{sum(row['active'])} of 16 dimensions are in use" in page.locator(".verdict").inner_text()
        assert number(page, "kl") == pytest.approx(row["kl"], abs=0.051)
        assert number(page, "loss") == pytest.approx(row["reconstruction"] + row["beta"] * row["kl"], abs=0.051)
        assert page.get_by_label("beta", exact=True).get_attribute("aria-valuetext") == f"{row['beta']:g}"
        seen.append(page.evaluate(PAINTED))
        again = np.frombuffer(parts[f"again{i}"], np.uint8).reshape(20, 28, 28)
        below = np.array(seen[-1]).reshape(4 * 28, 280)[28:56, :28]  # the first image, ink dark on light paper
        assert np.corrcoef(below.ravel(), again[0].ravel())[0, 1] < -0.999
    assert len({tuple(picture) for picture in seen}) == len(rungs)
    assert page.evaluate("() => acts") == [f"beta {row['beta']:g}" for row in rungs]
    assert [line for line in page.complaints if "readback" not in line] == []  # it is this test that reads it back


def test_free_bits_bring_dimensions_back_where_they_were_trained_with(page):
    open_exhibit(page, "collapse-ladder", width=390)
    cure = page.get_by_role("checkbox")
    slide(page, "beta", 2)
    settled(page)
    assert cure.is_disabled()
    slide(page, "beta", 4)
    settled(page)
    before = page.evaluate("() => exhibit.state.rung.active.filter(Boolean).length")
    cure.check()
    settled(page)
    assert page.evaluate("() => exhibit.state.rung.active.filter(Boolean).length") > before
    assert page.get_by_text("are charged whether it uses them or not").is_visible()
    slide(page, "beta", 6)
    settled(page)
    assert not cure.is_checked()
    slide(page, "beta", 4)
    settled(page)
    assert cure.is_checked()
