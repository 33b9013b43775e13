"""Which images has a visitor marked on the map? A polygon, classes and one image, as the browser reports them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.projection.region import inside

LONGEST = 400  # characters of an address parameter that are read again, see ui.state
KIND = re.compile(r"[\w-]{1,64}")


@dataclass(frozen=True)
class Selection:
    """What is marked on the map: every image inside the polygon or of one of the classes.

    layout: which map the polygon was drawn on: "plane" for the pad's own, else the id of the layout that it was sent,
    with "@" and a number behind for a moment of a film; "" without a polygon. polygon: its corners (x, y) in the units
    of that map, at most 24, closed by itself; empty for none. classes: labels. picked: index of the image whose card
    is open, None for none; it need not be among the marked.
    """

    layout: str = ""
    polygon: tuple[tuple[float, float], ...] = ()
    classes: tuple[int, ...] = ()
    picked: int | None = None

    def indices(self, xy: np.ndarray, labels: np.ndarray | None) -> np.ndarray:
        """Return the indices of the marked images, int64 (m,), ascending: the same as the browser shows.

        xy: places (n, 2) of all images on the map named by `layout`, float32 as the browser has them. labels: (n,) or
        None. Even-odd rule where the polygon crosses itself. Raises ValueError if xy is no (n, 2) table of numbers.
        """
        marked = np.zeros(len(xy), bool)
        if self.polygon:
            marked |= inside(np.array(self.polygon, np.float64), xy)
        if self.classes and labels is not None:
            marked |= np.isin(labels, self.classes)
        return np.flatnonzero(marked)

    @property
    def empty(self) -> bool:
        """Whether nothing is marked; an image's card may be open all the same."""
        return not (self.polygon or self.classes)

    def query(self) -> dict[str, str]:
        """Return the address parameter that brings the selection back, {} if nothing is marked or it grew too long."""
        kept = KIND.fullmatch(self.layout) is not None  # nobody can bring back a moment of a film
        corners = ",".join(f"{number:.10g}" for corner in self.polygon for number in corner) if kept else ""
        parts = [corners, ".".join(map(str, self.classes)), "" if self.picked is None else str(self.picked)]
        parts.append(self.layout if corners and self.layout != "plane" else "")
        text = "~".join(parts).rstrip("~")
        return {"sel": text} if 0 < len(text) <= LONGEST else {}

    @classmethod
    def from_state(cls, state: Mapping[str, Any] | None) -> Selection | None:
        """Read what the browser reported; None if nothing is marked and no card is open."""
        if not state:
            return None
        corners = tuple((float(x), float(y)) for x, y in state["polygon"] or ())
        found = cls(str(state["layout"]), corners, tuple(map(int, state["classes"])), state["picked"])
        return None if found.empty and found.picked is None else found
