"""Are bars cooled and weighed as they are said to be, and is that what makes the truth likeliest?"""

import numpy as np
import pytest

from core.one_image.calibration import CALIBRATION, calibrated, fitted
from core.one_image.sets import SETS


def test_every_set_has_bars_that_sum_to_1():
    assert CALIBRATION.keys() == SETS.keys()
    logits = np.random.default_rng(0).normal(0, 30, (50, 3))
    for name in SETS:
        found = calibrated(logits, name)
        assert np.isfinite(found).all() and np.allclose(found.sum(1), 1)


@pytest.mark.long
def test_temperature_and_weight_that_were_put_in_are_found_again():
    rng = np.random.default_rng(0)
    true = rng.normal(0, 2, (60_000, 3))
    shares = np.exp(true) / np.exp(true).sum(1, keepdims=True)
    drawn = (shares.cumsum(1) > rng.random((len(true), 1))).argmax(1)
    told = 3.0 * (true - np.array([1.5, 0.0, 0.0]))  # too sure by three, and too strict with "mine"
    temperature, weight = fitted([told[drawn == label] for label in range(3)])
    assert temperature == pytest.approx(3.0, abs=0.1) and weight == pytest.approx(1.5, abs=0.1)
