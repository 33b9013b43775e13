"""Many ask for a page in the same moment: who is served first, so that not all wait until the last is?

The scripts of all visitors share one interpreter. Run at once, they end at once, the first as late as the last; two at
a time, the first pages come sooner, and the last about when they would.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 2  # one that works while another waits for a file
QUICK = 0.3  # seconds after which a page counts no more: it waits for something, or works on something large
PATIENCE = 5.0  # seconds after which nobody waits any longer, whatever the others do


class Turns:
    """Lets so many in at a time, first come first; who takes long does not keep the others waiting."""

    def __init__(self, at_once: int = AT_ONCE, quick: float = QUICK, patience: float = PATIENCE) -> None:
        self.at_once, self.quick, self.patience = at_once, quick, patience
        self._changed = threading.Condition()
        self._waiting: deque[object] = deque()
        self._inside: dict[object, float] = {}  # since when

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for one's turn, and have it in the block."""
        me = object()
        self._come(me)
        try:
            yield
        finally:
            with self._changed:
                self._inside.pop(me, None)
                self._changed.notify_all()

    def _come(self, me: object) -> None:
        latest = time.monotonic() + self.patience
        with self._changed:
            self._waiting.append(me)
            try:
                while time.monotonic() < latest and not (self._waiting[0] is me and self._room() <= 0):
                    # Only the first in line waits for room: the others for its going.
                    wait = max(0.001, self._room()) if self._waiting[0] is me else latest - time.monotonic()
                    self._changed.wait(min(wait, max(0.001, latest - time.monotonic())))
            finally:
                self._waiting.remove(me)
                self._inside[me] = time.monotonic()
                self._changed.notify_all()

    def _room(self) -> float:
        """Return in how many seconds there is room even if nobody goes; 0 or less for at once."""
        left = sorted(since + self.quick - time.monotonic() for since in self._inside.values())
        busy = [seconds for seconds in left if seconds > 0]
        return busy[-self.at_once] if len(busy) >= self.at_once else 0.0


PAGES = Turns()
