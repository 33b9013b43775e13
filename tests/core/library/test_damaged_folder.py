"""Does damage to one file of a model cost that part alone, one sentence each, whatever field it is in?"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from core import library
from core.files import write_json
from core.jobs import client, order, run_state
from core.library import Entry, annotations
from tests.core.conftest import keep
from tests.damages import damages
from tests.readings import READINGS, of_the_house
from tests.tries import tries
from tests.visitors import ANNA, BEN

EACH = tries(6, share=3)  # damages tried of each file, others for each; benchmarks.damages tries them all


@pytest.fixture
def whole(store: Path, trained_vae: Path) -> Entry:
    """A model with every file that one can have."""
    entry = keep(trained_vae, ANNA)
    keys = library.latents(entry).keys
    annotations.change(entry, ANNA, lambda notes: notes.with_group("g", keys[:2]).labelled(keys[3:4], "x"))
    write_json(entry.path / "together.json", {"ids": [entry.id, "2" * 32]})
    order.join(entry.path, entry.owner)
    run_state.note(entry.path, "start")
    return library.find(entry.id)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".md", ".lock"))


def test_every_reading_gives_what_it_should_or_one_sentence(whole):
    rng, read, refused = np.random.default_rng(5), 0, 0
    for path in _files(whole.path):
        good = path.read_bytes()
        found = list(damages(path.name, good))
        for at in rng.choice(len(found), min(EACH, len(found)), replace=False):
            what, data = found[at]
            path.write_bytes(data)
            for name, reading in READINGS.items():
                try:
                    reading(library.find(whole.id))
                    read += 1
                except Exception as error:
                    assert of_the_house(error), f"{path.name}: {what}: {name}: {error!r}"
                    refused += 1
        path.write_bytes(good)
    assert read > refused > 0, "most of a model is left"


@pytest.mark.parametrize("name", ["state.json", "queue.json", "about.json"])
def test_a_damaged_run_keeps_nobody_from_their_turn(store, trained_vae, name):
    runs = [keep(trained_vae, owner) for owner in (ANNA, BEN)]
    for run in runs:
        run_state.write_state(run.path, "queued")
        order.join(run.path, run.owner)
    good = (runs[0].path / name).read_bytes()
    for what, data in list(damages(name, good))[::5]:
        (runs[0].path / name).write_bytes(data)
        run_state.refresh(runs[0].path)
        order._seen.clear()
        order._looks.clear()
        assert runs[1].id in [run.id for run in order.in_turn(order.outstanding(store))], what
        assert client.status(runs[1].id).position in (1, 2), what


def test_events_are_those_of_a_history_that_can_be_believed(whole):
    rows = client.events(whole.id)
    (whole.path / "history.jsonl").write_text(
        json.dumps(rows[0]) + "\n" + json.dumps(rows[1] | {"epoch": "2"}) + "\n" + "[" * 100_000 + "\n"
    )
    assert client.events(whole.id) == rows[:1]


def test_a_state_that_cannot_be_read_is_not_moved_any_more(tmp_path):
    for text in ("", "{", "[]", "{}", '{"state": 1}', '{"state": "flying"}', "[" * 100_000):
        (tmp_path / "state.json").write_text(text)
        assert run_state.read_state(tmp_path) == "failed"
