"""Does all that one visitor has go at their word, and nothing of anybody else's?"""

from __future__ import annotations

import pytest

from core import jobs, library, places
from core.datasets import own
from core.datasets.digits import DigitsConfig
from core.handwriting.hand import hands
from core.holdings import Held, count_anew, held
from core.host.everything import delete_all
from core.library import annotations
from core.projection import PcaConfig
from core.tasks import MapTask
from tests.core.conftest import brief_run, keep
from tests.visitors import ANNA, BEN


@pytest.fixture(autouse=True)
def nobody_works(monkeypatch):
    monkeypatch.setattr("core.jobs.engine.nudge", lambda: None)


def test_all_of_one_visitor_goes_and_all_of_another_stays(store, trained_vae):
    id = own.save(DigitsConfig(limit=60).load())
    models = {}
    for owner in (ANNA, BEN):
        own.note(id, "digits", owner)
        hands.begin("mine", owner)
        models[owner] = keep(trained_vae, owner)
        jobs.submit(brief_run(seed=7), owner)
    keys = library.latents(models[BEN]).keys
    annotations.change(models[BEN], ANNA, lambda notes: notes.with_group("g", keys[:2]))
    shared = jobs.submit_task(MapTask(model=models[BEN].id, projection=PcaConfig()), ANNA)
    jobs.submit_task(MapTask(model=models[BEN].id, projection=PcaConfig()), BEN)
    alone = jobs.submit_task(MapTask(model=models[BEN].id, projection=PcaConfig(), points=20), ANNA)
    count_anew()
    before = held(BEN)

    said = delete_all(ANNA)
    assert said == "2 models, 1 set of images, 1 hand and your notes are gone."
    assert held(ANNA) == Held() and held(BEN) == before
    assert [entry.owner for entry in library.list_models(ANNA) if not entry.zoo] == []
    assert annotations.read(models[BEN], ANNA).groups == ()
    assert (places.tasks() / shared).is_dir() and not (places.tasks() / alone).exists()
    assert own.noted(BEN) == {id: "digits"} and own.OwnConfig(id=id).here()
    delete_all(BEN)
    assert not own.OwnConfig(id=id).here(), "the last of them takes it along"


def test_what_cannot_be_read_goes_as_well(store, trained_vae):
    entry = keep(trained_vae, ANNA)
    (entry.path / "config.json").write_text("{")
    delete_all(ANNA)
    assert not entry.path.exists()


def test_who_has_nothing_loses_nothing(store):
    assert delete_all(ANNA) == "0 models, 0 sets of images, 0 hands and your notes are gone."


def test_what_has_not_stopped_in_time_is_said(store, monkeypatch):
    from core.jobs import run_state

    monkeypatch.setattr("core.host.everything.PATIENCE", 0.2)
    id = jobs.submit(brief_run(), ANNA)
    with run_state.claim(places.models() / id):  # a worker holds it
        run_state.write_state(places.models() / id, "running")
        assert delete_all(ANNA).endswith("1 model did not stop in time: delete what is left in a moment.")
    assert (places.models() / id / "stop").exists()
