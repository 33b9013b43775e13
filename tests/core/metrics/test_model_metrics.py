"""Does every metric of models keep its contract, on every family that it fits?"""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.metrics import METRICS, MODEL_ROWS
from core.metrics.score import Scores
from core.models import MODELS
from core.types import ImageDataset

CLASSES = ("a", "b", "c")


@pytest.fixture(scope="module")
def models() -> list[torch.nn.Module]:
    torch.manual_seed(0)
    return [family().build(CLASSES).eval() for family in MODELS.values()]


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_fits_some_family_says_the_same_twice_and_explains_every_number(name, models):
    images = np.random.default_rng(0).integers(0, 256, (6, 28, 28), np.uint8)
    data, metric = ImageDataset("noise", images, np.arange(6) % 3, CLASSES), METRICS[name]
    fitting = [model for model in models if metric.fits(model)]
    assert fitting
    for model in fitting:
        found, again = (metric.measure(model, data, rng=torch.Generator().manual_seed(0)) for _ in range(2))
        assert found and found == again
        assert {row for row in found if not row.endswith("_per_dim")} <= metric.ROWS.keys() <= MODEL_ROWS.keys()
        assert np.isfinite(np.hstack([score.value for score in found.values()])).all()
        assert Scores.from_json(Scores(dataset="noise", n=6, scores=found).to_json()).scores == found
    assert all(row.title and row.about.endswith(".") for row in metric.ROWS.values())
