"""Where does a task lie, and how does it say there how far it is? One folder a task, named by its key."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import time
from pathlib import Path

from core import places
from core.files import write_json
from core.library.task import TaskError

KEY = re.compile(r"[0-9a-f]{32}")
SHELVES = ("maps", "samplers")  # folders of a zoo model in which results ship
TELL = 0.4  # seconds between two reports


def folder_of(key: str) -> Path:
    """Return the folder that a task of this key has, or would have. Raises TaskError if that is no key."""
    # Matched before it is joined: "../x" is no path here.
    if not KEY.fullmatch(key):
        raise TaskError("A task's key is 32 hex digits: this link is wrong or incomplete.")
    return places.tasks() / key


def shipped(model: str, key: str) -> Path | None:
    """Return the file that ships with a zoo model for this key, None if there is none."""
    if not model or not KEY.fullmatch(key) or KEY.fullmatch(model):
        return None
    paths = [places.zoo() / model / shelf / f"{key}.safetensors" for shelf in SHELVES]
    return next((path for path in paths if path.is_file()), None)


def shipped_with_any(key: str) -> Path | None:
    """Return the file of this key that some zoo model ships with, None if there is none."""
    try:
        models = os.listdir(places.zoo())
    except FileNotFoundError:
        return None
    return next((path for model in models if (path := shipped(model, key))), None)


def folders() -> list[Path]:
    """Return the folders of all tasks, in no order."""
    try:
        with os.scandir(places.tasks()) as found:
            return [Path(entry.path) for entry in found if KEY.fullmatch(entry.name)]
    except FileNotFoundError:
        return []


def remove(path: Path) -> None:
    """Remove a task's folder; a worker that is at it finds it gone and gives up."""
    trash = path.with_name(f".trash-{secrets.token_hex(8)}")
    try:
        path.rename(trash)  # gone for everyone at once; what a crash leaves is swept later
    except FileNotFoundError:
        return
    shutil.rmtree(trash, ignore_errors=True)


def forget(model: str) -> None:
    """Remove all tasks of a model; a worker that is at one finds its folder gone and gives up."""
    for path in folders():
        try:
            asked = json.loads((path / "task.json").read_bytes())
            mine = asked["task"]["model"] == model
        except (OSError, ValueError, KeyError, TypeError):  # nobody can tell whose it was; the sweep will
            continue
        if mine:
            remove(path)


class Tick:
    """Says in tick.json how far a task is, about twice a second; calling it costs next to nothing in between."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "tick.json"
        self.began, self.told, self.said = time.monotonic(), 0.0, ""

    def __call__(self, doing: str, fraction: float, step: int = 0, steps: int = 0) -> None:
        """Report what is being done, and how much of the whole task is, 0 to 1; step of steps where work is counted.

        Raises OSError.
        """
        now = time.monotonic()
        if now - self.told < TELL and doing == self.said:
            return
        self.told, self.said = now, doing
        tick = {"doing": doing, "step": step, "steps": steps, "fraction": min(1.0, fraction)}
        write_json(self.path, tick | {"seconds": round(now - self.began, 3)}, durable=False)
