"""Is the model that a training is to begin with here, has it learned, and does it fit?"""

from __future__ import annotations

from core import library
from core.library import Entry
from core.training.run import RunConfig
from core.training.start import objection
from core.types import ModelError


def checked(config: RunConfig) -> Entry:
    """Return the model that a run begins with. Raises ModelError, a sentence, if there is none that fits."""
    entry = library.find(config.start)
    if not entry.has_weights:
        raise ModelError(f"{entry.named} has not learned anything yet: nothing can begin with it.")
    if why := objection(config.model, entry.config.model):
        raise ModelError(why)
    return entry


def why_not(config: RunConfig) -> str:
    """Return a sentence if a run cannot begin as it is to, else an empty text."""
    if not config.start:
        return ""
    try:
        checked(config)
    except ModelError as error:
        return str(error)
    return ""
