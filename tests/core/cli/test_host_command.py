"""Does whoever runs the server see who waits and what is kept, and can they stop, remove and sweep it?"""

from __future__ import annotations

import json
import os
import time

import pytest

from core import __main__ as command
from core import jobs, library
from core.host import settled
from tests.core.conftest import brief_run, keep
from tests.visitors import ANNA, BEN


@pytest.fixture
def host(store, monkeypatch, capsys):
    monkeypatch.setattr("core.jobs.engine.nudge", lambda: None)

    def run(*arguments: str) -> str:
        monkeypatch.setattr("sys.argv", ["core", "host", *arguments])
        try:
            command.main()
        except SystemExit as end:
            captured = capsys.readouterr()
            assert end.code in (0, None), captured.err
            return captured.out
        return capsys.readouterr().out

    return run


def test_it_lists_who_waits_in_turn_and_what_each_keeps(host, trained_vae):
    keep(trained_vae, ANNA)
    first, second = (jobs.submit(brief_run(seed=seed), BEN) for seed in (1, 2))
    rows = [json.loads(line) for line in host("status", "--json").splitlines()]
    assert [row["id"] for row in rows if row.get("what") == "training"] == [first, second]
    assert {row["visitor"]: row["models"] for row in rows if "models" in row} == {ANNA.mark[:12]: 1, BEN.mark[:12]: 2}
    assert rows[-1]["visitors"] == 2 and rows[-1]["outstanding"] == 2 and rows[-1]["MB kept"] > 0
    assert "visitor" in host("status")


def test_an_empty_server_says_so(host):
    assert json.loads(host("status", "--json"))["visitors"] == 0


def test_it_stops_and_removes_whatever_anybody_has(host, trained_vae):
    id = jobs.submit(brief_run(), BEN)
    with pytest.raises(AssertionError, match="stop it first"):
        host("delete", id)
    host("stop", id)
    assert library.find(id).state == "stopped"
    host("delete", id)
    assert [entry for entry in library.list_models(BEN) if not entry.zoo] == []


@pytest.mark.parametrize("command", ["stop", "delete"])
def test_an_id_that_is_none_is_one_sentence(host, command):
    with pytest.raises(AssertionError, match="error: There is no model"):
        host(command, "0" * 32)


def test_it_sweeps_or_only_looks(host, trained_vae):
    entry = keep(trained_vae, ANNA)
    os.utime(entry.path, (time.time() - 40 * 86_400,) * 2)
    assert host("sweep", "--look").startswith("Would go: 1 model: 0.") and entry.path.is_dir()
    assert host("sweep", "--days", "60") == "Nothing has been unused for that long.\n"
    assert host("sweep").startswith("1 model: 0.") and not entry.path.exists()


def test_it_pauses_the_queue_says_something_to_all_and_tells_a_monitor(host):
    assert "nothing new begins" in host("pause") and settled.paused()
    assert "latent_ink_queue_paused 1\n" in host("metrics")
    host("resume")
    assert not settled.paused() and "latent_ink_queue_paused 0\n" in host("metrics")
    assert "Said on every page: Ten minutes more." in host("banner", "Ten  minutes more.")
    assert settled.banner() == "Ten minutes more."
    with pytest.raises(AssertionError, match="up to 300 characters"):
        host("banner", "x" * 301)
    host("banner")
    assert settled.banner() == ""
