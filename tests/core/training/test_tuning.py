"""Does a reader learn what it is told without forgetting the rest, alike for the same seed, and does it stay itself?"""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core import library
from core.metrics.interval import wilson
from core.training import tuning
from core.types import DataError, ImageDataset


@pytest.fixture(scope="module")
def reader():
    return library.open_model(library.find("mnist-classifier"))


@pytest.fixture(scope="module")
def digits() -> ImageDataset:
    kept = library.latents(library.find("mnist-vae-16d"))
    return ImageDataset("MNIST", kept.thumbnails(), kept.labels, tuple("0123456789"))


def lying(digits: ImageDataset, label: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return digits of a hand that writes them lying on their side, and their classes."""
    chosen = np.flatnonzero(digits.labels == label)[:n]
    return np.rot90(digits.images[chosen], axes=(1, 2)).copy(), digits.labels[chosen]


@pytest.mark.long
def test_it_learns_what_it_is_told_and_forgets_little(reader, digits):
    images, labels = lying(digits, 7, 24)
    before = {name: weight.clone() for name, weight in reader.state_dict().items()}
    rehearsal = tuning.rehearsal_of(digits.subset(np.arange(0, 2000, 2)))
    seen = []
    new = tuning.tuned(
        reader, images[:8], labels[:8], rehearsal, steps=60, on_step=lambda done, of: seen.append((done, of))
    )
    assert seen[-1] == (60, 60) and len(seen) == 60
    assert all(torch.equal(weight, before[name]) for name, weight in reader.state_dict().items()), "the old one stays"
    old_right, right = (tuning.read_right(one, images[8:], labels[8:]).mean() for one in (reader, new))
    assert old_right <= 0.2 and right >= old_right + 0.4, "also those that it was not told"
    unseen = digits.subset(np.arange(1, 2000, 4))
    kept = [tuning.read_right(one, unseen.images, unseen.labels).mean() for one in (reader, new)]
    assert kept[1] >= kept[0] - 0.02
    with torch.no_grad():
        far = new.unlike(torch.from_numpy(unseen.images).unsqueeze(1) / 255)
    assert new.familiar.calibrated and (far > 1).float().mean() < 0.06


def test_the_same_seed_tunes_alike(reader, digits):
    images, labels = lying(digits, 4, 3)
    rehearsal = tuning.rehearsal_of(digits.subset(np.arange(300)))
    first, again, other = (
        tuning.tuned(reader, images, labels, rehearsal, seed=seed, steps=3).state_dict() for seed in (1, 1, 2)
    )
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert any(not torch.equal(first[name], other[name]) for name in first)


def test_it_stops_when_it_is_told_to_and_refuses_what_is_none(reader, digits):
    images, labels = lying(digits, 4, 2)
    rehearsal = tuning.rehearsal_of(digits.subset(np.arange(60)))
    with pytest.raises(tuning.Stopped):
        tuning.tuned(reader, images, labels, rehearsal, should_stop=lambda: True)
    with pytest.raises(ValueError, match="at least one"):
        tuning.tuned(reader, images[:0], labels[:0], rehearsal)
    with pytest.raises(ValueError, match="like the reader's own"):
        tuning.tuned(reader, images[:, :16, :16], labels, rehearsal)
    with pytest.raises(DataError, match="no classes"):
        tuning.rehearsal_of(ImageDataset("bare", images))


@pytest.mark.parametrize("m", [2, 3, 5, 12, 100])
def test_each_correction_is_held_out_once(m):
    parts = tuning.folds(m)
    assert len(parts) == min(5, m) and sorted(np.concatenate(parts)) == list(range(m))
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_the_interval_is_wilsons():
    low, high = wilson(8, 10)  # worked out by hand from the formula: (.8 + .19208 -+ .32256...) / 1.38416
    assert low == pytest.approx(0.4902, abs=1e-4) and high == pytest.approx(0.9433, abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0) and wilson(0, 7)[0] == 0.0 and wilson(7, 7)[1] == 1.0
    with pytest.raises(ValueError, match="between 0 and 3"):
        wilson(4, 3)
