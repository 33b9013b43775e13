"""Is each pixel covered by as much ink as lies over it?"""

from __future__ import annotations

import numpy as np
import pytest

from core.handwriting.message.compose import compose
from core.handwriting.message.draw import coverage, covered
from core.handwriting.message.settings import ComposeConfig
from tests.core.handwriting.written_hands import hand


def circle(r: float, x: float, y: float, way: int = 1) -> np.ndarray:
    t = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    return np.stack([x + r * np.cos(t), y - way * r * np.sin(t)], 1)


def test_a_rectangle_covers_parts_of_pixels():
    found = covered([np.array([[2, 1], [2, 3.25], [4.5, 3.25], [4.5, 1]])], (5, 6))
    expected = np.zeros((5, 6))
    expected[1:3, 2:4], expected[1:3, 4], expected[3, 2:4], expected[3, 4] = 1, 0.5, 0.25, 0.125
    assert np.abs(found / 255 - expected).max() < 0.01


@pytest.mark.parametrize("at", [(20.0, 20.0), (20.3, 19.8)])
def test_a_ring_has_its_area_and_its_hole(at):
    found = covered([circle(15.2, *at), circle(7.1, *at, way=-1)], (40, 40))
    assert found.sum() / 255 == pytest.approx(np.pi * (15.2**2 - 7.1**2), rel=0.002)
    assert found[20, 20] == 0 and found[20, 31] == 255


def test_ink_over_ink_is_ink_and_what_is_beyond_is_cut():
    found = covered([circle(15, 20, 20), circle(15, 22, 20)], (40, 40))
    assert found[20, 20] == 255
    beyond = covered([circle(15, 0, 0), circle(15, 40, 40), circle(5, 90, 20), circle(5, -20, 20)], (40, 40))
    assert beyond.sum() / 255 == pytest.approx(np.pi * 15**2 * (0.25 + 0.25), rel=0.002)
    assert not beyond[:, 16:24].any() and beyond[20, 0] == 0


def test_nothing_is_blank():
    assert not covered([], (3, 3)).any()


def test_a_page_has_its_ink_where_its_lines_are_whatever_its_resolution():
    config = ComposeConfig(neatness=1.0)
    message = compose("the quick brown fox", hand(), config)
    found = [coverage(message, message.pages[0], resolution) for resolution in (4, 8)]
    assert [one.shape for one in found] == [(1188, 840), (2376, 1680)]
    ink = [one.sum() / 255 / resolution**2 for one, resolution in zip(found, (4, 8), strict=True)]
    assert ink[0] == pytest.approx(ink[1], rel=0.01) and ink[0] > 10  # mm2
    base = message.pages[0].lines[0].base[1] * 8
    rows = np.flatnonzero(found[1].any(1))
    assert rows[0] > base - 8 * 3 * 1.8 and rows[-1] < base + 8 * 3 * 0.6
