"""Scores that a worker makes are kept for everybody, and in the folder of the model of whoever asked for them."""

import shutil

import pytest

from core import jobs, library
from core.cli import zoo
from core.cli.evaluate import evaluate_samples
from core.library import task_folder
from core.sampling import KdeConfig, PriorConfig
from core.scores import ScoringConfig
from core.scores import table as kept
from core.tasks import ScoreTask, store
from core.tasks.scores import open_scores, table_of
from core.types import ModelError
from tests.core.tasks.conftest import worked_off
from tests.core.zips import scored_by
from tests.visitors import ANNA, BEN


def task_of(model: library.Entry, sampler=None, **changes) -> ScoreTask:
    few = {"n": 50, "seeds": 1, "points": 0} | changes
    return ScoreTask(model=model.id, scoring=ScoringConfig(sampler=sampler or PriorConfig(), **few))


def strategies(table) -> list[str]:
    return [scores.sampler.name for scores in table.entries]


def test_the_owners_go_into_the_folder_and_anybodys_into_the_table(model):
    assert table_of(model) is None and open_scores(task_of(model)) is None
    status = worked_off(task_of(model), ANNA)
    assert (status.state, status.reason) == ("done", "")
    found = open_scores(task_of(model))
    assert strategies(found) == ["prior"] and found.floor and found.limit
    assert kept.read(model) == found, "to travel with the model"

    assert worked_off(task_of(model, KdeConfig()), BEN).state == "done"
    assert strategies(kept.read(model)) == ["prior"], "only its owner changes a model"
    assert strategies(table_of(model)) == ["prior", "kde"]
    assert sum(scores.source == "floor" for scores in table_of(model).scored) == 1, "the same floor is there once"
    library.delete(model.id, ANNA)
    assert store.entries() == []
    with pytest.raises(ModelError):
        open_scores(task_of(model))


def test_it_asks_for_other_scores_when_the_weights_change(model):
    before = task_of(model).key()
    path = model.path / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-4] + b"\0\0\0\0")
    assert task_of(model).key() != before


def test_told_to_stop_it_stops_and_leaves_nothing(model, tmp_path):
    key = jobs.submit_task(task_of(model), ANNA)
    assert task_of(model).work(task_folder.folder_of(key), lambda: True) == "stopped"
    assert open_scores(task_of(model)) is None and kept.read(model) is None


def test_a_class_that_is_not_there_fails_with_a_sentence(model):
    status = worked_off(task_of(model, label=50))
    assert status.state == "failed" and "label must be one of the classes" in status.reason


@pytest.mark.long
def test_what_a_shipped_model_draws_is_scored_anew_and_others_scores_come_beside(model, tmp_path):
    shutil.copytree(model.path, tmp_path / "zoo" / "mnist-cvae")
    shelf = library.find("mnist-cvae")
    kept.merge(shelf.path, scored_by(KdeConfig(), kept.weights_of(shelf.path)))
    [made] = zoo.scores(["mnist-cvae"], lambda folder: evaluate_samples(folder, ["prior"], 1, 50, True))
    assert made == shelf.path / kept.FILE and strategies(kept.read(shelf)) == ["prior"], "what was there is gone"
    before = made.read_bytes()
    assert worked_off(task_of(shelf, KdeConfig()), ANNA).state == "done"
    assert made.read_bytes() == before, "the zoo is read-only"
    assert strategies(table_of(shelf)) == ["prior", "kde"]


@pytest.mark.long
def test_what_the_folder_holds_is_never_pushed_out(model, monkeypatch):
    kept.merge(model.path, scored_by(KdeConfig(), kept.weights_of(model.path)))
    for seeds in (1, 2):
        assert worked_off(task_of(model, seeds=seeds), BEN).state == "done"
    monkeypatch.setattr(kept, "MOST_KEPT", 2)
    assert strategies(table_of(model)) == ["kde", "prior"]
    assert table_of(model).entries[1].conditions.seeds == 2, "of the others, the newest"


def test_shipped_scores_stay_where_scoring_anew_breaks_off(model, tmp_path):
    shutil.copytree(model.path, tmp_path / "zoo" / "mnist-cvae")
    shelf = library.find("mnist-cvae")
    kept.merge(shelf.path, scored_by(KdeConfig(), kept.weights_of(shelf.path)))
    before = (shelf.path / kept.FILE).read_bytes()
    with pytest.raises(ModelError):
        zoo.scores(["mnist-cvae"], lambda folder: library.find("nobody"))
    assert (shelf.path / kept.FILE).read_bytes() == before
