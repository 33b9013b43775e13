"""How long a training waits is what those ahead of it still have to learn, whosever they are."""

from pathlib import Path

import pytest

from core.files import append_line, write_json
from core.jobs import order, paces, waiting
from core.library import create, entry_at
from core.owner import Owner
from core.training import pace
from core.training.recipes import RECIPES
from tests.core.jobs.conftest import small_run


@pytest.fixture
def ordered(store: Path):
    """Order a run in a store without an engine: (owner, state, share done, seconds it has taken for that)."""

    def order_one(owner: str, state: str = "queued", share: float = 0.0, seconds: float = 0.0, team: str = "") -> str:
        entry = create(small_run(), Owner.of(owner))
        order.join(entry.path, Owner.of(owner), team=team)
        write_json(entry.path / "state.json", {"state": state, "reason": ""})
        if share:
            write_json(entry.path / "tick.json", {"fraction": share, "seconds": seconds})
        return entry.id

    return order_one


def ten(config) -> float:
    return 10.0


def test_nobody_ahead_is_no_wait(store):
    assert waiting.waiting_seconds(Owner.of("a"), ten) == 0.0


def test_one_waits_for_the_rest_of_what_runs_and_the_whole_of_what_waits(ordered):
    ordered("b", "running", share=0.25, seconds=5.0)  # 15 to go
    assert waiting.waiting_seconds(Owner.of("a"), ten) == pytest.approx(15.0)
    mine, theirs = ordered("a"), ordered("b")
    assert waiting.waiting_left(mine, ten) == pytest.approx(15.0)
    assert waiting.waiting_left(theirs, ten) == pytest.approx(25.0)
    assert waiting.waiting_seconds(Owner.of("c"), ten) == pytest.approx(25.0), (
        "a newcomer is let in before their second round"
    )


def test_with_two_workers_the_first_that_is_free_takes_the_next(ordered, store):
    ordered("b", "running", share=0.5, seconds=4.0)
    assert waiting.waiting_seconds(Owner.of("a"), ten) == pytest.approx(4.0)
    waiting.note_at_once(store, 2)
    assert waiting.waiting_seconds(Owner.of("a"), ten) == 0.0
    ordered("c", "running", share=0.5, seconds=30.0)
    ordered("d")
    assert waiting.waiting_seconds(Owner.of("e"), ten) == pytest.approx(14.0)


def test_a_team_shares_a_worker_and_starts_together(ordered, store):
    ordered("b", "running", team="t")
    late = ordered("b", team="t")
    assert waiting.waiting_left(late, ten) == 0.0
    first, second = ordered("c", team="u"), ordered("c", team="u")
    assert waiting.waiting_left(first, ten) == waiting.waiting_left(second, ten) == pytest.approx(10.0)


def test_a_new_order_really_gets_the_foretold_turn(ordered, store):
    for owner in "aaab":
        ordered(owner)
    expected = waiting.waiting_seconds(Owner.of("c"), ten)
    last = entry_at(store / ordered("c"))
    assert waiting.waiting_left(last.id, ten) == expected == 20.0


def test_sets_count_themselves_without_being_read(store):
    assert RECIPES["digits-2d"].run.dataset.count() == len(RECIPES["digits-2d"].run.dataset.load())
    assert RECIPES["mnist-quick"].run.dataset.replace(limit=500).count() == 500


def test_what_is_left_goes_by_the_clock_not_by_the_learning_alone(ordered, store):
    path = store / ordered("a", "running")
    assert waiting.seconds_left(path) is None
    write_json(path / "tick.json", {"fraction": 0.25, "seconds": 5.0})
    assert waiting.seconds_left(path) == pytest.approx(15.0)
    told = (path / "tick.json").stat().st_mtime
    append_line(path / "events.jsonl", {"event": "start", "time": told - waiting.READY - 10.0})
    assert waiting.seconds_left(path) == pytest.approx(30.0), "half the time went into what is written"
    append_line(path / "events.jsonl", {"event": "start", "time": told - 1.0})
    assert waiting.seconds_left(path) == pytest.approx(15.0), "gone on with: when it learned is not known"


def test_paces_are_kept_of_the_quickest_time_on_the_same_machine(store, monkeypatch):
    store.mkdir(parents=True)
    assert paces.noted() is None
    for found in ({"dense": 0.5, "conv": 2.0}, {"dense": 0.75, "conv": 1.0}):
        monkeypatch.setattr(pace, "measured", lambda found=found: found)
        paces.measure()
    assert paces.noted() == {"dense": 0.75, "conv": 2.0}


def test_only_a_run_in_one_go_tells_how_long_it_took(ordered, store):
    once, twice = (entry_at(store / ordered("a", "done")) for _ in range(2))
    for entry in (once, twice):
        append_line(entry.path / "events.jsonl", {"event": "start", "time": 100.0})
    append_line(twice.path / "events.jsonl", {"event": "start", "time": 105.0})
    for entry in (once, twice):
        append_line(entry.path / "events.jsonl", {"event": "done", "time": 112.0})
    assert paces.took([once, twice]) == [(once.config, 1500, 12.0)]


def test_those_that_wait_before_one_are_counted(ordered, store):
    assert waiting.ahead(Owner.of("a")) == 0
    ordered("b", "running", share=0.5, seconds=4.0)
    assert waiting.ahead(Owner.of("a")) == 0, "that one does not wait"
    ordered("c")
    ordered("d")
    assert waiting.ahead(Owner.of("a")) == 2
    ordered("b")
    assert waiting.ahead(Owner.of("a")) == 2, "a newcomer is let in before somebody's second round"
