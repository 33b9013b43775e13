"""What do all tasks have in common? Settings that name a model, a key that names their result, and work to do."""

from __future__ import annotations

import hashlib
from abc import abstractmethod
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from core.config import Config
from core.folder import Entry, find
from core.types import ModelError

ShouldStop = Callable[[], bool]


class TaskError(ValueError):
    """There is no such task, or it cannot be read; the message is one sentence for the user."""


class TaskConfig(Config):
    """Work on a model that is not a training. The same settings on the same model are the same task, whoever asks.

    edition: to be raised when the same settings begin to give another result, so that kept results are made anew.
    """

    edition: ClassVar[int] = 1

    kind: str
    model: str = Field("", max_length=64, description="Id of the model in the library; empty where none is needed.")

    def key(self) -> str:
        """Return 32 hex digits that name these settings and the model's latents; a retrained model gives others.

        Takes a tenth of a millisecond. Raises ModelError if there is no such model or it has no latents yet.
        """
        return self.key_for(fingerprint(find(self.model)) if self.model else "")

    def key_for(self, latents: str) -> str:
        """Return the key for latents of that fingerprint."""
        return hashlib.sha256(f"{self.edition} {self.model_dump_json()}{latents}".encode()).hexdigest()[:32]

    @abstractmethod
    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Do the task and leave its results in `folder`; return "done", or "stopped" soon after should_stop says so.

        Called in a job process only: here, and not at the top of its file, torch and its like are imported. A worker
        that is killed is followed by another, which begins anew in the same folder. Raises ValueError with a sentence
        for the user.
        """


def fingerprint(entry: Entry, name: str = "latents.safetensors") -> str:
    """Return sha256 of a model's latents or another of its files, 64 hex digits. Raises ModelError if it has none."""
    path = entry.path / name
    try:
        found = path.stat()
        return _hashed(str(path), (found.st_mtime_ns, found.st_size, found.st_ino))
    except FileNotFoundError:
        what = "no latents, so there is nothing to put on a map" if name == "latents.safetensors" else f"no {name} yet"
        raise ModelError(f"{entry.title} has {what}.") from None


@lru_cache(maxsize=1024)
def _hashed(path: str, stamp: tuple[int, int, int]) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()
