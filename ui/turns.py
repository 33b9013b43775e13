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
        self._lock = threading.Lock()
        self._waiting: deque[threading.Condition] = deque()
        self._inside: dict[threading.Condition, float] = {}  # since when

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for one's turn, and have it in the block."""
        me = threading.Condition(self._lock)
        self._come(me)
        try:
            yield
        finally:
            with self._lock:
                self._inside.pop(me, None)
                self._wake_first()

    def _come(self, me: threading.Condition) -> None:
        latest = time.monotonic() + self.patience
        with self._lock:
            self._waiting.append(me)
            try:
                while (left := latest - time.monotonic()) > 0 and not (self._waiting[0] is me and self._room() <= 0):
                    # Only the first in line waits for room: the others for its going.
                    me.wait(min(max(0.001, self._room()), left) if self._waiting[0] is me else left)
            finally:
                self._waiting.remove(me)
                self._inside[me] = time.monotonic()
                self._wake_first()

    def _wake_first(self) -> None:
        # Nobody else: to wake a hundred who then wait on costs as much as to draw a page.
        if self._waiting:
            self._waiting[0].notify()

    def _room(self) -> float:
        """Return in how many seconds there is room even if nobody goes; 0 or less for at once."""
        left = sorted(since + self.quick - time.monotonic() for since in self._inside.values())
        busy = [seconds for seconds in left if seconds > 0]
        return busy[-self.at_once] if len(busy) >= self.at_once else 0.0


PAGES = Turns()
