"""Where do the letters of a message come from: own ink, a model of the hand, or both?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np

from core.handwriting.message.hand import Hand
from core.handwriting.message.model_between import Ladder, ladder
from core.handwriting.message.model_ink import ModelInk, ModelInkConfig, model_ink, written_by
from core.library.folder import Entry, latents, open_model
from core.models import ModelConfig
from core.sampling import SAMPLERS
from core.types import DataError

Source = Literal["ink", "model", "mixed"]
SOURCES: tuple[Source, ...] = ("ink", "model", "mixed")
OnProgress = Callable[[str, float], None]


def objection(entry: Entry, signs: Sequence[str], *, between: bool = False) -> str:
    """Return a sentence if a model cannot draw letters of a hand that writes `signs`, else an empty text.

    between: it is to draw letters between two hands, for which it has to say where a letter lies.
    """
    model = entry.config.model
    if between and not (model.encodes and model.conditional):
        return f"{entry.named} cannot draw letters between two hands: that takes a VAE that is told the class."
    if not (model.draws and model.conditional):
        return f"{entry.named} cannot draw letters of a hand: that takes a model that draws and is told the class."
    if not set(signs) & set(entry.config.classes):
        return f"{entry.named} knows none of the characters of this hand."
    return "" if entry.has_weights else f"{entry.named} has not learned anything yet."


def ways(model: ModelConfig) -> tuple[str, ...]:
    """Return the strategies by which a model can draw letters of a hand, keys of SAMPLERS, the usual one first."""
    usual = "near-images" if model.encodes else "prior"
    fit = [name for name, kind in SAMPLERS.items() if not kind.of_one and (model.encodes or not kind.needs)]
    return (usual, *(name for name in fit if name != usual))


def ink_of(
    entry: Entry,
    hand: Hand,
    config: ModelInkConfig,
    *,
    own_places: bool = True,
    on_progress: OnProgress = lambda what, share: None,
) -> ModelInk:
    """Return letters that a model draws of a hand.

    own_places: drawn among the places of the hand's own letters; else among those of the images that are kept with the
    model. Raises DataError if it cannot, ModelError if it is damaged, SamplingError if the strategy cannot be fitted.
    """
    if why := objection(entry, hand.signs):
        raise DataError(why)
    of = None if own_places else latents(entry)
    return model_ink(open_model(entry), hand, config, of=of, on_progress=on_progress)  # type: ignore[arg-type]


def hand_from(
    source: Source,
    hand: Hand,
    entry: Entry | None,
    config: ModelInkConfig,
    *,
    on_progress: OnProgress = lambda what, share: None,
) -> Hand:
    """Return what writes: the hand itself, its letters as a model draws them, or both. Raises as `ink_of` does."""
    if source == "ink":
        return hand
    if entry is None:
        raise DataError("a model is needed to draw letters of this hand.")
    return written_by(hand, ink_of(entry, hand, config, on_progress=on_progress), mixed=source == "mixed").hand


def hands_between(
    first: Hand,
    second: Hand,
    entry: Entry,
    *,
    share: float | None = None,
    on_progress: OnProgress = lambda what, share: None,
) -> Ladder:
    """Return hands between two, of letters that a model draws. share: the one at that share alone, instead of some.

    Raises DataError if it cannot draw both, ModelError if it is damaged.
    """
    for hand in (first, second):
        if why := objection(entry, hand.signs, between=True):
            raise DataError(why)
    shares = None if share is None else np.array([share])
    return ladder(open_model(entry), first, second, shares, on_progress=on_progress)  # type: ignore[arg-type]
