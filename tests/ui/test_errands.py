"""Are errands run in turns, ended when nobody waits for them, and never in the way of the server's end?"""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import time
import weakref
from pathlib import Path

import pytest

from tests.visitors import ANNA, BEN
from ui.shared import background


def until(true, seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.01)


def test_one_of_a_visitor_at_a_time_and_others_beside():
    running, most, go = [], [], threading.Event()

    def work(say):
        running.append(1)
        most.append(len(running))
        go.wait(10)
        running.pop()

    mine = [background.errand(("mine", object()), work, owner=ANNA) for _ in range(3)]
    until(lambda: running)
    time.sleep(0.1)
    assert len(running) == 1, "the others of the same visitor wait"
    theirs = background.errand(("theirs", object()), work, owner=BEN)
    until(lambda: len(running) == 2)
    go.set()
    until(lambda: all(errand.done for errand in (*mine, theirs)))
    assert max(most) == 2


def test_one_that_nobody_looks_at_ends_and_is_done_anew_when_asked_for(monkeypatch):
    monkeypatch.setattr(background, "FORGOTTEN_AFTER", 0.2)
    key, told = ("left", object()), []

    def work(say):
        for step in range(200):
            say("working", step / 200)
            told.append(step)
            time.sleep(0.02)

    left = background.errand(key, work)
    until(lambda: left.future.done())
    assert isinstance(left.error, background.Abandoned) and len(told) < 100
    again = background.errand(key, lambda say: "here")
    until(lambda: again.done)
    assert again is not left and again.result() == "here"


def test_one_that_is_looked_at_goes_on(monkeypatch):
    monkeypatch.setattr(background, "FORGOTTEN_AFTER", 0.3)

    def work(say):
        for step in range(40):
            say("working", step / 40)
            time.sleep(0.02)
        return "done"

    watched = background.errand(("watched", object()), work)
    until(lambda: watched.done)
    assert watched.result() == "done"


def test_what_goes_wrong_is_told_to_whoever_asks():
    failed = background.errand(("failed", object()), lambda say: 1 // 0)
    until(lambda: failed.done)
    with pytest.raises(ZeroDivisionError):
        failed.result()


def test_an_errand_under_way_does_not_hold_up_the_end():
    lines = ("import time", "from ui.shared import background", "background.errand('x', lambda say: time.sleep(60))")
    code = "\n".join((*lines, "time.sleep(0.3)", "print('end')"))
    root = Path(__file__).parents[2]
    start = time.monotonic()
    ran = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=50, check=True)
    assert ran.stdout == "end\n" and time.monotonic() - start < 40


def test_one_that_failed_holds_nothing_of_what_it_was_given():
    class Upload:
        pass

    def attempt(upload: Upload) -> None:
        held = upload
        try:
            raise KeyError(id(held))
        except KeyError:
            raise ValueError("it is damaged.") from None

    def sent() -> tuple[background.Errand, weakref.ref]:
        upload = Upload()
        return background.errand(("failing", object()), lambda say: attempt(upload)), weakref.ref(upload)

    task, upload = sent()
    until(lambda: task.done and task.do is None)
    assert isinstance(task.error, ValueError) and "in attempt" in task.error.__notes__[0]
    gc.collect()
    assert upload() is None
