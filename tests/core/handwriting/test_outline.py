"""Does ink become curves that cover just that ink, in few points, and can they be made heavier?"""

from __future__ import annotations

import numpy as np
import pytest

from core.handwriting.message.draw import covered
from core.handwriting.message.outline import (
    UNIT,
    area_of,
    box_of,
    fitted,
    heavier,
    outline_of,
    parted,
    points_of,
    ribbon,
)

SCALE = 56


def ring(outer: float = 40, inner: float = 22) -> np.ndarray:
    """Return a ring as a field that is 0.6 on its edges, smooth across them."""
    y, x = np.mgrid[:120, :120] - 59.5
    r = np.hypot(y, x)
    return np.clip(0.6 + 0.15 * np.minimum(outer - r, r - inner), 0, 1.25).astype(np.float32)


def drawn(outline, shape=(120, 120), at=(60, 60)) -> np.ndarray:
    return covered([points_of(curve, 8) * SCALE / UNIT + at for curve in outline], shape)


def test_a_ring_becomes_two_curves_of_few_points_on_its_edges():
    outline = outline_of(ring(), np.ones((120, 120), bool), 0.6, (59.5, 59.5), SCALE)
    assert len(outline) == 2 and all(curve.dtype == np.int16 for curve in outline)
    assert sum(map(len, outline)) < 50
    radii = sorted(float(np.hypot(*points_of(curve).T).mean()) for curve in outline)
    assert radii == pytest.approx([22 / SCALE * UNIT, 40 / SCALE * UNIT], abs=0.6)
    for curve in outline:
        r = np.hypot(*points_of(curve).T)
        assert np.ptp(r) < 2.5  # hundredths of an x-height: round
    assert np.abs(drawn(outline) / 255.0 - (ring() > 0.6)).mean() < 0.01


def test_the_curves_of_ink_and_of_holes_run_opposite_ways_and_both_give_ink_when_heavier():
    outline = outline_of(ring(), np.ones((120, 120), bool), 0.6, (59.5, 59.5), SCALE)
    assert {np.sign(area_of(curve.astype(float))) for curve in outline} == {-1, 1}
    ink = [(drawn(one) > 127).sum() for one in (outline, heavier(outline, 0.1), heavier(outline, -0.1))]
    edge = 2 * np.pi * (40 + 22) * 0.05 * SCALE
    assert ink[1] - ink[0] == pytest.approx(edge, rel=0.1) and ink[0] - ink[2] == pytest.approx(edge, rel=0.1)
    assert heavier(outline, 0) is outline


def test_only_what_is_inside_is_outlined_and_specks_are_not():
    inside = np.zeros((120, 120), bool)
    inside[:, :60] = True
    half = outline_of(ring(), inside, 0.6, (59.5, 59.5), SCALE)
    assert (drawn(half)[:, 62:] > 0).sum() == 0 and (drawn(half)[:, :58] > 127).sum() > 1000
    speck = np.zeros((120, 120), np.float32)
    speck[50:53, 50:53] = 1
    assert outline_of(speck, np.ones((120, 120), bool), 0.6, (0, 0), SCALE) == ()
    assert fitted(np.array([[0, 0], [1, 0], [1, 1], [0, 1]], float), SCALE) is None


def test_marks_are_parted_from_bodies():
    body = np.array([[0, 0], [40, 0], [40, -90], [0, -90]], np.int16)
    dot = np.array([[10, -140], [20, -140], [20, -150], [10, -150]], np.int16)
    marks, rest = parted((body, dot), 0.8)
    assert marks[0] is dot and rest[0] is body
    assert box_of([(body, dot)]) == (0.0, -1.5, 0.4, 0.0) and box_of([()]) == (0.0, 0.0, 0.0, 0.0)


def test_a_ribbon_is_as_wide_as_it_is_told():
    curve = ribbon(np.array([[0.0, 0], [1, 0], [2, 0]]), (0.4, 0.4, 0.2))
    assert curve[:3, 1].tolist() == [0.2, 0.2, 0.1] and curve[3:, 1].tolist() == [-0.1, -0.2, -0.2]
