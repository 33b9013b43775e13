"""A strategy is fitted once for everybody, opens as it was fitted, and ships with the zoo where it takes a while."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from core import jobs, library, places
from core.cli import zoo
from core.jobs import order
from core.jobs.execute import prepared
from core.library import task_folder
from core.library.folder import open_model
from core.sampling import (
    SAMPLERS,
    GaussianMixtureConfig,
    KdeConfig,
    KMeansSamplerConfig,
    PosteriorConfig,
    PriorConfig,
    SamplingError,
)
from core.scores import ScoringConfig
from core.scores.of_samples import fitted_to
from core.scores.progress import Told
from core.tasks import SamplerTask, store
from core.tasks.sampler import fit, open_sampler, path_of, write_sampler
from core.types import ModelError
from tests.core.tasks.conftest import worked_off
from tests.visitors import ANNA, BEN

FEW = KMeansSamplerConfig(clusters=5, per_class=False)


def rng() -> np.random.Generator:
    return np.random.default_rng(3)


def test_a_worker_fits_it_and_anybody_opens_what_it_left(model):
    task = SamplerTask(model=model.id, sampler=FEW)
    assert open_sampler(task) is None
    assert worked_off(task).state == "done"
    found, seconds = open_sampler(task)
    here = fit(FEW, model, library.latents(model))
    assert found.config == FEW and seconds > 0
    assert np.array_equal(found.draw(9, rng=rng()).z, here.draw(9, rng=rng()).z)
    assert jobs.submit_task(task, BEN) == task.key() and jobs.task_status(task.key()).state == "done"
    assert not any(places.tasks().glob("*/queue.json.tmp"))


def test_what_cannot_be_fitted_fails_with_a_sentence(model):
    status = worked_off(SamplerTask(model=model.id, sampler=KMeansSamplerConfig(clusters=200)))
    assert status.state == "failed" and status.reason.startswith("clusters must be at most")


def test_it_goes_with_the_model_and_with_its_latents(model):
    task = SamplerTask(model=model.id, sampler=FEW)
    assert worked_off(task).state == "done"
    latents = library.latents(model)
    latents.mu[0] += 1
    latents.save(model.path / "latents.safetensors")
    assert open_sampler(task) is None, "the model has been trained further"
    assert worked_off(task).state == "done" and len(store.entries(model.id)) == 2
    library.delete(model.id, ANNA)
    assert store.entries() == []
    with pytest.raises(ModelError, match="There is no model"):
        open_sampler(task)


def test_a_broken_file_gets_a_sentence(model):
    task = SamplerTask(model=model.id, sampler=FEW)
    worked_off(task)
    write_sampler(path_of(task), fit(PosteriorConfig(), model, library.latents(model)), 0.0)
    other = path_of(task).read_bytes()
    for data in (b"", other[:-4], other.replace(b"weights", b"weightz")):
        path_of(task).write_bytes(data)
        with pytest.raises(ModelError):
            open_sampler(task)


def test_a_model_without_images_has_a_prior_and_nothing_that_needs_them(model):
    found = fit(PriorConfig(), model, None)
    assert found.dim == 3 and found.knows == tuple(range(10)), "it is told the class"
    with pytest.raises(SamplingError, match="at least 2 images"):
        fit(FEW, model, None)


def test_densities_see_nothing_of_the_images_that_are_held_out(model):
    latents = library.latents(model)
    left = latents.held_out
    counts = np.bincount(latents.labels, minlength=10)
    assert (np.bincount(latents.labels[left], minlength=10) == counts // 5).all(), "one in five of each class"
    fitted = fit(KdeConfig(), model, latents)
    assert set(fitted.sources) == set(range(len(latents))) - set(left.tolist())
    assert (fitted.labels == latents.labels[fitted.sources]).all() and fitted.images == len(latents) - len(left)
    other = replace(latents, mu=latents.mu.copy())
    other.mu[left] += 100
    for config in (KdeConfig(), FEW, GaussianMixtureConfig(components=10)):
        one, same = (fit(config, model, known).tensors() for known in (latents, other))
        assert all(np.array_equal(one[name], same[name]) for name in one), config.name
    away = np.abs(latents.drawn(left) - latents.mu[left]) / np.exp(latents.logvar[left] / 2)
    assert away.mean() == pytest.approx(0.8, abs=0.15), "a draw from the posterior of each"
    assert (latents.drawn(left[:3]) == latents.drawn(left)[:3]).all()


def test_what_begins_at_an_image_may_begin_at_any(model):
    latents = library.latents(model)
    for index in latents.held_out[:2].tolist():
        assert fit(PosteriorConfig(index=index), model, latents).sources.tolist() == [index]


@pytest.fixture
def shelf(model, tmp_path):
    """A zoo of one model, without what takes a while to fit."""
    shutil.copytree(model.path, tmp_path / "zoo" / "mnist-cvae")
    return library.find("mnist-cvae")


def test_what_ships_is_opened_without_an_engine(shelf):
    made = zoo.samplers(["mnist-cvae"])
    assert len(made) == sum(kind.ships and not kind().quick for kind in SAMPLERS.values()) >= 2
    task = SamplerTask(model=shelf.id, sampler=KMeansSamplerConfig())
    assert jobs.task_status(jobs.submit_task(task, ANNA)).state == "done"
    assert order.outstanding(places.tasks()) == [] and not places.tasks().exists()
    found, _ = open_sampler(task)
    told = Told(lambda doing, fraction: None, lambda: False)
    scoring = ScoringConfig(sampler=task.sampler)
    here, _ = fitted_to(prepared(shelf.config, "train"), shelf, open_model(shelf), scoring, told)
    assert found.images == len(prepared(shelf.config, "train")), "to all that it is scored with, not to what is kept"
    z = here.sample(50, rng=rng())
    assert np.allclose(found.log_density(z), here.log_density(z), atol=1e-3), "single precision is enough"
    assert found.knows == here.knows


def test_the_zoo_ships_every_strategy_that_takes_a_while():
    for name in ("mnist-vae-2d", "mnist-vae-16d", "mnist-cvae"):
        for config in [kind() for kind in SAMPLERS.values() if kind.ships]:
            task = SamplerTask(model=name, sampler=config)
            assert config.quick or task_folder.shipped(name, task.key()), (
                f"run: python -m core zoo samplers --only {name}"
            )
            assert config.quick or open_sampler(task)[0].knows == tuple(range(10))
