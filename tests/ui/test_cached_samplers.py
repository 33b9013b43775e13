"""What pages show of strategies and their scores: at once where it is quick, and from a worker where it is not."""

import json
import shutil

import numpy as np

from core import library
from core.cli import zoo
from core.files import append_line
from core.sampling import KdeConfig, KMeansSamplerConfig, PriorConfig
from core.scores import SampleScores, SampleTable, table
from core.tasks import SamplerTask
from core.tasks.scores import table_of
from tests.core.tasks.conftest import worked_off
from tests.core.zips import members, scored_by
from tests.ui.conftest import ID, OWNER
from ui.cache import judged, one_model

FEW = KMeansSamplerConfig(clusters=10)


def test_a_quick_strategy_is_fitted_at_once_and_kept_until_the_latents_change(shelf):
    entry = library.find(ID)
    found = one_model.fitted_sampler(entry, KdeConfig())
    assert one_model.fitted_sampler(entry, KdeConfig()) is found
    assert one_model.fitted_sampler(entry, KdeConfig(bandwidth="silverman")) is not found
    latents = library.latents(entry)
    latents.mu[:] += 5
    latents.save(entry.path / "latents.safetensors")
    moved = one_model.fitted_sampler(entry, KdeConfig())
    assert np.allclose(moved.law.means, found.law.means + 5, atol=1e-4)


def test_a_model_that_keeps_no_images_still_has_its_prior(shelf):
    entry = library.find(ID)
    (entry.path / "latents.safetensors").unlink()
    assert one_model.fitted_sampler(entry, PriorConfig()).dim == 3


def test_the_prior_is_that_of_the_settings_as_they_are_now(shelf):
    entry = library.find(ID)
    (entry.path / "latents.safetensors").unlink()
    assert one_model.fitted_sampler(entry, PriorConfig()).dim == 3
    config = entry.config.replace(model=entry.config.model.replace(latent_dim=5))
    (entry.path / "config.json").write_text(config.to_json())
    assert one_model.fitted_sampler(library.find(ID), PriorConfig()).dim == 5


def test_any_other_strategy_is_there_when_a_worker_has_fitted_it(shelf):
    entry = library.find(ID)
    assert one_model.fitted_sampler(entry, FEW) is None
    assert worked_off(SamplerTask(model=ID, sampler=FEW), OWNER).state == "done"
    found = one_model.fitted_sampler(entry, FEW)
    assert found.config == FEW and one_model.fitted_sampler(entry, FEW) is found


def test_what_ships_is_there_at_once(shelf):
    shutil.copytree(library.find(ID).path, shelf / "zoo" / "mnist-vae-2d")
    entry = library.find("mnist-vae-2d")
    assert entry.zoo and one_model.fitted_sampler(entry, KMeansSamplerConfig()) is None
    zoo.samplers([entry.id])
    assert one_model.fitted_sampler(entry, KMeansSamplerConfig()).knows == tuple(range(10))


def test_scores_are_those_of_the_folder(shelf):
    entry = library.find(ID)
    assert table_of(entry) is None
    scores: SampleScores = scored_by(KdeConfig(), table.weights_of(entry.path))
    table.merge(entry.path, scores)
    assert table_of(entry) == SampleTable(scored=(scores,))


def test_what_scores_say_is_worked_out_once_until_there_are_others(shelf):
    entry = library.find(ID)
    none, said = judged.lessons(entry)
    assert judged.lessons(entry)[1] is said and none == SampleTable() and judged.table(entry) is None
    assert set(said["choice"].missing) == {"prior", "gaussian-mixture"}
    table.merge(entry.path, scored_by(PriorConfig(), table.weights_of(entry.path)))
    scores, now = judged.lessons(entry)
    assert now["choice"].missing == ("gaussian-mixture",) and scores == judged.table(entry) == table_of(entry)


def test_troubles_are_looked_for_once_until_the_training_goes_on(shelf):
    entry = library.find(ID)
    before = judged.troubles(entry)
    assert judged.troubles(entry) is before == []
    row = json.loads((entry.path / "history.jsonl").read_text().splitlines()[-1])
    row["train"] = dict.fromkeys(row["train"], 1e9)
    for _ in range(3):
        append_line(entry.path / "history.jsonl", row)
    assert judged.troubles(entry) == ["Divergence"]


def test_a_download_holds_the_newest_scores(shelf):
    entry = library.find(ID)
    before = one_model.export_zip(entry)
    table.merge(entry.path, scored_by(None))
    assert table.FILE in members(one_model.export_zip(entry)) and table.FILE not in members(before)
