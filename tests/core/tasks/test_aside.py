"""Work that looks up seldom is stopped soon all the same."""

import threading
import time

import pytest

from core.tasks.interruptible import LeftBehind, aside


def never() -> bool:
    return False


def test_the_result_and_the_errors_are_those_of_the_work():
    assert aside(lambda stop: 7, never, grace=1) == 7
    with pytest.raises(ValueError, match="no good"):
        aside(lambda stop: (_ for _ in ()).throw(ValueError("no good")).send(None), never, grace=1)


def test_work_that_hears_the_wish_gives_what_it_has():
    def work(stop):
        steps = 0
        while not stop():
            steps += 1
            time.sleep(0.01)
        return steps

    began = time.monotonic()
    assert aside(work, lambda: time.monotonic() > began + 0.2, grace=5) > 0


def test_deaf_work_is_left_behind_and_what_comes_next_waits_for_it():
    end, order = threading.Event(), []

    def deaf(stop):
        end.wait(20)
        order.append("deaf")

    with pytest.raises(LeftBehind):
        aside(deaf, lambda: True, grace=0.05)
    threading.Timer(0.2, end.set).start()
    aside(lambda stop: order.append("next"), never, grace=1)
    assert order == ["deaf", "next"]


def test_what_the_one_who_asks_raises_ends_it_at_once():
    class TakenAway(BaseException):
        pass

    def asked() -> bool:
        raise TakenAway

    seen = []

    def work(stop):
        while not stop():
            time.sleep(0.01)
        seen.append("told")

    with pytest.raises(TakenAway):
        aside(work, asked, grace=1)
    aside(lambda stop: None, never, grace=1)
    assert seen == ["told"]
