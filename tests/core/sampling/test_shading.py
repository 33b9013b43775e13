"""Does the shading lie where the draws land?"""

from __future__ import annotations

import numpy as np
import pytest
from heaps import fit, heaps

from core.sampling import GaussianMixtureConfig, KdeConfig, PriorConfig, SamplingError
from core.sampling.shading import grown, shaded

BOX = (-4.0, -4.0, 4.0, 4.0)
PRIOR = fit(PriorConfig(), np.empty((0, 2), np.float32))


def shade(fitted=PRIOR, place=lambda z: z, box=BOX, **more) -> np.ndarray:
    return shaded(fitted, place, box, **{"rng": np.random.default_rng(0)} | more)


def test_the_prior_is_a_bell_in_the_middle():
    picture = shade(n=100_000)
    assert picture.shape == (64, 64) and picture.dtype == np.uint8 and picture.max() == 255
    x = (np.arange(64) + 0.5) / 8 - 4
    bell = np.exp(-(np.square(x[:, None]) + np.square(x)) / 2 / (1 + (2 / 8) ** 2))
    assert np.abs(picture / 255 - bell).mean() < 0.02


def test_right_is_right_and_up_is_up():
    picture = shade(place=lambda z: 0.2 * z + np.array([2, 3]))
    row, column = np.unravel_index(picture.argmax(), picture.shape)
    assert abs(row - 8) <= 3 and abs(column - 48) <= 3


def test_a_class_and_a_temperature_shade_another_place():
    z, labels, _ = heaps(2)
    fitted = fit(GaussianMixtureConfig(components=3), z, labels)
    box = (-3, -3, 8, 8)
    middle = lambda picture: (picture.sum(0) @ np.arange(64)) / picture.sum()  # noqa: E731
    assert middle(shade(fitted, box=box, label=4)) > middle(shade(fitted, box=box, label=0)) + 20
    wide = shade(fitted, box=box, temperature=2)
    assert (wide > 25).sum() > (shade(fitted, box=box, temperature=0.2) > 25).sum()
    with pytest.raises(SamplingError, match="no images of class 2"):
        shade(fitted, label=2)


def test_nothing_in_the_box_is_an_empty_picture_and_the_seed_decides():
    assert shade(place=lambda z: z + 100).max() == 0
    assert (shade() == shade()).all() and (shade() != shade(rng=np.random.default_rng(1))).any()
    assert shade(fit(KdeConfig(), heaps(2)[0]), size=16).shape == (16, 16)


def test_a_box_grows_until_a_round_cloud_fades_before_its_edge():
    seed, small = {"rng": np.random.default_rng(1)}, (-1.0, -1.0, 1.0, 1.0)
    cut = shade(box=small)
    assert cut[0].min() > 60, "cut at the images' own box, the cloud has a hard edge"
    box = grown(small, PRIOR, lambda z: z, **seed)
    picture = shade(box=box, n=40_000)
    edges = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    assert edges.max() <= 2 and (picture > 25).mean() > 0.15
    assert box[0] < -2.5 and box[3] > 2.5 and box[2] < 5
    assert grown((-9, -9, 9, 9), PRIOR, lambda z: z, **seed) == (-9, -9, 9, 9)


@pytest.mark.parametrize("box", [(1, 0, 1, 2), (0, 2, 1, 1), (0, 0, np.inf, 1), (np.nan, 0, 1, 1)])
def test_an_empty_box_is_refused(box):
    with pytest.raises(SamplingError, match="box must be"):
        shade(box=box)


@pytest.mark.parametrize("more", [{"size": 0}, {"size": 4096}, {"n": 0}, {"n": 10**7}, {"temperature": 9.0}])
def test_numbers_out_of_range_are_refused(more):
    with pytest.raises(SamplingError, match="must be between"):
        shade(**more)
