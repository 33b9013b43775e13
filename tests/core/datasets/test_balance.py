"""Does a balanced set hold as many images of each class as was asked for, and none that is read as something else?"""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.augmentation import AUGMENTATIONS, StrokeConfig, WarpConfig, vary
from core.config import ConfigError
from core.datasets.balance import BalanceConfig, balanced, reads_by
from core.types import DataError, ImageDataset

COUNTS = {"a": 30, "b": 12, "c": 4, "d": 6}
CONFIG = BalanceConfig(least=5, most=20, fill=15)


def dataset() -> ImageDataset:
    """Bars of four directions, an image of each a little off its place."""
    labels = np.repeat(np.arange(4), list(COUNTS.values())).astype(np.int64)
    labels = labels[np.random.default_rng(0).permutation(len(labels))]
    return ImageDataset("bars", np.stack([bar(k, n) for n, k in enumerate(labels)]), labels, tuple(COUNTS))


def bar(k: int, n: int) -> np.ndarray:
    y, x = np.mgrid[0:28, 0:28] - 13.5
    across = (y, x, (x + y) / np.sqrt(2), (x - y) / np.sqrt(2))[k]
    inked = (np.abs(across - 0.2 * (n % 5 - 2)) < 1.6) & (np.hypot(x, y) < 10)
    return np.where(inked, np.uint8(255), np.uint8(0))


def direction(images: np.ndarray, of: np.ndarray | None = None) -> np.ndarray:
    """Read a bar by its second moments, as a careful reader would: -1 where it lies between two directions."""
    y, x = np.mgrid[0:28, 0:28] - 13.5
    weight = images / images.sum((1, 2), keepdims=True)
    xx, yy, xy = ((weight * part).sum((1, 2)) for part in (x * x, y * y, x * y))
    angle = np.degrees(0.5 * np.arctan2(2 * xy, xx - yy))
    off = np.abs((angle[:, None] - np.array([0, 90, -45, 45]) + 90) % 180 - 90)
    return np.where(off.min(1) < 15, off.argmin(1), -1)


def test_classes_are_capped_filled_and_dropped():
    whole = dataset()
    found = balanced(whole, CONFIG)
    assert found.before == COUNTS and found.after == {"a": 20, "b": 15, "d": 15}
    assert found.dropped == ("c",) and found.dataset.classes == ("a", "b", "d")
    assert "left out, with fewer than 5 images: c." in found.remarks
    assert len(found.dataset) == len(found.source) == len(found.made) == 50
    assert (np.diff(found.dataset.labels) >= 0).all()
    same = whole.images[found.source] == found.dataset.images
    assert same[~found.made].all() and not same[found.made].all((1, 2)).any()
    of = np.array(whole.classes)[whole.labels[found.source]]
    assert (of == np.array(found.dataset.classes)[found.dataset.labels]).all()
    assert len(set(found.source[~found.made])) == (~found.made).sum()


def test_what_is_made_comes_evenly_from_a_class():
    found = balanced(dataset(), CONFIG)
    last = found.made & (found.dataset.labels == 2)  # d: nine of six
    assert sorted(np.unique(found.source[last], return_counts=True)[1]) == [1, 1, 1, 2, 2, 2]


def test_the_same_seed_gives_the_same_set_and_another_one_another():
    first, again, other = (balanced(dataset(), CONFIG.replace(seed=seed)).dataset.fingerprint for seed in (1, 1, 2))
    assert first == again != other


def test_the_least_doubtful_stay():
    whole, doubt = dataset(), np.random.default_rng(1).random(52)
    found = balanced(whole, CONFIG, doubt=doubt)
    kept = found.source[(found.dataset.labels == 0) & ~found.made]
    left_out = np.setdiff1d(np.flatnonzero(whole.labels == 0), kept)
    assert len(left_out) == 10 and doubt[kept].max() < doubt[left_out].min()


def test_images_are_varied_as_far_as_a_reader_still_reads_them():
    wild = CONFIG.replace(ways=(WarpConfig(turn=45.0, lean=0.0, shift=0.0, stretch=0.0, bend=0.0),), fill=20)
    found = balanced(dataset(), wild, reads=direction)
    as_known = np.array([0, 1, 3])[found.dataset.labels]
    assert (direction(found.dataset.images[found.made]) == as_known[found.made]).mean() >= 0.95
    assert all(0.1 < one.strength < 0.6 and one.read >= 0.95 for one in found.filled.values())
    unread = balanced(dataset(), wild)
    assert (direction(unread.dataset.images[unread.made]) == as_known[unread.made]).mean() < 0.6
    assert all(one.strength == 1.0 and one.read is None for one in unread.filled.values())
    assert "filled up without a reader that knows it: b, d." in unread.remarks


def test_a_class_that_cannot_be_varied_is_not_filled_up():
    def fickle(images: np.ndarray, of: np.ndarray) -> np.ndarray:
        known = {image.tobytes(): k for image, k in zip(dataset().images, dataset().labels, strict=True)}
        return np.array([known.get(image.tobytes(), -1) for image in images])

    found = balanced(dataset(), CONFIG, reads=fickle)
    assert found.after == {"a": 20, "b": 12, "d": 6} and not found.made.any()
    assert "however little: b, d." in found.remarks[-1]


def test_what_was_made_of_an_image_is_never_on_the_other_side():
    found = balanced(dataset(), CONFIG)
    for seed in range(5):
        rest, apart = found.dataset.parted(0.2, seed=seed)
        assert not set(found.source[rest]) & set(found.source[apart]) and len(apart) >= 10
    first = found.dataset.of
    assert (first[~found.made] == np.flatnonzero(~found.made)).all() and not found.made[first].any()
    assert (found.source[first] == found.source).all()
    again = balanced(found.dataset, CONFIG.replace(most=12, fill=12))
    roots = found.source[again.source]
    rest, apart = again.dataset.parted(0.3, seed=0)
    assert not set(roots[rest]) & set(roots[apart]) and again.dataset.of is not None


def test_a_reader_is_told_of_which_image_each_was_made():
    whole, asked = dataset(), []

    def reads(images: np.ndarray, of: np.ndarray) -> np.ndarray:
        asked.append(len(of))
        assert len(images) == len(of)
        return whole.labels[of]

    found = balanced(whole, CONFIG, reads=reads)
    assert asked and all(one.read == 1.0 and one.strength == 1.0 for one in found.filled.values())


def test_a_reader_that_reads_few_of_a_class_is_no_judge_of_it():
    whole = dataset()
    b = np.flatnonzero(whole.labels == 1)

    def reads(images: np.ndarray, of: np.ndarray) -> np.ndarray:
        return np.where(np.isin(of, b[len(b) // 3 :]), -1, whole.labels[of])

    found = balanced(whole, CONFIG, reads=reads)
    assert found.filled["b"].read is None and found.filled["b"].added == 3 and found.filled["d"].read == 1.0


def test_a_reader_of_other_classes_is_asked_by_name():
    class Reader:
        classes, image_size = ("z", "b", "a"), 14

        def read(self, x):
            assert x.shape[1:] == (1, 14, 14)
            return x, torch.eye(3)[(x.flatten(1).mean(1) > 0.5).long() + 1], x

    reads = reads_by(Reader(), ("a", "b", "c"))
    images = np.zeros((3, 28, 28), np.uint8)
    images[1] = 255
    assert reads(images).tolist() == [1, 0, 1]
    assert reads_by(Reader(), ("c",))(images).tolist() == [-1, -1, -1]


def test_nothing_to_fill_leaves_all_as_it_is():
    found = balanced(dataset(), BalanceConfig(least=1, most=100, fill=0))
    assert found.after == COUNTS and not found.made.any() and found.remarks == () and found.filled == {}


def test_bad_settings_and_sets_get_one_sentence():
    with pytest.raises(ConfigError, match="least must be at most 10"):
        BalanceConfig(least=11, most=10, fill=0)
    with pytest.raises(ConfigError, match="fill must be at most 10"):
        BalanceConfig(most=10, fill=11)
    with pytest.raises(DataError, match="no labels"):
        balanced(ImageDataset("x", dataset().images), CONFIG)
    with pytest.raises(DataError, match="no class has 31 images, the largest has 30"):
        balanced(dataset(), BalanceConfig(least=31))
    assert BalanceConfig.from_json(CONFIG.to_json()) == CONFIG


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_every_way_can_be_milder_down_to_nothing(name):
    x = torch.from_numpy(dataset().images[:8])[:, None].float() / 255
    way = AUGMENTATIONS[name]()
    assert way.milder(1.0) == way

    def moved(share: float) -> float:
        return float((vary(x, [way.milder(share)], rng=torch.Generator().manual_seed(0)) - x).abs().mean())

    assert moved(0.0) < 1e-6 < moved(1.0) and moved(0.5) < moved(1.0)


def test_milder_is_held_to_the_bounds():
    with pytest.raises(ConfigError, match="thicken"):
        StrokeConfig(thicken=0.6).milder(2.0)
