"""How does a Streamlit page show what up to four strategies draw, and learn which sample the visitor took up?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.export.html import PAD
from ui.components.component import component


@dataclass(frozen=True)
class Picked:
    """A sample that was clicked: the index-th of the column-th strategy, and its latents (d,) as they were."""

    column: int
    index: int
    z: tuple[float, ...]


@dataclass(frozen=True)
class SamplesReport:
    """What a visitor did with the samples.

    id: of the samples it speaks of, as in the block: of others it says nothing. temperature: where the slider was let
    go. picked: the sample whose card is open, None for none.
    """

    id: str
    temperature: float
    picked: Picked | None = None

    @classmethod
    def from_state(cls, state: Mapping[str, Any] | None) -> SamplesReport | None:
        """Read what the browser reported; None if it reported nothing yet."""
        if not state:
            return None
        taken = state["picked"]
        picked = Picked(taken["column"], taken["index"], tuple(taken["z"])) if taken else None
        return cls(state["id"], float(state["temperature"]), picked)


# Declared once, at import.
_SAMPLES = component(
    "latent_ink_samples",
    "samples/entry.js",
    styles=(*PAD, "samples/samples.css"),
    awaits="The samples are drawn in a moment.",
)


def live_samples(block: bytes | None, *, key: str) -> SamplesReport | None:
    """Show columns of samples and return what the visitor last did with them, None before a hand did anything.

    block: from core.blocks.samples.samples_block, of a model whose pad is on the same page: it lends its weights, and
    its map shows where the samples lie. With other samples under the same key the columns go on, at the temperature
    that the visitor chose unless the block begins with another one than before. None keeps the place. key: one for each
    model, such as "samples-" and its id.
    """
    return SamplesReport.from_state(_SAMPLES(key=key, data=block, on_seen_change=lambda: None).seen)
