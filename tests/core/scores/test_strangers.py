"""Are strangers found beside a model's own kind, and is said of their costs what is so?"""

from __future__ import annotations

import numpy as np
import pytest

from core import library
from core.scores.strangers import BLANK, EACH, NOISE, Costs, kinds, verdict
from core.types import ModelError
from tests.core.conftest import brief_run
from tests.visitors import ANNA

NAMES = ("Unseen digits", BLANK, NOISE)


def costs(blank: float, noise: float) -> Costs:
    """Digits that cost 100 to 200 nats, beside blank pages and noise."""
    own = np.linspace(100, 200, EACH)
    of = np.concatenate([own, np.full(EACH, blank), np.full(EACH, noise)])
    kind = np.repeat(np.arange(3), EACH)
    return Costs(NAMES, np.zeros((3 * EACH, 4, 4), np.uint8), kind, of[:, None] + np.array([-2.0, 2.0]), 1.0)


def test_what_is_cheaper_than_usual_and_what_is_told_apart_is_said_of_these_images():
    told = verdict(costs(40, 900))
    assert "Half of the unseen digits cost less than 150 nats, the dearest 200" in told
    assert "Dearer than any of them, each of its kind: noise." in told
    assert "**Cheaper than they usually are**: a blank page 40." in told
    told = verdict(costs(160, 170))
    assert "Dearer" not in told and "No kind of stranger here is cheaper" in told


def test_a_mean_and_its_error_are_those_of_the_draws():
    found = costs(40, 900)
    assert found.of(1).tolist() == [40.0] * EACH
    # Two draws that are 4 apart: the mean of 12 such pairs is off by 2 / sqrt(12).
    assert found.error(1) == pytest.approx(2 / EACH**0.5)


def test_images_of_its_own_kind_come_first_then_what_becomes_of_them(store):
    entry = library.create(brief_run(), ANNA, "flow")
    found = kinds(entry)
    assert all(some.shape == (EACH, 28, 28) and some.dtype == np.uint8 for some in found.values())
    own, faint, turned, shuffled, *_ = found.values()
    test = entry.config.dataset.load("test", image_size=28).images
    assert all(any(np.array_equal(image, other) for other in test) for image in own)
    assert np.array_equal(faint, own // 2) and np.array_equal(turned, 255 - own) and not found[BLANK].any()
    assert np.array_equal(np.sort(shuffled.reshape(EACH, -1)), np.sort(own.reshape(EACH, -1)))
    assert all(np.array_equal(found[name], some) for name, some in kinds(entry).items()), "the same every time"


def test_beside_the_zoo_letters_are_the_strangers_of_digits():
    try:
        entry = library.find("mnist-flow")
    except ModelError:
        pytest.skip("the zoo has no mnist-flow")
    found = kinds(entry)
    assert len(found) == 7 and list(found)[-1] == "Letters" and "Unseen digits" in found
