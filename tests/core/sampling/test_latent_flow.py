"""Does a latent flow carry noise to where the images of each class lie, and is a damaged one refused?"""

from __future__ import annotations

import numpy as np
import pytest

from core.sampling import FittedSampler, SamplingError
from core.sampling.latent_flow import LatentFlowConfig

CONFIG = LatentFlowConfig(width=32, learning=400)


@pytest.fixture(scope="module")
def heaps() -> tuple[np.ndarray, np.ndarray]:
    """Two heaps of 2 dimensions, one of them twice as often and narrow."""
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1], [2000, 1000])
    centres = np.array([[-3.0, 0.0], [2.0, 2.0]])
    return centres[labels] + rng.normal(size=(3000, 2)) * np.array([[0.2], [0.8]])[labels], labels


@pytest.fixture(scope="module")
def fitted(heaps) -> FittedSampler:
    return CONFIG.fit(*heaps, rng=np.random.default_rng(0))


def test_every_class_is_drawn_where_it_lies_and_as_wide(heaps, fitted):
    assert fitted.knows == (0, 1) and fitted.mixture is None
    for label, (centre, width) in enumerate([((-3, 0), 0.2), ((2, 2), 0.8)]):
        z = fitted.sample(2000, label=label, rng=np.random.default_rng(1))
        assert np.abs(z.mean(0) - centre).max() < 0.2
        assert 0.6 * width < z.std(0).mean() < 1.5 * width
    share = (fitted.draw(4000, rng=np.random.default_rng(2)).labels == 0).mean()
    assert share == pytest.approx(2 / 3, abs=0.03)


def test_the_means_are_the_centres_at_a_temperature_of_nothing(heaps, fitted):
    z, labels = heaps
    drawn = fitted.draw(10, label=1, rng=np.random.default_rng(0), temperature=0.0)
    assert np.allclose(drawn.z, z[labels == 1].mean(0), atol=1e-5)


def test_without_classes_both_heaps_are_found(heaps):
    fitted = CONFIG.replace(per_class=False).fit(*heaps, rng=np.random.default_rng(0))
    z = fitted.sample(2000, rng=np.random.default_rng(0))
    assert fitted.knows == () and 0.5 < (z[:, 0] < -1).mean() < 0.8


def test_few_images_are_learned_from_for_a_shorter_time(heaps):
    z, labels = heaps
    few = CONFIG.replace(learning=20_000).fit(z[::600], labels[::600], rng=np.random.default_rng(0))
    assert np.isfinite(few.sample(50, rng=np.random.default_rng(0))).all()


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ({"layer0": np.zeros((32, 3))}, "must fit its means"),
        ({"layer1": np.full(32, np.nan)}, "finite"),
        ({"steps": np.array([0])}, "1 to 64"),
        ({"steps": np.array([1000])}, "1 to 64"),
        ({"scale": np.zeros(2)}, "spread"),
        ({"weights": np.zeros(2)}, "weight"),
    ],
)
def test_a_damaged_one_is_refused(fitted, damage, says):
    with pytest.raises(SamplingError, match=says):
        FittedSampler.load(CONFIG, fitted.tensors() | damage)
