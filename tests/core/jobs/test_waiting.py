"""How long a training waits is what those ahead of it still have to learn, whosever they are."""

from pathlib import Path

import pytest

from core.files import write_json
from core.jobs import order, waiting
from core.library import create, entry_at, owner_hash
from core.training.recipes import RECIPES
from tests.core.jobs.conftest import small_run


@pytest.fixture
def ordered(store: Path):
    """Order a run in a store without an engine: (owner, state, share done, seconds it has taken for that)."""

    def order_one(owner: str, state: str = "queued", share: float = 0.0, seconds: float = 0.0, team: str = "") -> str:
        entry = create(small_run(), owner)
        order.join(entry.path, owner_hash(owner), team=team)
        write_json(entry.path / "state.json", {"state": state, "reason": ""})
        if share:
            write_json(entry.path / "tick.json", {"fraction": share, "seconds": seconds})
        return entry.id

    return order_one


def ten(config) -> float:
    return 10.0


def test_nobody_ahead_is_no_wait(store):
    assert waiting.waiting_seconds("a", ten) == 0.0


def test_one_waits_for_the_rest_of_what_runs_and_the_whole_of_what_waits(ordered):
    ordered("b", "running", share=0.25, seconds=5.0)  # 15 to go
    assert waiting.waiting_seconds("a", ten) == pytest.approx(15.0)
    mine, theirs = ordered("a"), ordered("b")
    assert waiting.waiting_left(mine, ten) == pytest.approx(15.0)
    assert waiting.waiting_left(theirs, ten) == pytest.approx(25.0)
    assert waiting.waiting_seconds("c", ten) == pytest.approx(25.0), "a newcomer is let in before their second round"


def test_with_two_workers_the_first_that_is_free_takes_the_next(ordered, store):
    ordered("b", "running", share=0.5, seconds=4.0)
    assert waiting.waiting_seconds("a", ten) == pytest.approx(4.0)
    waiting.note_at_once(store, 2)
    assert waiting.waiting_seconds("a", ten) == 0.0
    ordered("c", "running", share=0.5, seconds=30.0)
    ordered("d")
    assert waiting.waiting_seconds("e", ten) == pytest.approx(14.0)


def test_a_team_shares_a_worker_and_starts_together(ordered, store):
    ordered("b", "running", team="t")
    late = ordered("b", team="t")
    assert waiting.waiting_left(late, ten) == 0.0
    first, second = ordered("c", team="u"), ordered("c", team="u")
    assert waiting.waiting_left(first, ten) == waiting.waiting_left(second, ten) == pytest.approx(10.0)


def test_a_new_order_really_gets_the_foretold_turn(ordered, store):
    for owner in "aaab":
        ordered(owner)
    expected = waiting.waiting_seconds("c", ten)
    last = entry_at(store / ordered("c"))
    assert waiting.waiting_left(last.id, ten) == expected == 20.0


def test_sets_count_themselves_without_being_read(store):
    assert RECIPES["digits-2d"].dataset.count() == len(RECIPES["digits-2d"].dataset.load())
    assert RECIPES["mnist-quick"].dataset.replace(limit=500).count() == 500
