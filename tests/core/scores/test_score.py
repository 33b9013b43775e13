"""Are floor, limit and strategies scored alike, on the images asked for, and the same each time?"""

from __future__ import annotations

import dataclasses
import math
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from core import places
from core.datasets.digits import DigitsConfig
from core.jobs.execute import execute
from core.library.folder import Entry, entry_at
from core.metrics import ROWS
from core.models import FlowConfig
from core.sampling import (
    SAMPLERS,
    AnySamplerConfig,
    KdeConfig,
    KMeansSamplerConfig,
    NeighbourMixingConfig,
    PosteriorConfig,
    PriorConfig,
)
from core.scores import ScoringConfig
from core.scores import of_samples as scoring
from core.scores.table import named, weights_of
from core.scores.words import titled
from core.types import DataError, ModelError
from tests.core.conftest import brief_run

SMALL = {"n": 60, "seeds": 2, "points": 100}


class Generator(nn.Module):
    """A decoder without an encoder, as a GAN's."""

    latent_dim, classes = 3, ()

    def __init__(self, side: int) -> None:
        super().__init__()
        self.image_size = side
        self.network = nn.Sequential(nn.Linear(3, side**2), nn.Sigmoid(), nn.Unflatten(1, (1, side, side)))

    def decode(self, z: torch.Tensor, y: torch.Tensor | None = None) -> torch.Tensor:
        return self.network(z)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path / "home"))


@pytest.fixture
def vae(trained_vae: Path) -> Entry:
    return entry_at(trained_vae)


@pytest.fixture
def cvae(trained_cvae: Path) -> Entry:
    return entry_at(trained_cvae)


def small(name: str = "prior", **changes) -> ScoringConfig:
    few = {"components": 10} if name == "gaussian-mixture" else {"clusters": 10} if name == "k-means" else {}
    return ScoringConfig(sampler=SAMPLERS[name](**few), **SMALL | changes)


@pytest.mark.parametrize("name", SAMPLERS)
def test_every_strategy_is_scored_and_again_the_same(name: str, vae: Entry) -> None:
    found, again = (scoring.score(vae, small(name)) for _ in range(2))
    assert found.rows.keys() <= ROWS.keys()
    assert {"frechet", "coverage", "copied", "unread", "seconds_per_1000"} <= found.rows.keys()
    assert all(math.isfinite(score.value) and score.spread >= 0 for score in found.rows.values())
    timed = {"seconds_per_1000"}
    assert all(found.rows[row] == again.rows[row] for row in found.rows.keys() - timed)
    assert found.sampler == small(name).sampler
    assert found.points == (120 if name == "posterior" else 100 if SAMPLERS[name].needs else 0)
    assert found.conditions.model_dump() == {
        "features": "the zoo's digit classifier", "n": 60, "real": 60, "seeds": 2, "label": None
    }  # fmt: skip


@pytest.mark.long
def test_a_density_is_held_against_the_latents_of_test_images(vae: Entry, cvae: Entry) -> None:
    for entry in (vae, cvae):
        nats = {name: scoring.score(entry, small(name)).rows.get("held_out") for name in SAMPLERS}
        assert nats["posterior"] is None and nats["neighbour-mixing"] is None, "no density about all images"
        assert {row.unit for row in nats.values() if row} == {"nats"} and nats["prior"].spread > 0
        assert nats["gaussian-mixture"].value > nats["prior"].value
    assert "held_out" not in scoring.score(vae, small("kde", points=0)).rows, "what is kept may be test images"
    assert "held_out" not in scoring.score(vae, small(temperature=0.5)).rows


def test_floor_and_limit_stand_beside_it_and_are_worked_out_once(vae: Entry) -> None:
    table = scoring.table(vae, small(n=100))
    assert [scores.source for scores in table.scored] == ["floor", "limit", "strategy"]
    assert len(table.conditions) == 1
    floor, limit, (prior,) = table.floor, table.limit, table.entries
    # A VAE of two dimensions, trained for a second, blurs everything; its prior misses even what it learned.
    assert floor.rows["frechet"].value < limit.rows["frechet"].value < prior.rows["frechet"].value
    assert floor.rows["read_as_asked"].value > 0.8 > limit.rows["read_as_asked"].value
    assert floor.rows["nearest_training"].value == prior.rows["nearest_training"].floor
    kept = {path: path.stat().st_mtime_ns for path in (places.home() / "features").rglob("*.json")}
    assert len(kept) == 2
    again = scoring.table(vae, small("kde", n=100))
    assert (again.floor, again.limit) == (floor, limit)
    assert kept == {path: path.stat().st_mtime_ns for path in (places.home() / "features").rglob("*.json")}
    assert scoring.floor(vae, small(n=100, seeds=1)).rows["frechet"].spread is None


def test_no_more_images_are_drawn_than_a_choice_of_training_images_allows(vae: Entry) -> None:
    found = scoring.table(vae, small(n=20_000))
    learned = len(vae.config.dataset.load("train", image_size=vae.config.model.image_size))
    assert {scores.conditions.n for scores in found.scored} == {4 * learned // 5}
    assert found.floor.rows["frechet"].spread > 1e-6  # another choice for each seed


def test_temperature_0_of_one_centre_draws_one_image(vae: Entry) -> None:
    rows = scoring.score(vae, small(temperature=0.0)).rows
    assert rows["recall"].value == 0.0
    assert rows["unread"].value == 1.0  # a smear that is like no digit, and it alone: nothing is said of its reading
    assert not {"class_entropy", "reading_entropy"} & rows.keys()


def test_a_conditional_model_is_asked_for_every_class_or_for_one(cvae: Entry) -> None:
    every = scoring.score(cvae, small("kde"))
    assert 0.0 <= every.rows["read_as_asked"].value <= 1.0
    one = scoring.table(cvae, small("kde", label=3))
    labels = DigitsConfig(limit=120).load("test").labels
    assert one.entries[0].conditions.real == np.count_nonzero(labels == 3)
    assert one.floor.rows["class_entropy"].value < 0.5  # threes, and hardly anything else
    assert one.floor.rows["read_as_asked"].value > 0.8


def test_what_is_fitted_on_is_not_what_is_scored_on(vae: Entry) -> None:
    kept = scoring.score(vae, small("kde", points=0))
    assert kept.points == 120  # the sample kept with the model
    assert kept.rows["frechet"] != scoring.score(vae, small("kde")).rows["frechet"]


@pytest.mark.parametrize("sampler", [PosteriorConfig(index=7), NeighbourMixingConfig(index=7)], ids=lambda s: s.name)
def test_one_image_is_the_one_of_that_number_among_those_kept(sampler: AnySamplerConfig, vae: Entry) -> None:
    told = ScoringConfig(sampler=sampler, temperature=0.0, **SMALL)
    kept = told.replace(points=0)
    assert scoring.score(vae, told).rows["frechet"] == scoring.score(vae, kept).rows["frechet"]


@pytest.mark.parametrize("side", [20, 28, 40])
def test_a_model_without_an_encoder_is_scored_with_its_prior(
    side: int, vae: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.manual_seed(0)
    generator = Generator(side).eval()
    vae = dataclasses.replace(vae, config=vae.config.replace(model=vae.config.model.replace(image_size=side)))
    monkeypatch.setattr(scoring, "open_model", lambda entry: generator)
    table = scoring.table(vae, small())
    assert [scores.source for scores in table.scored] == ["floor", "strategy"]
    assert table.entries[0].rows["frechet"].value > table.floor.rows["frechet"].value
    with pytest.raises(ValueError, match="needs latents of at least"):
        scoring.score(vae, small("kde"))


def test_scores_belong_to_the_weights_they_were_measured_with(trained_vae: Path, tmp_path: Path) -> None:
    entry = entry_at(shutil.copytree(trained_vae, tmp_path / "model"))
    before, path = weights_of(entry.path), entry.path / "model.safetensors"

    def trained_further(doing: str, fraction: float) -> None:
        if doing == "encoding":
            path.write_bytes(path.read_bytes()[:-4] + b"\0\0\0\0")

    table = scoring.table(entry, small("kde"), on_progress=trained_further)
    assert weights_of(entry.path) != before
    assert {scores.weights for scores in (*table.entries, table.limit)} == {before}


def test_it_stops_when_told_and_says_how_far_it_is(vae: Entry) -> None:
    said: list[tuple[str, float]] = []
    scoring.table(vae, small(), on_progress=lambda *told: said.append(told))
    assert [fraction for _, fraction in said] == sorted(fraction for _, fraction in said)
    assert 0.0 <= said[0][1] <= said[-1][1] <= 1.0
    for asked in (0, 5, len(said) - 1):
        looks = iter([False] * asked)
        with pytest.raises(scoring.Stopped):
            scoring.table(vae, small(n=61 + asked), should_stop=lambda looks=looks: next(looks, True))


def test_what_cannot_be_scored_is_refused(vae: Entry, cvae: Entry, trained_classifier: Path) -> None:
    with pytest.raises(ModelError, match="draws nothing: it is a classifier"):
        scoring.score(entry_at(trained_classifier), small())
    with pytest.raises(DataError, match="label must be one of the classes"):
        scoring.score(cvae, small(label=10))
    with pytest.raises(ValueError, match="does not tell classes apart"):
        scoring.score(vae, small(label=3))
    with pytest.raises(ValueError, match="clusters must be at most the number of images, 20, got 30"):
        scoring.score(vae, ScoringConfig(sampler=KMeansSamplerConfig(clusters=30), **SMALL | {"points": 20}))
    for wrong in ({"n": 0}, {"n": 10**7}, {"seeds": 0}, {"points": -1}, {"temperature": 4.0}, {"label": -1}):
        with pytest.raises(ValueError, match="must be between"):
            ScoringConfig(sampler=PriorConfig(), **wrong)
    with pytest.raises(ValueError, match="sampler"):
        ScoringConfig.from_json('{"sampler": {"name": "lottery"}}')
    config = ScoringConfig(sampler=KdeConfig(), n=200)
    assert ScoringConfig.from_json(config.to_json()) == config


def test_what_draws_in_steps_is_scored_by_those_that_are_asked_for(vae: Entry, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="draws at once"):
        scoring.score(vae, small(steps=2))
    entry = trained_flow(tmp_path / "flow")
    own, asked = (scoring.score(entry, small(seeds=1, **how)) for how in ({}, {"steps": 1, "guidance": 2.0}))
    assert (own.steps, own.guidance, asked.steps, asked.guidance) == (None, None, 1, 2.0)
    assert own.rows["frechet"] != asked.rows["frechet"] and named(own) != named(asked)
    assert titled(asked) == "Standard prior (1 step, guidance 2)" and titled(own) == "Standard prior"


def trained_flow(folder: Path) -> Entry:
    """Train a flow a little; return its entry."""
    model = FlowConfig(image_size=28, filters=(4, 8), dense=16, embedding=8, conditional=True, steps=2)
    folder.mkdir()
    (folder / "config.json").write_text(brief_run(model=model).to_json())
    assert execute(folder) == "done"
    return entry_at(folder)
