"""What does a pack make of a model, each once for all of its pages?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from core import library
from core.blocks.pad import plane_of
from core.export.model import bundle_of
from core.latents import Latents
from core.library import Entry
from core.projection import FittedProjection, Plane
from core.tasks import MapTask
from core.tasks.map.kept import kept_maps, open_map
from core.types import ModelError

USUAL = ("mnist-vae-2d", "mnist-vae-16d", "mnist-ae-2d", "mnist-gan", "mnist-cvae", "mnist-cgan", "mnist-classifier")


class PackModel:
    """A model of the library, with the blocks that several pages of a pack are made of."""

    def __init__(self, entry: Entry) -> None:
        self.entry, self.id = entry, entry.id

    @property
    def title(self) -> str:
        """What it is called."""
        return self.entry.title

    @property
    def draws(self) -> bool:
        """Whether it has a latent space that can be dragged through."""
        return self.entry.config.model.draws

    @cached_property
    def latents(self) -> Latents | None:
        """The images that are kept with it. Raises ModelError for a damaged file."""
        kept = (self.entry.path / "latents.safetensors").is_file()
        return library.latents(self.entry) if kept else None

    @cached_property
    def plane(self) -> Plane | None:
        """Where the pad lays its images out by itself."""
        return None if self.latents is None else plane_of(self.latents)

    @cached_property
    def pad(self) -> bytes:
        """The pad's block. Raises ModelError if the browser cannot run it."""
        return bundle_of(self.entry)

    @cached_property
    def maps(self) -> list[tuple[MapTask, FittedProjection]]:
        """The maps that are kept of it and are no plane, each with its layout."""
        found = []
        for task in kept_maps(self.entry) if self.latents is not None else []:
            made = None if task.projection.at_once or task.points else open_map(task)
            if made is not None:
                found.append((task, made.fitted))
        return found


def found(ids: Sequence[str]) -> list[PackModel]:
    """Return the models of these ids or folders, or those of a pack as it usually is.

    Raises ModelError for one that is not there, has learned nothing, or cannot be run by a browser.
    """
    models = [PackModel(_entry(id)) for id in ids or USUAL]
    for model in models:
        if not model.entry.has_weights:
            raise ModelError(f"{model.entry.named} has not learned anything yet.")
        if not (model.entry.path / "browser.bin").is_file():
            raise ModelError(f"{model.entry.named} cannot go into a pack: it has nothing that a browser can run.")
    return list({model.id: model for model in models}.values())


def _entry(id: str) -> Entry:
    folder = Path(id)
    if "/" in id or (folder / "config.json").is_file():
        return library.entry_at(folder)
    try:
        return library.find(id)
    except ModelError:
        known = ", ".join(entry.id for entry in library.list_models())
        raise ModelError(f"There is no model {id[:60]!r} here; there are {known}, and any model folder.") from None
