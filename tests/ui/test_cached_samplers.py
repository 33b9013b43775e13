"""What pages show of strategies and their scores: at once where it is quick, and from a worker where it is not."""

import shutil

import numpy as np

from core import library, zoo
from core.sampling import KdeConfig, KMeansSamplerConfig, PriorConfig
from core.scoring import SampleScores, SampleTable, kept
from core.tasks import SamplerTask
from core.tasks.scores import table_of
from tests.core.tasks.conftest import worked_off
from tests.core.zips import members, scored_by
from tests.ui.conftest import ID, VISITOR
from ui import cached

FEW = KMeansSamplerConfig(clusters=10)


def test_a_quick_strategy_is_fitted_at_once_and_kept_until_the_latents_change(shelf):
    entry = library.find(ID)
    found = cached.fitted_sampler(entry, KdeConfig())
    assert cached.fitted_sampler(entry, KdeConfig()) is found
    assert cached.fitted_sampler(entry, KdeConfig(bandwidth="silverman")) is not found
    latents = library.latents(entry)
    latents.mu[:] += 5
    latents.save(entry.path / "latents.safetensors")
    moved = cached.fitted_sampler(entry, KdeConfig())
    assert np.allclose(moved.law.means, found.law.means + 5, atol=1e-4)


def test_a_model_that_keeps_no_images_still_has_its_prior(shelf):
    entry = library.find(ID)
    (entry.path / "latents.safetensors").unlink()
    assert cached.fitted_sampler(entry, PriorConfig()).dim == 3


def test_any_other_strategy_is_there_when_a_worker_has_fitted_it(shelf):
    entry = library.find(ID)
    assert cached.fitted_sampler(entry, FEW) is None
    assert worked_off(SamplerTask(model=ID, sampler=FEW), VISITOR).state == "done"
    found = cached.fitted_sampler(entry, FEW)
    assert found.config == FEW and cached.fitted_sampler(entry, FEW) is found


def test_what_ships_is_there_at_once(shelf):
    shutil.copytree(library.find(ID).path, shelf / "zoo" / "mnist-vae-2d")
    entry = library.find("mnist-vae-2d")
    assert entry.zoo and cached.fitted_sampler(entry, KMeansSamplerConfig()) is None
    zoo.samplers([entry.id])
    assert cached.fitted_sampler(entry, KMeansSamplerConfig()).knows == tuple(range(10))


def test_scores_are_those_of_the_folder(shelf):
    entry = library.find(ID)
    assert table_of(entry) is None
    scores: SampleScores = scored_by(KdeConfig(), kept.weights_of(entry.path))
    kept.merge(entry.path, scores)
    assert table_of(entry) == SampleTable(scored=(scores,))


def test_a_download_holds_the_newest_scores(shelf):
    entry = library.find(ID)
    before = cached.export_zip(entry)
    kept.merge(entry.path, scored_by(None))
    assert kept.FILE in members(cached.export_zip(entry)) and kept.FILE not in members(before)
