"""How fast do trainings go on this machine? A worker measures it while it warms up, and pages read what it found."""

from __future__ import annotations

import platform
from collections.abc import Sequence

from core import __version__, places
from core.files import read_lines, read_object, write_json
from core.jobs import order
from core.jobs.run_state import MOST_SECONDS
from core.library import Entry
from core.training.run import RunConfig

FILE = ".paces.json"  # in the store


def noted() -> dict[str, float] | None:
    """Return what was measured last, as core.training.estimate takes it; None before that."""
    paces = _kept().get("paces")
    return paces if isinstance(paces, dict) and all(isinstance(p, float) and p > 0 for p in paces.values()) else None


def measure() -> None:
    """Measure and keep the paces; of several times on the same machine the fastest, when it was least busy.

    Raises OSError.
    """
    import torch

    from core.training import pace

    kept = _kept()
    there = [platform.node(), torch.__version__, __version__, torch.get_num_threads()]
    found, before = pace.measured(), (noted() or {}) if kept.get("there") == there else {}
    paces = {kind: max(value, before.get(kind, 0.0)) for kind, value in found.items()}
    write_json(places.models() / FILE, {"there": there, "paces": paces})


def took(entries: Sequence[Entry]) -> list[tuple[RunConfig, int, float]]:
    """Return (config, images, seconds by the clock) of those that were trained by themselves, in one go, to the end."""
    found = []
    for entry in entries:
        events = read_lines(entry.path / "events.jsonl")
        n = entry.config.dataset.count()
        in_one_go = [row.get("event") for row in events] == ["start", "done"]
        if n and in_one_go and entry.config.training.device in ("auto", "cpu") and not order.team_of(entry.path):
            times = [row.get("time", 0) for row in events]
            if all(isinstance(when, float) for when in times) and 0 < times[1] - times[0] < MOST_SECONDS:
                found.append((entry.config, n, times[1] - times[0]))
    return found


def _kept() -> dict:
    return read_object(places.models() / FILE)
