"""What does the command line print, and which rooms does each command call?"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
from pathlib import Path

from core.config import ConfigError
from core.files import made, write_atomic, write_json
from core.library.folder import entry_at
from core.training.run import RunConfig
from core.types import ImageDataset

QUIET = 0.4  # of a core's time that others take: below it, every thread has a core to itself
LOOK = 0.1  # seconds for which the others are watched


def first_line(thing: object) -> str:
    """Return the first line of a docstring."""
    return (thing.__doc__ or "").strip().splitlines()[0]


def summary(config: RunConfig) -> dict[str, object]:
    """Return what tells one recipe from another."""
    model, training = config.model, config.training
    row = {"data": config.dataset.name, "model": model.family, "px": model.image_size}
    return row | {"latent dims": model.dims or "-", "epochs": training.epochs}


def table(rows: list[dict[str, object]], as_json: bool) -> None:
    """Print rows as an aligned table, or as JSON lines."""
    if as_json:
        for row in rows:
            print(json.dumps(row))
        return
    widths = {name: max(len(name), *(len(str(row[name])) for row in rows)) for name in rows[0]}
    for row in [{name: name for name in rows[0]}, *rows]:
        print("  ".join(str(value).ljust(widths[name]) for name, value in row.items()).rstrip())


def train(config: RunConfig, folder: Path, as_json: bool) -> None:
    """Train into `folder`, going on where the same run stopped. Raises ConfigError if another run lies there."""
    take_all_cores()
    from core.jobs import start
    from core.jobs.devices import devices

    if config.training.device not in devices():
        raise ConfigError(f"there is no {config.training.device} here; there are {', '.join(devices())}.")
    config = config.replace(dataset=config.dataset.from_root())
    if why := start.why_not(config):
        raise ConfigError(why)
    _claim(folder, config)
    ahead = _Ahead(config)
    from core.jobs.execute import execute

    stop = [False]
    previous = signal.signal(signal.SIGINT, lambda *_: stop.__setitem__(0, True))
    bar = _JsonLines() if as_json else _Bar(folder.name)
    try:
        dataset = ahead.result()
        state = execute(folder, should_stop=lambda: stop[0], on_progress=bar.show, on_load=bar.loading, dataset=dataset)
    finally:
        signal.signal(signal.SIGINT, previous)
        bar.close()
    entry = entry_at(folder)
    if state == "failed":
        raise ConfigError(entry.reason)
    print(json.dumps({"state": state, "folder": str(folder)}) if as_json else f"{state}: {folder}")


def take_all_cores() -> None:
    """Let torch, which must not have been loaded yet, have every core: no page is served beside a training here."""
    import psutil

    # Threads that stay awake while they wait take half as long on a quiet machine, and twice as long beside one busy
    # process. Asleep, they wake a little later and share with anybody.
    if psutil.cpu_percent(LOOK) / 100 * (os.cpu_count() or 1) > QUIET:
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


class _Ahead(threading.Thread):
    """Reads the data of a run while torch is imported: reading and checking it leaves Python to others."""

    def __init__(self, config: RunConfig) -> None:
        super().__init__(name="reading", daemon=True)
        self.config, self.dataset = config, None
        self.start()

    def run(self) -> None:
        if self.config.dataset.here():  # a download says how far it is, in its turn
            with contextlib.suppress(ValueError, OSError):  # whoever reads it again says what is wrong
                self.dataset = self.config.dataset.load("train", image_size=self.config.model.image_size)

    def result(self) -> ImageDataset | None:
        """Return the data, None if it is still to be read."""
        self.join()
        return self.dataset


def spare_a_core() -> None:
    """Let torch have all cores but one."""
    import torch

    # Two threads that share a busy core are several times slower than one that has it.
    torch.set_num_threads(max(1, (os.cpu_count() or 1) - 1))


def _claim(folder: Path, config: RunConfig) -> None:
    if (folder / "config.json").exists():
        there = entry_at(folder).config
        noted = {"classes": (), "left_out": 0, "code_version": ""}
        if there.replace(**noted) != config.replace(**noted):
            raise ConfigError(f"{folder} holds another run; name a new folder.")
        return
    if folder.exists() and any(folder.iterdir()):
        raise ConfigError(f"{folder} is not empty and holds no run; name a new folder.")
    made(folder)
    write_atomic(folder / "config.json", config.to_json())
    write_json(folder / "about.json", {"title": folder.name[:80], "owner": None, "created": 0.0})


def evaluate(folder: Path, seed: int, as_json: bool) -> None:
    """Score a model on its test images, keep scores.json, print it."""
    from core.library.model_card import UNITS, shown
    from core.scores.of_model import evaluate as score

    scores = score(folder, seed=seed)
    if as_json:
        print(json.dumps(scores.model_dump(mode="json")))
    elif not scores.scores:
        print(
            "it neither encodes nor reads images, so there is nothing to measure but what it draws: add --sampler prior"
        )
    else:
        rows = [
            {"score": name, "value": shown(score), "unit": UNITS[score.unit]} for name, score in scores.scores.items()
        ]
        table(rows, False)
        print(f"on {scores.n:,} {scores.part} images of {scores.dataset}, seed {scores.seed}")


def export(folder: Path, out: Path, to: str, *, refined: bool = False) -> None:
    """Write a model as one HTML file, refined: with a flow that sharpens its pictures, or as a zip."""
    entry = entry_at(folder)
    if to == "html":
        from core.export.model import export_folder

        write_atomic(out, export_folder(entry, refined=refined))
    else:
        from core.transfer import archive

        write_atomic(out, archive.pack(entry.path, title=entry.title))


class _JsonLines:
    """Prints one JSON line per finished epoch."""

    def loading(self, what: str, share: float) -> None:
        print(json.dumps({"loading": what, "share": round(share, 3)}), flush=True)

    def show(self, progress) -> None:
        if progress.epoch_end:
            print(json.dumps(progress.row()), flush=True)

    def close(self) -> None:
        pass


class _Bar:
    """A progress bar on a terminal; a line per epoch where there is none."""

    def __init__(self, title: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self.console = Console(file=sys.stderr)
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[losses]}"))
        self.bar = Progress(*columns, TimeRemainingColumn(), console=self.console, disable=not self.console.is_terminal)
        self.task = self.bar.add_task(title, total=1.0, losses="")
        self.bar.start()

    def loading(self, what: str, share: float) -> None:
        self.bar.update(self.task, losses=f"{what} {share:.0%}")

    def show(self, progress) -> None:
        self.bar.update(self.task, completed=progress.fraction)
        if not progress.epoch_end:
            return
        text = ", ".join(f"{name} {value:.2f}" for name, value in progress.validation.items() if not _vector(value))
        self.bar.update(self.task, losses=f"epoch {progress.epoch}: {text}")
        if not self.console.is_terminal:
            print(f"epoch {progress.epoch}: {text} ({progress.images_per_second:.0f} images/s)", flush=True)

    def close(self) -> None:
        self.bar.stop()


def _vector(value: object) -> bool:
    return isinstance(value, list)
