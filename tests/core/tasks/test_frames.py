"""Frames come back as they were, few enough to keep, and never half of one."""

from pathlib import Path

import numpy as np
import pytest

from core.tasks.map import frames
from core.tasks.map.frames import Frames, FrameWriter


def places(seed: int, n: int = 50) -> np.ndarray:
    return (np.random.default_rng(seed).normal(size=(n, 2)) * [3, 1] + [10, -2]).astype(np.float32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "frames.bin"


def written(path: Path, count: int) -> FrameWriter:
    writer = FrameWriter(path, 50)
    for i in range(count):
        writer.keep(i + 1, 1000, places(i))
    return writer


def test_frames_come_back_within_a_tenth_of_a_thousandth_of_their_width(path: Path):
    written(path, 5)
    found = frames.read(path)
    assert found.iterations.tolist() == [1, 2, 3, 4, 5] and found.total == 1000
    assert found.xy.shape == (5, 50, 2) and found.xy.dtype == np.float32
    for i, xy in enumerate(found.xy):
        assert np.abs(xy - places(i)).max() < 1e-4 * np.ptp(places(i), axis=0).max()


def test_only_later_frames_are_read(path: Path):
    written(path, 5)
    assert frames.read(path, after=3).iterations.tolist() == [4, 5]
    assert len(frames.read(path, after=5)) == 0
    assert len(frames.read(path.with_name("nothing"))) == 0


def test_too_many_are_thinned_and_keep_the_first_and_the_newest(path: Path):
    writer = written(path, 400)
    found = frames.read(path)
    assert 60 <= len(found) <= frames.MOST
    assert found.iterations[0] == 1 and found.iterations[-1] == 400
    assert (np.diff(found.iterations) > 0).all()
    assert writer.every > frames.EVERY, "and come further apart from then on"


def test_a_quick_fit_of_few_points_leaves_a_smooth_film(path: Path):
    writer = FrameWriter(path, 50)
    for i in range(500):
        writer.offer(i + 1, 500, places(0))
    assert 50 <= len(frames.read(path)) <= frames.MOST


def test_a_frame_that_is_half_written_is_not_there_yet(path: Path):
    written(path, 3)
    data = path.read_bytes()
    for size in (0, 5, 16, len(data) - 1):
        path.write_bytes(data[:size])
        assert len(frames.read(path)) == (2 if size == len(data) - 1 else 0)
    path.write_bytes(b"another thing altogether, of some length")
    assert len(frames.read(path)) == 0


def test_a_new_fit_begins_a_new_film(path: Path):
    written(path, 5)
    FrameWriter(path, 50).keep(1, 10, places(9))
    assert frames.read(path).iterations.tolist() == [1]


def test_points_in_one_place_are_no_trouble(path: Path):
    FrameWriter(path, 50).keep(1, 10, np.full((50, 2), 3.0))
    assert np.allclose(frames.read(path).xy, 3.0)


def test_a_film_is_thinned_evenly():
    film = Frames(np.arange(100), 100, np.zeros((100, 3, 2), np.float32))
    assert film.thinned(5).iterations.tolist() == [0, 25, 50, 74, 99]
    assert film.thinned(200) is film
