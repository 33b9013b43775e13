"""Do the scores of a model agree with values worked out by hand, and are they kept?"""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from core import library
from core.datasets.digits import DigitsConfig
from core.metrics import METRICS
from core.metrics.score import Scores
from core.models import ClassifierConfig, MlpVaeConfig
from core.scores.of_model import evaluate, measure
from core.types import DataError, ImageDataset

CLASSES = tuple("0123456789")


def digits(n: int, classes: tuple[str, ...] = CLASSES) -> ImageDataset:
    rng = np.random.default_rng(0)
    return ImageDataset("noise", rng.integers(0, 256, (n, 28, 28), np.uint8), np.arange(n) % len(classes), classes)


def zeroed(model: torch.nn.Module) -> torch.nn.Module:
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
    return model.eval()


def test_a_vae_that_knows_nothing_costs_a_bit_a_pixel() -> None:
    model = zeroed(MlpVaeConfig(hidden=(4,), latent_dim=2, beta=7.0).build())
    with torch.no_grad():
        model.head.bias.copy_(torch.tensor([1.0, 0.0, 0.0, math.log(4.0)]))  # mu = (1, 0), variance = (1, 4)
    scores = measure(model, digits(501), seed=3).scores
    kl = [0.5, 0.5 * (4 - 1 - math.log(4))]
    assert scores["reconstruction"].value == pytest.approx(784 * math.log(2), rel=1e-6)
    assert scores["kl_per_dim"].value == pytest.approx(kl, rel=1e-6)
    assert scores["kl"].value == pytest.approx(sum(kl), rel=1e-6)
    assert scores["loss"].value == pytest.approx(784 * math.log(2) + sum(kl), rel=1e-6)  # beta is not in it
    assert scores["active_dims"].value == 0


def test_a_dimension_that_moves_with_the_data_is_active() -> None:
    model = zeroed(MlpVaeConfig(hidden=(), latent_dim=3).build())
    with torch.no_grad():
        model.head.weight[1, :] = 1.0  # the second mean is the sum of all pixels
    assert measure(model, digits(50)).scores["active_dims"].value == 1


def test_a_classifier_that_knows_nothing_is_as_good_as_chance() -> None:
    model = zeroed(ClassifierConfig(filters=(4,), features=4).build(CLASSES))
    scores = measure(model, digits(1000)).scores
    assert scores["accuracy"].value == 0.1
    assert scores["cross_entropy"].value == pytest.approx(math.log(10))
    assert scores.keys() == {"accuracy", "cross_entropy"}


def test_data_that_does_not_fit_is_refused() -> None:
    reader = zeroed(ClassifierConfig(filters=(4,), features=4).build(CLASSES))
    with pytest.raises(DataError, match="does not have these classes"):
        measure(reader, digits(10, ("a", "b")))
    with pytest.raises(DataError, match="28 px"):
        measure(reader, digits(10).resized(32))


def test_a_folder_keeps_its_scores_and_tells_them(trained_vae: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(trained_vae, tmp_path / "vae")
    scores = evaluate(folder, seed=5)
    assert (scores.dataset, scores.part, scores.n, scores.seed) == ("digits", "test", 120, 5)
    assert library.scores(library.entry_at(folder)) == scores == Scores.from_json(scores.to_json())
    assert evaluate(folder, seed=6) != scores == evaluate(folder, seed=5)
    assert f"{scores.scores['loss'].value:.4g}" in (folder / "README.md").read_text()


def test_every_metric_says_what_it_fits(trained_vae: Path, trained_cvae: Path, trained_classifier: Path) -> None:
    dataset = DigitsConfig(limit=50).load("test")
    for folder in (trained_vae, trained_cvae, trained_classifier):
        model = library.open_model(library.entry_at(folder))
        fitting = [metric for metric in METRICS.values() if metric.fits(model)]
        assert fitting
        for metric in fitting:
            found = metric.measure(model, dataset, rng=torch.Generator().manual_seed(0))
            assert found and found == metric.measure(model, dataset, rng=torch.Generator().manual_seed(0))
