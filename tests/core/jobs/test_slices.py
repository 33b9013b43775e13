"""Does a long training give way to whoever waits, go on where it was, and keep its place in a fair order?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from core import jobs, library
from core.files import read_lines
from core.jobs import order, run_state, slices, worker
from core.jobs.dispatcher import _gave_way
from tests.core.jobs.conftest import ended, endless_run, small_run, started, until
from tests.visitors import ANNA, BEN, CARL

begun = slices.Slice.__init__


@pytest.fixture
def quick(monkeypatch):
    """No time passes before somebody waits, or a slice is over."""
    monkeypatch.setattr(slices, "WAITED", -1.0)
    monkeypatch.setattr(slices, "LOOK", 0.0)
    monkeypatch.setenv("LATENT_INK_SLICE_SECONDS", "60")

    def over(self, path: Path) -> None:
        begun(self, path)
        self.over = 0.0

    monkeypatch.setattr(slices.Slice, "__init__", over)


@pytest.fixture(scope="module")
def sliced(tmp_path_factory) -> Iterator[Path]:
    """An engine of a single worker that a training has for a second at a time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATENT_INK_SLICE_SECONDS", "1")
        with started(tmp_path_factory.mktemp("store"), lanes=1) as models:
            yield models


def at_work(store: Path, id: str) -> None:
    run_state.write_state(store / id, "running")


def turns(store: Path) -> list[str]:
    return [run.id for run in order.in_turn(order.outstanding(store))]


def test_whoever_waits_and_has_none_at_work_is_given_way_to(store: Path, quick):
    long = jobs.submit(endless_run(), ANNA)
    at_work(store, long)
    assert slices.waits_for(store / long) is None
    mine = jobs.submit(small_run(), ANNA)
    assert slices.waits_for(store / long) is None, "one's own next run waits for one's own"
    jobs.submit(small_run(seed=5), BEN, background=True)
    assert slices.waits_for(store / long) is None, "what is in the background waits for all others"
    first = jobs.submit(small_run(seed=1), BEN)
    jobs.submit(small_run(seed=2), BEN)
    assert slices.waits_for(store / long).id == first
    slices.step_back(store / long)
    run_state.write_state(store / long, "queued")
    assert turns(store)[:3] == [first, long, mine], "behind the one that waited, before its owner's own others"


def test_who_has_one_at_work_is_not_waited_for(store: Path, quick):
    long, other = jobs.submit(endless_run(), ANNA), jobs.submit(endless_run(), BEN)
    at_work(store, long)
    at_work(store, other)
    jobs.submit(small_run(), BEN)
    assert slices.waits_for(store / long) is None
    third = jobs.submit(small_run(seed=3), CARL)
    assert slices.waits_for(store / long).id == third


def test_the_order_stays_fair_over_many_slices(store: Path, quick):
    owners = {jobs.submit(endless_run(n), who): who for who in (ANNA, BEN, CARL) for n in (1, 2)}
    had = []
    for _ in range(9):
        next_id = turns(store)[0]
        had.append(owners[next_id])
        at_work(store, next_id)
        slices.step_back(store / next_id)
        run_state.write_state(store / next_id, "queued")
    assert had == [ANNA, BEN, CARL] * 3


@pytest.mark.long
def test_a_training_that_gave_way_ends_as_one_that_did_not(store: Path, quick):
    config = small_run(3)
    whole = jobs.submit(config, ANNA)
    assert worker.run(str(store / whole)) == "done"  # nobody waits
    parted = jobs.submit(config, BEN)
    waits = jobs.submit(small_run(seed=9), CARL)
    assert worker.run(str(store / parted)) == "queued"
    assert jobs.status(parted).state == "queued" and turns(store) == [waits, parted]
    assert _gave_way(store / parted)
    at_work(store, waits)  # else it would give way at once, again and again
    steps = 0
    while jobs.status(parted).state != "done":
        worker.run(str(store / parted))
        steps += 1
        assert steps < 5
    assert [row["epoch"] for row in jobs.events(parted)] == [1, 2, 3]
    of_whole, of_parted = (load_file(library.find(id).path / "model.safetensors") for id in (whole, parted))
    assert all(torch.equal(of_whole[name], of_parted[name]) for name in of_whole)
    assert run_state.lost_starts(store / parted) == 0


def test_a_wish_to_stop_is_stronger(store: Path, quick):
    long = jobs.submit(endless_run(), ANNA)
    jobs.submit(small_run(), BEN)
    at_work(store, long)
    its = slices.Slice(store / long)
    assert its.ended()
    (store / long / "stop").touch()
    assert its.state() == "stopped"


@pytest.mark.parametrize("way", ["never", "paused"])
def test_nobody_is_given_way_to_where_that_is_off_or_nothing_is_begun(store: Path, quick, monkeypatch, way):
    if way == "never":
        monkeypatch.setenv("LATENT_INK_SLICE_SECONDS", "0")
        monkeypatch.setattr(slices.Slice, "__init__", begun)
    long = jobs.submit(endless_run(), ANNA)
    jobs.submit(small_run(), BEN)
    at_work(store, long)
    if way == "paused":
        slices.pause(store, on=True)
    assert not slices.Slice(store / long).ended()
    slices.pause(store, on=False)
    assert slices.Slice(store / long).ended() == (way == "paused")


@pytest.mark.long
def test_in_an_engine_a_newcomer_is_served_beside_a_training_without_end(sliced: Path):
    long = jobs.submit(endless_run(), ANNA)
    until(lambda: jobs.status(long).epoch >= 1)
    began = time.monotonic()
    short = jobs.submit(small_run(), BEN)
    until(lambda: ended(short))
    assert jobs.status(short).state == "done"
    assert time.monotonic() - began < 60
    reached = jobs.status(long).epoch
    until(lambda: jobs.status(long).state == "running" and jobs.status(long).epoch > reached)
    assert [row["event"] for row in read_lines(sliced / long / "events.jsonl")][:3] == ["start", "queued", "start"]
    jobs.stop(long, ANNA)
    until(lambda: ended(long))
    epochs = [row["epoch"] for row in jobs.events(long)]
    assert epochs == list(range(1, len(epochs) + 1)), "no epoch twice, none left out"
