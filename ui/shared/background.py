"""How does a page have something done that takes longer than a page may, and see how far it is?

Two errands are run at a time, of one visitor one at a time where they say whose they are. One that nobody has looked at
for a minute and a half, as its tab was closed, ends when it next says how far it is.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from core.owner import Owner

KEPT = 64  # errands that are remembered; results should be small
RUNNERS = 2
FORGOTTEN_AFTER = 90.0  # seconds; a browser lets a hidden tab ask once a minute

OnProgress = Callable[[str, float], None]


class Abandoned(Exception):
    """Nobody waits for this errand any more."""


@dataclass(eq=False)
class Errand:
    """Something being done in a thread. what: in a few words; fraction: 0 to 1, as far as it says.

    owner: whose it is, of whom one errand is run at a time; None for everybody's.
    """

    do: Callable[[OnProgress], Any] | None = None
    owner: Owner | None = None
    what: str = ""
    fraction: float = 0.0
    future: Future = field(default_factory=Future)
    seen: float = field(default_factory=time.monotonic)

    @property
    def done(self) -> bool:
        self.seen = time.monotonic()  # whoever asks waits for it
        return self.future.done()

    @property
    def error(self) -> BaseException | None:
        """What it failed with, if it did."""
        return self.future.exception() if self.future.done() else None

    def say(self, what: str, fraction: float) -> None:
        """Take a report of progress; called from the errand's thread. Raises Abandoned."""
        self.what, self.fraction = what, min(1.0, max(0.0, fraction))
        if time.monotonic() - self.seen > FORGOTTEN_AFTER:
            raise Abandoned

    def result(self) -> Any:
        """Return what came of it, or raise what went wrong."""
        return self.future.result()


_errands: OrderedDict[Hashable, Errand] = OrderedDict()
_waiting: list[Errand] = []
_busy: set[Owner | None] = set()
_changed = threading.Condition()
_runners: list[threading.Thread] = []


def errand(key: Hashable, do: Callable[[OnProgress], Any], *, owner: Owner | None = None) -> Errand:
    """Send `do` off unless an errand of that key is under way or done, and return the errand; never waits.

    The key is shared by all visitors: it must name all that `do` depends on.
    """
    with _changed:
        found = _errands.get(key)
        if found is None or isinstance(found.error, Abandoned):
            found = _errands[key] = Errand(do, owner)
            _waiting.append(found)
            _staff()
            _changed.notify_all()
        _errands.move_to_end(key)
        while len(_errands) > KEPT and next(iter(_errands.values())).future.done():
            _errands.popitem(last=False)
    return found


def forget(key: Hashable) -> None:
    """Let an errand be done anew the next time it is asked for."""
    with _changed:
        _errands.pop(key, None)


def _staff() -> None:
    # Not a pool: its threads are waited for when the server is to end, and an errand may take minutes.
    while len(_runners) < RUNNERS:
        _runners.append(threading.Thread(target=_run, name=f"errand-{len(_runners)}", daemon=True))
        _runners[-1].start()


def _run() -> None:
    while True:
        with _changed:
            while (mine := _next()) is None:
                _changed.wait()
            _waiting.remove(mine)
            _busy.add(mine.owner)
        try:
            mine.say("", 0.0)
            assert mine.do is not None  # it has not been done
            mine.future.set_result(mine.do(mine.say))
        except BaseException as error:
            mine.future.set_exception(_let_go(error))
        with _changed:
            mine.do = None  # what it holds, such as an upload, is no longer needed
            _busy.discard(mine.owner)
            _changed.notify_all()


def _let_go(error: BaseException) -> BaseException:
    """Return the error with the way that it came as a note, for the log: the frames hold what was given, an upload."""
    error.add_note("In the errand:\n" + "".join(traceback.format_exception(error)).rstrip())
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def _next() -> Errand | None:
    """Return the first that waits and whose owner has none under way."""
    return next((each for each in _waiting if not each.owner or each.owner not in _busy), None)
