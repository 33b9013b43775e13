"""Is a server called well when it is, and is each ill named by itself?"""

from __future__ import annotations

import fcntl
import http.server
import threading

import pytest

from core import jobs, places
from core.host import health
from tests.core.conftest import brief_run
from tests.visitors import ANNA


@pytest.fixture
def answering():
    class Well(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/_stcore/health" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = http.server.HTTPServer(("127.0.0.1", 0), Well)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_server_that_answers_and_has_nothing_to_do_is_well(store, answering):
    assert health.ills(answering) == [] == health.ills(f"{answering}/") == health.ills("")


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "nonsense", "file:///nowhere"])
def test_an_app_that_does_not_answer_is_named(store, address):
    assert health.ills(address) == [f"The app does not answer at {address}."]


def test_work_that_nobody_does_is_named_and_work_that_is_done_is_not(store, monkeypatch):
    monkeypatch.setattr("core.jobs.engine.nudge", lambda: None)
    jobs.submit(brief_run(), ANNA)
    assert health.ills("") == ["1 trainings or tasks wait, and no engine works them off."]
    with open(places.models() / ".engine", "ab") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)  # as an engine does
        assert health.ills("") == []


def test_a_full_disk_is_named(store, monkeypatch):
    monkeypatch.setattr(health, "ROOM", 2**60)
    (ill,) = health.ills("")
    assert ill.startswith("The disk is full")
