"""Are letters of many hands drawn as own letters stand in their boxes, by the same strokes the reader learns from?"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from core.datasets import DATASETS
from core.datasets.letters import CAPITALS, DIGITS, LOWER, _boxed, of_drawers, traced_strokes
from core.handwriting.letters.alphabet import LARGER
from core.skeleton import thinned
from core.types import DataError

pytestmark = pytest.mark.long

HOOK = [np.array([[0.2, 0.9], [0.2, 0.1], [0.7, 0.1]])]


def test_strokes_stand_in_their_box_as_own_letters_do():
    ink = _boxed(HOOK) > 127
    rows, columns = (np.flatnonzero(ink.any(axis)) for axis in (1, 0))
    assert ink.shape == (32, 32) and abs(np.ptp(rows) + 1 - 0.8 * 32) <= 1 and np.ptp(columns) < np.ptp(rows)
    assert abs(rows[0] + rows[-1] - 31) <= 1 and abs(columns[0] + columns[-1] - 31) <= 1
    wide = 2 * np.median(ndimage.distance_transform_edt(ink)[thinned(ink)]) - 1
    assert abs(wide - 0.085 * 32) < 1


def test_a_point_is_a_dot_and_no_error():
    assert 0 < (_boxed([np.array([[0.5, 0.5]])]) > 127).sum() < 30


def test_the_last_drawers_are_the_test():
    assert of_drawers([[np.array([k])] for k in range(20)], "test") == [[18], [19]]
    assert len(of_drawers([[np.zeros(1)]] * 150, "train")) == 135


def test_capitals_are_those_that_readers_know_as_larger_small_letters():
    assert set(CAPITALS) == set(LARGER.upper()) and set(CAPITALS.lower()) <= set(LOWER)


def test_without_the_data_it_says_so(monkeypatch):
    monkeypatch.delenv("LATENT_INK_DATA", raising=False)
    config = DATASETS["letters"]()
    assert not config.here() and not config.offered
    with pytest.raises(DataError, match="Omniglot's letters are not here"):
        config.load()


@pytest.mark.data
def test_each_class_has_as_many_images_of_letters_by_that_name(handwriting):
    train, test = (DATASETS["letters"]().load(part) for part in ("train", "test"))
    assert train.classes == tuple(LOWER + DIGITS + CAPITALS) and train.size == 32
    assert set(np.bincount(train.labels)) == {200} and set(np.bincount(test.labels)) == {20}
    assert len(train) == DATASETS["letters"]().count() and len(test) == DATASETS["letters"]().count("test")
    assert len(traced_strokes()["a"]) == 20 and len(traced_strokes()["7"]) == 150
