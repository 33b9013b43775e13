"""Whoever queues much lets the others in between, and the position a page shows is the true one."""

import os
import time
from pathlib import Path

import pytest

from core.files import write_json
from core.jobs import order, run_state
from core.owner import Owner


class Queue:
    """A store of folders that only know their owner and their state."""

    def __init__(self, models: Path) -> None:
        self.models = models

    def joins(self, name: str, background: bool = False) -> None:
        """Let a run join; the first letter of its name is its owner's."""
        (self.models / name).mkdir()
        write_json(self.models / name / "about.json", {"title": "", "owner": Owner.of(name[0]).mark, "created": 5.0})
        order.join(self.models / name, Owner.of(name[0]), background=background)
        self.becomes(name, "queued")

    def becomes(self, name: str, state: str) -> None:
        write_json(self.models / name / "state.json", {"state": state, "reason": ""})

    def waiting(self) -> list[str]:
        return [run.id for run in order.in_turn(order.outstanding(self.models))]

    def served(self) -> list[str]:
        """Let one worker work the queue off; return the order in which it did."""
        done = []
        while waiting := self.waiting():
            self.becomes(waiting[0], "running")
            self.becomes(waiting[0], "done")
            done.append(waiting[0])
        return done


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    return Queue(tmp_path)


def test_first_come_first_served_among_equals(queue: Queue):
    for name in ("b1", "a1", "c1"):
        queue.joins(name)
    assert queue.waiting() == queue.served() == ["b1", "a1", "c1"]


def test_a_newcomer_waits_for_one_run_of_each_other_owner_at_most(queue: Queue):
    for name in ("a1", "a2", "a3", "a4", "b1", "b2", "c1"):
        queue.joins(name)
    expected = ["a1", "b1", "c1", "a2", "b2", "a3", "a4"]
    assert queue.waiting() == expected, "what is foretold"
    assert queue.served() == expected, "and what happens"


def test_a_newcomer_joins_the_round_that_is_running(queue: Queue):
    for name in ("a1", "a2", "a3", "a4", "a5"):
        queue.joins(name)
    for name in ("a1", "a2"):
        queue.becomes(name, "done")
    queue.becomes("a3", "running")
    queue.joins("b1")
    queue.joins("b2")
    assert queue.waiting() == ["b1", "a4", "b2", "a5"], "one each in turn, and no credit for having been away"


def test_one_run_after_the_other_does_not_keep_those_who_wait_from_their_turn(queue: Queue):
    queue.joins("b1")
    queue.becomes("b1", "running")
    for name in ("a1", "a2"):
        queue.joins(name)
    queue.becomes("b1", "done")
    queue.joins("b2")
    assert queue.waiting() == ["a1", "a2", "b2"]


def test_background_runs_let_everybody_else_go_first_and_cost_their_owner_no_turn(queue: Queue):
    for i in range(3):
        queue.joins(f"a{i}", background=True)
    queue.joins("d1", background=True)
    queue.joins("a9")
    queue.joins("b1")
    assert queue.waiting() == ["a9", "b1", "a0", "d1", "a1", "a2"]


def test_an_empty_queue_forgets_who_came_before(queue: Queue):
    for name in ("a1", "a2", "a3"):
        queue.joins(name)
    queue.served()
    queue.joins("a4")
    queue.joins("b1")
    assert queue.waiting() == ["a4", "b1"]


def test_only_whole_outstanding_folders_are_seen(queue: Queue):
    models = queue.models
    for name in ("queued", "running", "done", ".new-x"):
        queue.joins(name)
    queue.becomes("running", "running")
    queue.becomes("done", "done")
    (models / "torn").mkdir()
    (models / "torn" / "state.json").write_text('{"sta')
    (models / "empty").mkdir()
    (models / "file").touch()
    (models / "queued" / "queue.json").unlink()
    seen = {run.id: run for run in order.outstanding(models)}
    assert set(seen) == {"queued", "running"}
    queue.becomes("running", "done")
    assert [run.id for run in order.outstanding(models)] == ["queued"], "a replaced state.json is read again"
    assert order.outstanding(models / "nowhere") == []


def test_a_run_that_never_joined_comes_last_but_comes(queue: Queue):
    queue.joins("a1")
    (queue.models / "a1" / "queue.json").unlink()
    queue.joins("b1")
    queue.joins("b2")
    assert queue.waiting() == ["b1", "b2", "a1"]


def aged(store: Path) -> None:
    """Let a store look as if nothing had been added for a minute."""
    before = time.time() - 60
    os.utime(store, (before, before))


def test_what_has_ended_is_not_looked_at_again_until_it_is_brought_back(queue: Queue, monkeypatch):
    for name in ("a1", "b1", "c1"):
        queue.joins(name)
    for name in ("b1", "c1"):
        queue.becomes(name, "done")
    aged(queue.models)
    assert queue.waiting() == ["a1"]
    looked = []
    look = order._look
    monkeypatch.setattr(order, "_look", lambda path: (looked.append(Path(path).name), look(path))[1])
    assert queue.waiting() == ["a1"] and looked == ["a1"], "a thousand kept maps cost nothing"
    run_state.write_state(queue.models / "b1", "queued")
    assert set(queue.waiting()) == {"a1", "b1"}
    aged(queue.models)
    queue.waiting()
    queue.becomes("a1", "done")
    assert queue.waiting() == ["b1"]
    queue.joins("d1")
    assert queue.waiting() == ["b1", "d1"]


@pytest.mark.parametrize(
    ("slots", "lanes", "expected"),
    [
        (1, 2, ["models"]),  # the other one's turn is next
        (2, 2, ["models", "tasks"]),
        (3, 2, ["models", "tasks", "models"]),
        (4, 1, ["models", "tasks", "models", "tasks"]),
    ],
)
def test_workers_are_shared_out_between_the_lanes(slots: int, lanes: int, expected: list[str]):
    most = max(1, slots - 1) if lanes == 2 else slots
    assert served_at_once({"models": 5, "tasks": 5}, slots, most) == expected


@pytest.mark.parametrize("lane", ["models", "tasks"])
def test_one_lane_never_gets_the_last_worker(lane: str):
    assert served_at_once({lane: 9}, slots=4, most=3) == [lane] * 3, "the fourth is for the other lane"
    assert served_at_once({lane: 9}, slots=4, most=4) == [lane] * 4
    assert order.next_lane({Path("models"): [], Path("tasks"): []}, {}, 3, None) is None


def test_with_a_single_worker_the_lanes_take_turns_and_background_waits():
    lanes = {Path("models"): [waiting("a1"), waiting("a2")], Path("tasks"): [waiting("b1", background=True)]}
    none = dict.fromkeys(lanes, 0)
    assert order.next_lane(lanes, none, 1, latest=Path("models")) == Path("models"), "background comes last"
    lanes[Path("tasks")].insert(0, waiting("c1"))
    assert order.next_lane(lanes, none, 1, latest=Path("models")) == Path("tasks")
    assert order.next_lane(lanes, none, 1, latest=Path("tasks")) == Path("models")


def waiting(id: str, background: bool = False) -> order.Run:
    return order.Run(id, Path(id), id[0], "queued", 0, 0.0, background)


def served_at_once(lengths: dict[str, int], slots: int, most: int) -> list[str]:
    """Return from which lane each of the first runs comes that get a worker."""
    lanes = {Path(name): [waiting(f"a{i}") for i in range(length)] for name, length in lengths.items()}
    out, sent = dict.fromkeys(lanes, 0), []
    while len(sent) < slots and (lane := order.next_lane(lanes, out, most, sent[-1] if sent else None)):
        lanes[lane].pop()
        out[lane] += 1
        sent.append(lane)
    return [lane.name for lane in sent]


def test_trainings_and_tasks_wait_in_lanes_of_their_own(tmp_path: Path):
    runs, tasks = Queue(tmp_path / "models"), Queue(tmp_path / "tasks")
    for store, name in ((runs, "a1"), (runs, "a2"), (runs, "a3"), (tasks, "b1"), (tasks, "b2"), (tasks, "a1")):
        store.models.mkdir(exist_ok=True)
        store.joins(name)
    assert runs.waiting() == ["a1", "a2", "a3"]
    assert tasks.waiting() == ["b1", "a1", "b2"], "three trainings that wait put nobody's first map back"
    assert order.position(tasks.models / "a1") == 2, "the place among its own kind"
    assert order.position(runs.models / "a1") == 1 and order.position(runs.models / "x") is None
