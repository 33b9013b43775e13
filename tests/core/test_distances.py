"""Is what is worked out in pieces what a whole table would say, in no more memory than a piece takes?"""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
import torch

from core import distances

RNG = np.random.default_rng(4)
FAR = 1000.0  # from the origin: where the binomial formula would lose digits


def by_hand(here: np.ndarray, there: np.ndarray) -> np.ndarray:
    return np.square(here[:, None] - there[None]).sum(2)


@pytest.mark.parametrize(("rows", "columns", "cells"), [(10, 3, 7), (10, 3, 30), (10, 100, 7), (0, 5, 7), (5, 0, 7)])
def test_pieces_cover_every_row_once_and_hold_no_more_than_they_may(rows: int, columns: int, cells: int) -> None:
    found = [np.arange(rows)[piece] for piece in distances.pieces(rows, columns, cells)]
    assert np.concatenate([np.empty(0, int), *found]).tolist() == list(range(rows))
    assert all(len(piece) == 1 or len(piece) * columns <= cells for piece in found)


def test_squares_are_those_of_subtracting_each_coordinate():
    here, there = RNG.normal(size=(7, 5)), RNG.normal(size=(9, 5))
    np.testing.assert_allclose(distances.squares(here, there), by_hand(here, there), atol=1e-12)
    a, b = torch.from_numpy(here), torch.from_numpy(there)
    np.testing.assert_allclose(distances.tensor_squares(a, b).numpy(), by_hand(here, there), atol=1e-12)
    assert distances.tensor_squares(a + FAR, a + FAR).min() == 0, "of equal points rounding may leave less than nothing"
    less = distances.relative(a, b).numpy() + np.square(here).sum(1)[:, None]
    np.testing.assert_allclose(less, by_hand(here, there), atol=1e-12)


def test_the_nearest_are_found_far_from_the_origin_and_none_is_its_own_neighbour():
    n = 1200
    assert len(list(distances.pieces(n, n))) > 1
    points = RNG.normal(size=(n, 4)) + FAR
    table = by_hand(points, points)
    assert (np.sort(distances.nearest(points, points, 1), axis=1)[:, 0] == np.arange(n)).all()
    np.fill_diagonal(table, np.inf)
    found = distances.nearest(points, points, 5, np.arange(n))
    assert (np.sort(found, axis=1) == np.sort(np.argsort(table, axis=1)[:, :5], axis=1)).all()


def test_images_are_compared_a_few_at_a_time_and_each_once(monkeypatch):
    monkeypatch.setattr(distances, "IMAGES", 4)
    images = RNG.integers(0, 256, (10, 8, 8), dtype=np.uint8)
    x = torch.from_numpy(images[:3]).flatten(1).float()
    starts, tables = zip(*distances.between_images(x, images), strict=True)
    assert starts == (0, 4, 8)
    squares = torch.cat(tables, 1) + x.square().sum(1)[:, None]
    np.testing.assert_allclose(squares.numpy(), by_hand(x.numpy(), images.reshape(10, -1).astype(float)), atol=1)


def test_looking_for_neighbours_takes_the_memory_of_a_piece_not_of_a_table():
    points = RNG.normal(size=(6000, 3))  # a whole table would be 288 MB
    tracemalloc.start()
    distances.nearest(points, points, 5, np.arange(6000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40e6
