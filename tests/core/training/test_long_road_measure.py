"""Is how much drawn letters differ measured over all classes, and not led by one that hardly differs?"""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.long_road import SMALL, _varied
from core.types import ImageDataset


def test_a_letter_that_hardly_differs_does_not_lead_the_measure():
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1], 6)
    images = rng.integers(0, 256, (12, SMALL, SMALL)).astype(np.uint8)
    images[6:] = 100
    images[6:, 0, 0] += np.arange(6, dtype=np.uint8)
    known = ImageDataset("letters", images, labels, ("a", "b"))
    assert _varied(images, labels, known) == pytest.approx(1)
    assert _varied(images // 2, labels, known) == pytest.approx(0.5, abs=0.02)
    drawn = images.copy()
    drawn[6:] = images[:6]
    assert _varied(drawn, labels, known) == pytest.approx(2**0.5, rel=0.01)
