"""Are strokes drawn as a round brush draws them, and is what is no drawing refused?"""

from __future__ import annotations

import numpy as np
import pytest

from core.ink import normalise_ink
from core.strokes import MOST_POINTS, NIB, drawn, strokes_of
from core.types import DataError


def exact(strokes, side: int, finer: int = 8) -> np.ndarray:
    """The same by definition: ink is what is as near to a piece of the stroke as half of the brush is wide."""
    y, x = (np.mgrid[: side * finer, : side * finer] + 0.5) / (side * finer)
    ink = np.zeros(x.shape, bool)
    for stroke in strokes:
        for i, (x1, y1, w1) in enumerate(stroke):
            x0, y0, w0 = stroke[max(i - 1, 0)]
            dx, dy = x1 - x0, y1 - y0
            along = np.clip(((x - x0) * dx + (y - y0) * dy) / ((dx * dx + dy * dy) or 1), 0, 1)
            ink |= np.hypot(x - x0 - along * dx, y - y0 - along * dy) <= NIB * (w0 + w1) / 4
    return 255 * ink.reshape(side, finer, side, finer).mean((1, 3))


SEVEN = [0.25, 0.2, 1, 0.75, 0.2, 1, 0.45, 0.85, 1]


@pytest.mark.parametrize("side", [97, 140, 280])
@pytest.mark.parametrize(
    "told",
    [[SEVEN], [[0.5, 0.5, 1]], [[0.1, 0.9, 0.5, 0.5, 0.9, 1.5, 1.2, 0.7, 1]], [SEVEN, [0.2, 0.6, 1, 0.8, 0.5, 1]]],
    ids=["seven", "dot", "by pressure, off the sheet", "crossed"],
)
def test_ink_lies_where_the_brush_goes(told, side):
    strokes = strokes_of(told)
    image, wanted = drawn(strokes, side), exact(strokes, side)
    assert image.shape == (side, side) and image.dtype == np.uint8
    assert np.abs(image - wanted).mean() < 1.5
    assert image.sum() == pytest.approx(wanted.sum(), rel=0.03)
    assert ((image > 0) & (image < 255)).sum() > 0, "edges are smooth"


def test_a_point_is_a_dot_as_wide_as_the_brush():
    image = drawn(strokes_of([[0.5, 0.5, 1]]))
    assert image.max() == 255
    assert image.sum() / 255 == pytest.approx(np.pi * (NIB * 280 / 2) ** 2, rel=0.03)
    assert [axis.mean() for axis in np.nonzero(image)] == pytest.approx([139.5, 139.5], abs=0.6)


def test_nothing_drawn_is_an_empty_sheet():
    assert strokes_of([]) == () and strokes_of([[]]) == ()
    assert drawn(()).shape == (280, 280) and not drawn(()).any()


def test_a_drawing_is_read_the_same_from_a_sheet_of_any_size():
    small, large = (normalise_ink(drawn(strokes_of([SEVEN]), side)).astype(int) for side in (140, 560))
    assert np.abs(small - large).mean() < 3


def test_strokes_are_as_thick_as_those_of_mnist():
    """On 28 pixels a drawing that fills most of the sheet has strokes two to three pixels wide, as MNIST's are."""
    bar = normalise_ink(drawn(strokes_of([[0.5, 0.15, 1, 0.5, 0.85, 1]])))
    assert bar[14].sum() / 255 == pytest.approx(NIB / (0.7 + NIB) * 20, rel=0.15)


@pytest.mark.parametrize(
    "told",
    [
        7, "ink", [7], ["0.5"], [[0.5, 0.5]], [[0.5, None, 1]], [{"x": 1}], [[float("nan"), 0.5, 1]],
        [[0.5, float("inf"), 1]], [[0.5, 9, 1]], [[0.5, 0.5, 0]], [[0.5, 0.5, 90]], [[[0.5, 0.5, 1, 1]]],
        [[0.5, 0.5, 1] * (MOST_POINTS + 1)],
    ],
)  # fmt: skip
def test_what_is_no_drawing_is_refused_in_a_sentence(told):
    with pytest.raises(DataError, match="drawing"):
        strokes_of(told)
