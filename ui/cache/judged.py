"""What is known of a model's samples and of its training, and what follows from that, kept between page runs?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.library import Entry
from core.models import ModelConfig
from core.scores import SampleTable
from core.scores.claims_on_sampling import LESSONS, Scored, Told
from core.tasks.scores import files_of, table_of
from core.training.trouble import trouble_ever
from core.types import ModelError
from ui.cache import one_model
from ui.cache.kept import kept
from ui.cache.one_model import Stamp, stamp_of


def table(entry: Entry) -> SampleTable | None:
    """Return all that was scored of a model as it is now, None for nothing. Raises ModelError if it is unreadable."""
    return _table(entry.id, stamp_of(*files_of(entry)), entry)


@kept(64)
def _table(id: str, stamp: Stamp, _entry: Entry) -> SampleTable | None:
    return table_of(_entry)


def lessons(entry: Entry) -> tuple[SampleTable, Mapping[str, Told]]:
    """Return a model's scores, and what they say of each claim on sampling by its name; none if they are unreadable."""
    # By what is kept with it, as the strategies go: they all but the prior need to know where images lie.
    encodes = (entry.path / "latents.safetensors").is_file()
    return _lessons(entry.id, entry.config.model.dims, encodes, stamp_of(*files_of(entry)), entry)


@kept(64)
def _lessons(id: str, dims: int, encodes: bool, stamp: Stamp, _entry: Entry) -> tuple[SampleTable, dict[str, Told]]:
    try:
        found = table_of(_entry) or SampleTable()
    except ModelError:  # the scores say so
        found = SampleTable()
    scored = Scored(_entry.title, dims, found, encodes)
    return found, {name: lesson.of(scored) for name, lesson in LESSONS.items()}


def troubles(entry: Entry) -> Sequence[str]:
    """Return the titles of what went wrong after any epoch of its training, the first first."""
    return _troubles(entry.id, entry.config.model, stamp_of(entry.path / "history.jsonl"), entry)


@kept(128)
def _troubles(id: str, model: ModelConfig, stamp: Stamp, _entry: Entry) -> list[str]:
    return trouble_ever(one_model.history(_entry), model)
