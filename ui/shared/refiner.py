"""Which flow gives the pictures of a pad strokes of its own, and when does the browser get it?"""

from __future__ import annotations

from core import library
from core.blocks.refiner import refiner_between
from core.library import Entry
from core.types import ModelError
from ui import state
from ui.cache import several_models
from ui.components.channel import channel
from ui.components.pad import Report
from ui.shared.state import SharedState


def offer(entry: Entry, report: Report) -> None:
    """Tell a model's pad of the flow that can refine its pictures, and send its network once the dial was touched.

    Where no flow draws images of that size, or one that is damaged, the pad has no such dial.
    """
    flow = library.refiner_for(entry, state.owner())
    if flow is None:
        return
    asked = state.of(SharedState).refined
    if _touched(report):
        asked.add(entry.id)
    try:
        block = several_models.refiner(
            entry, flow, entry.id in asked, lambda: refiner_between(entry, flow, whole=entry.id in asked)
        )
    except (ModelError, ValueError):
        return
    channel(block, key=f"refiner-{entry.id}")


def _touched(report: Report) -> bool:
    if report.place is not None:
        return report.place.t0 < 1
    try:
        return float(state.parameter("t0") or 1) < 1  # of a link; the pad reads it, too
    except ValueError:
        return False
