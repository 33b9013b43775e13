"""Are ROC, AUC, equal errors, thresholds and calibration what they are by hand?"""

import numpy as np
import pytest

from core.one_image.verification import calibration_error, reliability, roc, threshold_at


def test_a_curve_by_hand():
    found = roc(np.array([3.0, 1.0]), np.array([2.0, 0.0]))
    assert found.auc == 0.75 and found.eer == 0.5
    assert found.strangers[0] == found.own[0] == 0 and found.strangers[-1] == found.own[-1] == 1
    assert (np.diff(found.strangers) >= 0).all() and (np.diff(found.own) >= 0).all()


def test_apart_equal_and_turned_round():
    low, high = np.arange(5.0), np.arange(10.0, 15.0)
    assert (roc(high, low).auc, roc(high, low).eer) == (1.0, 0.0)
    assert roc(low, high).auc == 0.0 and roc(low, low).auc == 0.5
    with pytest.raises(ValueError, match="got 0 and 5"):
        roc(low[:0], high)


def test_equal_errors_of_two_normal_laws():
    rng = np.random.default_rng(0)
    found = roc(rng.normal(2, 1, 20_000), rng.normal(0, 1, 20_000))
    assert found.eer == pytest.approx(0.1587, abs=0.01) and found.auc == pytest.approx(0.9214, abs=0.01)
    assert len(found.own) <= 64


def test_a_threshold_lets_as_many_pass_as_it_says():
    strangers = np.random.default_rng(0).normal(size=1000)
    assert (strangers > threshold_at(strangers, 0.1)).mean() == pytest.approx(0.1, abs=0.001)


def test_calibration_error_by_hand():
    confidence, right = np.array([0.95, 0.95, 0.55, 0.55]), np.array([1.0, 1.0, 1.0, 0.0])
    assert calibration_error(reliability(confidence, right, np.ones(4))) == pytest.approx(0.05)
    assert reliability(confidence, right, np.ones(4)) == (
        (pytest.approx(0.55), pytest.approx(0.5), pytest.approx(0.5)),
        (pytest.approx(0.95), pytest.approx(1.0), pytest.approx(0.5)),
    )
    some = np.array([1.0, 1.0, 0.0, 0.0])
    assert calibration_error(reliability(confidence, right, some)) == pytest.approx(0.05)
