"""Is a film of training dense at first, whole after a crash, and the same from a run that was cut in two?"""

import os
from dataclasses import replace

import numpy as np
import pytest

from core.training import film as reel
from core.training.film import FILE, Reel, ReelWriter, due
from core.types import ModelError
from tests.core.films import film_of


def written(folder, film: Reel, **more) -> ReelWriter:
    writer = ReelWriter(folder, resumed_at=None)
    for frame, step, images, seconds in zip(film.frames, film.steps, film.images, film.seconds, strict=True):
        writer.add(frame, step=int(step), images=int(images), seconds=float(seconds))
    return writer


def same(a: Reel, b: Reel) -> bool:
    return all(np.array_equal(getattr(a, name), getattr(b, name)) for name in ("frames", "steps", "images", "seconds"))


def moments(steps: int, seconds: float = 0.0) -> list[int]:
    shares = [step / steps for step in range(steps + 1)]
    return [0, *(step for step in range(1, steps + 1) if due((step - 1, shares[step - 1]), (step, shares[step])))]


def test_what_is_written_is_read_also_while_it_is_written(tmp_path):
    film = film_of(5)
    assert reel.read(tmp_path) is None
    written(tmp_path, Reel(film.frames[:2], film.steps[:2], film.images[:2], film.seconds[:2]))
    assert len(reel.read(tmp_path)) == 2
    written(tmp_path, film)
    assert same(reel.read(tmp_path), film)
    assert (tmp_path / FILE).read_bytes() == reel.packed(film)
    assert same(reel.unpacked(reel.packed(film), 28), film)


@pytest.mark.parametrize("bytes_left", [3, 16, 40, -5, -700])
def test_a_torn_end_is_ignored_and_cut_off_before_more_comes(tmp_path, bytes_left):
    film = film_of(4)
    written(tmp_path, film)
    os.truncate(tmp_path / FILE, bytes_left if bytes_left > 0 else (tmp_path / FILE).stat().st_size + bytes_left)
    left = reel.read(tmp_path)
    whole = 0 if left is None else len(left)
    assert whole == (3 if bytes_left < 0 else 0)
    writer = ReelWriter(tmp_path, resumed_at=1000)
    writer.add(film.frames[0], step=1000, images=1, seconds=1.0)
    assert reel.read(tmp_path).steps.tolist() == [*film.steps[:whole], 1000]


def test_going_on_cuts_off_what_lies_after_the_resume_point(tmp_path):
    film = film_of(6)
    written(tmp_path, film)
    writer = ReelWriter(tmp_path, resumed_at=4)
    assert reel.read(tmp_path).steps.tolist() == [0, 1, 2, 4]
    writer.add(film.frames[0], step=4, images=0, seconds=0.0)  # kept already
    writer.add(film.frames[5], step=8, images=256, seconds=0.8)
    assert reel.read(tmp_path).steps.tolist() == [0, 1, 2, 4, 8]
    ReelWriter(tmp_path, resumed_at=None)
    assert reel.read(tmp_path) is None


def test_greys_are_kept_to_within_two():
    film = film_of(2)
    ramp = np.arange(256, dtype=np.uint8).repeat(5)[: 4 * 16 * 20].reshape(1, 20, 8, 8)
    kept = reel.unpacked(reel.packed(Reel(ramp, film.steps[:1], film.images[:1], film.seconds[:1])), 8).frames
    assert np.abs(kept.astype(int) - ramp).max() <= 2
    assert len(np.unique(kept)) <= 64 and kept.min() == 0 and kept.max() == 255


def test_moments_are_dense_at_first_and_about_sixty():
    for steps in (1_000, 10_000, 30_000):
        found = moments(steps)
        assert found[:4] == [0, 1, 2, 3] and found[-1] == steps
        assert 50 <= len(found) <= 75, (steps, len(found))
        assert np.diff(found).max() <= steps / 39
    assert moments(5) == [0, 1, 2, 3, 4, 5]


def test_a_film_keeps_to_few_small_images():
    assert reel.pictured(28) == (20, 28)
    assert reel.pictured(64) == (10, 64)
    assert reel.pictured(128) == (10, 64)


@pytest.mark.parametrize("seed", range(6))
def test_mutated_bytes_are_refused_or_shorten_the_film(tmp_path, seed):
    rng, data = np.random.default_rng(seed), bytearray(reel.packed(film_of(4)))
    for at in rng.integers(0, len(data), 3):
        data[at] ^= int(rng.integers(1, 256))
    with pytest.raises(ModelError, match=FILE):
        reel.unpacked(bytes(data), 28)
    (tmp_path / FILE).write_bytes(data)
    assert reel.read(tmp_path) is None or len(reel.read(tmp_path)) < 4


def test_a_film_that_goes_back_in_time_is_refused():
    film = film_of(4)
    for back in (replace(film, seconds=film.seconds[::-1]), replace(film, images=film.images[::-1])):
        with pytest.raises(ModelError, match="goes back in time"):
            reel.unpacked(reel.packed(back), 28)


def test_thinned_it_keeps_both_ends():
    film = reel.thinned(film_of(12), 5)
    assert len(film) == 5
    assert film.steps[0] == 0 and film.steps[-1] == 2**10
