"""How does a page have something done that takes longer than a page may, and see how far it is?"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from ui.cached import errand_runners

KEPT = 64  # errands that are remembered; results should be small

OnProgress = Callable[[str, float], None]


@dataclass
class Errand:
    """Something being done in a thread. what: in a few words; fraction: 0 to 1, as far as it says."""

    what: str = ""
    fraction: float = 0.0
    future: Future = field(default_factory=Future)

    @property
    def done(self) -> bool:
        return self.future.done()

    @property
    def error(self) -> Exception | None:
        """What it failed with, if it did."""
        return self.future.exception() if self.done else None

    def say(self, what: str, fraction: float) -> None:
        """Take a report of progress; called from the errand's thread."""
        self.what, self.fraction = what, min(1.0, max(0.0, fraction))

    def result(self) -> Any:
        """Return what came of it, or raise what went wrong."""
        return self.future.result()


_errands: OrderedDict[Hashable, Errand] = OrderedDict()
_lock = threading.Lock()


def errand(key: Hashable, do: Callable[[OnProgress], Any]) -> Errand:
    """Send `do` off unless an errand of that key is under way or done, and return the errand; never waits.

    The key is shared by all visitors: it must name all that `do` depends on.
    """
    with _lock:
        found = _errands.get(key)
        if found is None:
            found = _errands[key] = Errand()
            found.future = errand_runners().submit(do, found.say)
        _errands.move_to_end(key)
        while len(_errands) > KEPT and next(iter(_errands.values())).done:
            _errands.popitem(last=False)
    return found


def forget(key: Hashable) -> None:
    """Let an errand be done anew the next time it is asked for."""
    with _lock:
        _errands.pop(key, None)
