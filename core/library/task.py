"""What do all tasks have in common? Settings that name a model, a key that names their result, and work to do."""

from __future__ import annotations

import hashlib
from abc import abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from core.config import Config
from core.files import sha256_of
from core.library.folder import Entry, find
from core.types import ModelError

ShouldStop = Callable[[], bool]


class TaskError(ValueError):
    """There is no such task, or it cannot be read; the message is one sentence for the user."""


class TaskConfig(Config):
    """Work on a model that is not a training. The same settings on the same model are the same task, whoever asks.

    edition: to be raised when the same settings begin to give another result, so that kept results are made anew.
    decodes: whether the result depends on the model's weights too, and on latents only where it keeps any.
    """

    edition: ClassVar[int] = 1
    decodes: ClassVar[bool] = False

    kind: str
    model: str = Field("", max_length=64, description="Id of the model in the library; empty where none is needed.")

    def key(self) -> str:
        """Return 32 hex digits that name these settings and the model's latents; a retrained model gives others.

        Takes a tenth of a millisecond. Raises ModelError if there is no such model, or it has not yet what is needed.
        """
        if not self.model:
            return self.key_for("")
        entry = find(self.model)
        if not self.decodes:
            return self.key_for(fingerprint(entry))
        latents = fingerprint(entry) if (entry.path / "latents.safetensors").is_file() else ""
        return self.key_for(fingerprint(entry, "model.safetensors") + latents)

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
    try:
        return sha256_of(entry.path / name)
    except FileNotFoundError:
        what = "no latents, so there is nothing to put on a map" if name == "latents.safetensors" else f"no {name} yet"
        raise ModelError(f"{entry.named} has {what}.") from None
