"""How is scoring told to stop, and how does it tell how far it is?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

OnProgress = Callable[[str, float], None]  # what is being done, and how much of the whole, 0 to 1
ShouldStop = Callable[[], bool]


class Stopped(Exception):
    """Scoring ended early because it was told to; nothing was kept."""


@dataclass(frozen=True)
class Told:
    """A part of the work, from `start` to `end` of the whole."""

    on_progress: OnProgress = lambda doing, fraction: None
    should_stop: ShouldStop = lambda: False
    start: float = 0.0
    end: float = 1.0

    def __call__(self, doing: str, fraction: float) -> None:
        """Say what is being done and how much of this part; raise Stopped if it is to stop."""
        if self.should_stop():
            raise Stopped
        self.on_progress(doing, self.start + (self.end - self.start) * fraction)

    def part(self, start: float, end: float) -> Told:
        """Return a part of this part."""
        length = self.end - self.start
        return Told(self.on_progress, self.should_stop, self.start + length * start, self.start + length * end)
