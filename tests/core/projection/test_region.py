"""Does a lasso catch what lies inside it?"""

from __future__ import annotations

import numpy as np
import pytest

from core.projection.region import inside

SQUARE = np.array([[0, 0], [4, 0], [4, 4], [0, 4]])


def test_a_square_and_a_hole_in_a_star():
    assert inside(SQUARE, np.array([[2, 2], [5, 2], [2, -1], [-1, 2], [2, 5]])).tolist() == [True] + [False] * 4
    turn = np.pi / 2 + np.arange(5) * 4 * np.pi / 5
    star = np.stack([np.cos(turn), np.sin(turn)], 1)
    assert inside(star, np.array([[0, 0.0], [0, 0.9], [0, 0.6]])).tolist() == [False, True, True]


def test_neighbouring_lassos_share_no_point():
    xy = np.stack(np.meshgrid(np.arange(9), np.arange(9)), -1).reshape(-1, 2)
    both = inside(SQUARE, xy) & inside(SQUARE + np.array([4, 0]), xy)
    assert not both.any() and inside(SQUARE, xy).sum() == 16
    np.testing.assert_array_equal(inside(SQUARE[::-1], xy), inside(SQUARE, xy))


def test_a_concave_lasso_catches_the_share_of_its_area():
    corners = np.array([[0, 0], [6, 0], [6, 6], [3, 1], [0, 6]], float)
    xy = np.random.default_rng(0).uniform(0, 6, (20_000, 2))
    x, y = corners.T
    area = abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2  # the shoelace formula
    assert inside(corners, xy).mean() * 36 == pytest.approx(area, rel=0.03)
    assert not inside(corners, np.array([[3.0, 3.0]]))[0]


@pytest.mark.parametrize("polygon", [[[0, 0], [1, 1]], [[0, 0], [1, 1], [np.inf, 0]], [1, 2, 3]])
def test_what_is_no_polygon_is_refused(polygon):
    with pytest.raises(ValueError, match="at least 3 finite corners"):
        inside(np.array(polygon, float), np.zeros((1, 2)))
