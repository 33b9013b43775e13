"""How is work in the foreground followed on a terminal, and stopped there?"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def stopping() -> Iterator[Callable[[], bool]]:
    """Turn Ctrl-C into a wish to stop, inside the block."""
    wished = [False]
    previous = signal.signal(signal.SIGINT, lambda *_: wished.__setitem__(0, True))
    try:
        yield lambda: wished[0]
    finally:
        signal.signal(signal.SIGINT, previous)


class Said:
    """Says how far work is: as JSON lines, as one line written over on a terminal, else as a line now and then."""

    def __init__(self, as_json: bool) -> None:
        self.as_json, self.last = as_json, ("", -1)

    def __call__(self, doing: str, fraction: float) -> None:
        percent = int(100 * fraction)
        terminal = sys.stderr.isatty() and not self.as_json
        if (doing, percent) == self.last or (doing == self.last[0] and not terminal and percent < self.last[1] + 10):
            return
        self.last = (doing, percent)
        if self.as_json:
            print(json.dumps({"doing": doing, "fraction": round(fraction, 3)}), flush=True)
        else:
            print(f"{doing} {percent} %", end="\r" if terminal else "\n", file=sys.stderr, flush=True)
