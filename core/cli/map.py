"""What does `python -m core map` do? It makes a map in the foreground and writes it as a table or as arrays."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path

from core.cli.watch import Said, stopping
from core.config import ConfigError
from core.files import write_atomic
from core.library.folder import Entry, entry_at
from core.tasks import MapTask
from core.tasks.map.kept import FittedMap
from core.words.text import harmless


def make(folder: Path, out: Path, projection: str, changes: list[str], points: int, as_json: bool) -> None:
    """Make a map of the model in `folder` and write it to `out`; print what was measured.

    Raises ConfigError for settings that do not exist or do not fit, ModelError, DataError, ValueError from the fit.
    """
    from core.cli.show import spare_a_core
    from core.latents import Latents
    from core.library.folder import latents
    from core.projection import PROJECTIONS
    from core.tasks.map.kept import read_map
    from core.tasks.map.make import make_map
    from core.training.edit import changed

    if out.suffix not in (".csv", ".safetensors"):
        raise ConfigError(f"out must end in .csv or .safetensors, got {out.name!r}.")
    if projection not in PROJECTIONS:
        raise ConfigError(f"there is no projection {projection!r}; there are {', '.join(PROJECTIONS)}.")
    entry = entry_at(folder)
    settings = changed(PROJECTIONS[projection](), changes)
    task = MapTask(model=entry.id[:64], projection=settings, points=points)
    spare_a_core()
    with tempfile.TemporaryDirectory() as workshop, stopping() as stop:
        place = Path(workshop)
        state = make_map(entry, task, place, should_stop=stop, on_progress=Said(as_json))
        if not (place / "map.safetensors").exists():
            raise ConfigError("stopped before there was a layout; nothing was written.")
        table = Latents.load(place / "latents.safetensors") if points else latents(entry)
        made = read_map(place / "map.safetensors", task, "", table)
        data = (place / "map.safetensors").read_bytes() if out.suffix == ".safetensors" else as_csv(entry, made)
    write_atomic(out, data)
    _tell(made, state, out, as_json)


def as_csv(entry: Entry, made: FittedMap) -> str:
    """Return a table with a line an image: its index, its class where it has one, its place, and the columns."""
    text, labels = io.StringIO(), made.latents.labels
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["index", *(["label"] if labels is not None else []), "x", "y", *made.columns])
    for i, (x, y) in enumerate(made.xy.tolist()):
        label = [] if labels is None else [harmless(entry.config.classes[labels[i]])]
        rows.writerow([i, *label, f"{x:.6g}", f"{y:.6g}", *(f"{column[i]:.6g}" for column in made.columns.values())])
    return text.getvalue()


def _tell(made: FittedMap, state: str, out: Path, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"state": state, "file": str(out), "scores": dict(made.scores)}))
        return
    for name, value in made.scores.items():
        print(f"{name.replace('_', ' '):16} {value:.4g}" if isinstance(value, float) else f"{name:16} {value}")
    print(f"{state}: {out}")
