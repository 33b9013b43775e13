"""Do draws near an image differ from it as images of its class do, and draws between two lie between two of a class?"""

from __future__ import annotations

import numpy as np
import pytest
from heaps import draws, fit, heaps

from core.config import ConfigError
from core.sampling import BetweenImagesConfig, NearImagesConfig

Z, LABELS, _ = heaps()


@pytest.mark.parametrize("share", [0.2, 0.5, 1.0])
def test_noise_spreads_as_images_of_a_class_do_whatever_lies_between_classes(share):
    within = sum((k == LABELS).sum() * np.cov(Z[k == LABELS].T) for k in np.unique(LABELS)) / len(Z)
    for far in (0, 100):  # classes that lie far apart change nothing
        moved = Z + far * (LABELS == 4)[:, None]
        drawn = draws(fit(NearImagesConfig(share=share), moved, LABELS), 40_000)
        assert np.allclose(np.cov(drawn.offset.T), share**2 * within, atol=0.05 * share**2 * np.trace(within))
        assert np.allclose(drawn.centre, moved[drawn.source].astype(np.float32))


def test_an_image_that_is_alone_is_met_and_says_nothing_of_how_a_class_spreads():
    z, labels = np.concatenate([Z, [[50.0] * 4]]), np.append(LABELS, 9)
    one, other = (fit(NearImagesConfig(), *of).law.factor for of in ((Z, LABELS), (z, labels)))
    assert np.allclose(one, other)
    assert np.abs(draws(fit(NearImagesConfig(), z, labels), 50, label=9).z - 50).max() < 5


def test_without_two_of_any_class_all_images_stand_in():
    assert np.allclose(fit(NearImagesConfig(), Z, np.arange(240)).law.factor, fit(NearImagesConfig(), Z).law.factor)


def test_what_lies_between_lies_on_a_line_to_another_of_the_class_and_never_beyond():
    z, labels = np.array([[0.0], [1.0], [3.0], [10.0], [14.0], [99.0]]), np.array([0, 0, 0, 1, 1, 2])
    drawn = draws(fit(BetweenImagesConfig(), z, labels), 20_000)
    at, of = drawn.z[:, 0], drawn.labels
    for label, low, high in ((0, 0, 3), (1, 10, 14), (2, 99, 99)):
        assert at[of == label].min() >= low and at[of == label].max() <= high
    means = [(a + b) / 2 for a in (0, 1, 3) for b in (0, 1, 3) if a != b]
    assert at[of == 0].mean() == pytest.approx(np.mean(means), abs=0.05), "every other one is as likely"
    assert draws(fit(BetweenImagesConfig(per_class=False), z, labels), 2000).z.std() > 20


def test_of_a_large_class_all_others_are_met_though_each_image_knows_but_some():
    z = np.random.default_rng(0).normal(size=(300, 2))
    near = fit(BetweenImagesConfig(), z).law.near
    assert near.shape == (300, 64) and (near != np.arange(300)[:, None]).all()
    assert set(near.ravel()) == set(range(300))


def test_bad_settings_are_refused():
    for share in (0.0, 2.1, "wide"):
        with pytest.raises(ConfigError, match="share"):
            NearImagesConfig(share=share)
