"""How is work stopped within a second that looks up every few seconds only, or compiles for twenty?

It is done in a thread of its own, and left to itself when it does not come to its end soon enough.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from typing import TypeVar

from core.library.task import ShouldStop

Result = TypeVar("Result")

LOOK = 0.1  # seconds between two looks whether to stop
# What was left to itself still computes for a while. What comes next waits for it: numba ends the whole process when
# two threads run its parallel code at a time.
_one_at_a_time = threading.Lock()


class LeftBehind(Exception):
    """The work did not come to its end soon enough after it was to stop; its result will not be had."""


def aside(work: Callable[[ShouldStop], Result], should_stop: ShouldStop, *, grace: float) -> Result:
    """Return work(stop); it asks `stop` whenever it can, which costs nothing, and ends early if that says so.

    grace: seconds it has for that. Raises LeftBehind after them, what `work` raises, and what `should_stop` raises.
    """
    wish, done = threading.Event(), Future()
    threading.Thread(target=_work, args=(work, wish.is_set, done), name="task", daemon=True).start()
    try:
        while True:
            try:
                return done.result(LOOK)
            except NotYet:
                if done.done():  # the work itself raised a TimeoutError
                    raise
            if should_stop():
                wish.set()
                return _soon(done, grace)
    finally:
        wish.set()


def _soon(done: Future, grace: float):
    deadline = time.monotonic() + grace
    while time.monotonic() < deadline and not done.done():
        time.sleep(0.01)
    if not done.done():
        raise LeftBehind
    return done.result()


def _work(work: Callable, stop: ShouldStop, done: Future) -> None:
    with _one_at_a_time:
        if stop():
            done.set_exception(LeftBehind())
            return
        try:
            done.set_result(work(stop))
        except BaseException as error:  # whatever it is, it belongs to who waits for the result
            done.set_exception(error)
