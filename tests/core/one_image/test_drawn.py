"""Does a drawing become the same image wherever and however large it is drawn, and is what is no character refused?"""

from __future__ import annotations

import numpy as np
import pytest

from core.one_image.drawn import cropped, written
from core.one_image.intake import SeveralError
from core.types import DataError
from core.writing.redrawn import redrawn
from tests.pens import SEVEN, stroke


def moved(one: np.ndarray, k: float, dx: float, dy: float) -> np.ndarray:
    return (one * [k, k, 1] + [dx, dy, 0]).astype(np.float32)


def test_size_place_and_pressure_make_no_other_image():
    usual = written([SEVEN])
    assert usual.shape == (28, 28) and usual.dtype == np.uint8 and usual.max() == 255
    ink = np.argwhere(usual > 32)
    assert np.ptp(ink[:, 0]) + 1 == 20  # of 28 pixels, as MNIST has it
    assert np.abs(usual.astype(float).sum(0) @ np.arange(28) / usual.sum() - 13.5) < 1
    for k, dx, dy in ((0.2, 0.75, 0.7), (0.2, 0.02, 0.02), (1.1, -0.05, 0)):
        assert np.abs(written([moved(SEVEN, k, dx, dy)]).astype(int) - usual).mean() < 4
    assert np.array_equal(redrawn([SEVEN * np.float32([1, 1, 1.4])]), usual)


@pytest.mark.parametrize(
    ("strokes", "words"),
    [
        ([stroke((0.5, 0.5))], "a dot or a blot"),
        ([stroke((0.2, 0.5), (0.8, 0.5))], "only a line"),
    ],
)
def test_what_is_no_character_gets_a_sentence(strokes, words):
    with pytest.raises(DataError, match=words):
        written(strokes)


def test_of_several_one_can_be_taken():
    both = [moved(SEVEN, 0.5, 0, 0.1), moved(SEVEN, 0.5, 0.5, 0.2)]
    with pytest.raises(SeveralError) as refused:
        written(both)
    left, right = (cropped(both, box) for box in refused.value.boxes)
    assert len(left) == len(right) == 1 and left[0] is both[0] and right[0] is both[1]
    assert np.abs(written(left).astype(int) - written([SEVEN])).mean() < 4
