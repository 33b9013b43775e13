"""Whoever queues much lets the others in between, and the position a page shows is the true one."""

from pathlib import Path

from core.files import write_json
from core.jobs import order
from core.jobs.order import Run, in_turn


def run(name: str, submitted: float, state: str = "queued", background: bool = False) -> Run:
    return Run(name, Path(name), name[0], state, submitted, background)


def turns(*runs: Run) -> list[str]:
    return [run.id for run in in_turn(runs)]


def test_first_come_first_served_among_equals():
    assert turns(run("b1", 2), run("a1", 1), run("c1", 3)) == ["a1", "b1", "c1"]


def test_a_newcomer_waits_for_one_run_of_each_other_owner_at_most():
    flood = [run(f"a{i:02}", i) for i in range(20)]
    assert turns(*flood, run("b1", 30), run("b2", 31), run("c1", 32))[:6] == ["a00", "b1", "c1", "a01", "b2", "a02"]


def test_what_already_runs_counts_as_a_turn():
    assert turns(run("a1", 1, "running"), run("a2", 2), run("b1", 3)) == ["b1", "a2"]


def test_background_runs_let_everybody_else_go_first_and_cost_their_owner_no_turn():
    sweep = [run(f"a{i}", i, background=True) for i in range(3)]
    assert turns(*sweep, run("a9", 10), run("b1", 11)) == ["a9", "b1", "a0", "a1", "a2"]


def test_only_whole_outstanding_folders_are_seen(tmp_path: Path):
    for name, state in [("q", "queued"), ("r", "running"), ("d", "done"), (".new-x", "queued")]:
        (tmp_path / name).mkdir()
        write_json(tmp_path / name / "state.json", {"state": state, "reason": ""})
        write_json(tmp_path / name / "about.json", {"title": "", "owner": "o", "created": 5.0})
    (tmp_path / "torn").mkdir()
    (tmp_path / "torn" / "state.json").write_text('{"sta')
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    seen = {run.id: run for run in order.outstanding(tmp_path)}
    assert set(seen) == {"q", "r"}
    assert (seen["q"].owner, seen["q"].submitted, seen["q"].background) == ("o", 5.0, False)
    write_json(tmp_path / "q" / "state.json", {"state": "done", "reason": ""})
    assert [run.id for run in order.outstanding(tmp_path)] == ["r"], "a replaced state.json is read again"
    assert order.outstanding(tmp_path / "nowhere") == []
