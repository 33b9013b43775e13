"""How does a Streamlit page show a model writing, and learn what the visitor had it write?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.export.html import PAD
from core.writing import mix_text
from ui.components.component import component


@dataclass(frozen=True)
class Written:
    """What a visitor had the model write.

    text: what was typed. hand: "one" noise for all, or of its own for "each". seed: of the noise. rolls: how often each
    character was written anew. slant: in degrees beyond the usual. weight: pixels of stroke, roundness: percent of it,
    size: pixels of extent, each beyond the usual. heat: T by which the noise is scaled. mix: class weights (k,) of the
    wheel. ink: "smooth" outlines or "pixels".
    """

    text: str
    hand: str
    seed: int
    rolls: tuple[int, ...]
    slant: float
    weight: float
    roundness: float
    size: float
    heat: float
    mix: tuple[float, ...]
    ink: str

    def query(self) -> dict[str, str]:
        """Return the address parameters that lead back here; an empty one is to go away."""
        return {
            "text": self.text,
            "hand": "each" if self.hand == "each" else "",
            "seed": str(self.seed),
            "rolls": ",".join(map(str, self.rolls)) if any(self.rolls) else "",
            "slant": f"{self.slant:g}" if self.slant else "",
            "weight": f"{self.weight:g}" if self.weight else "",
            "roundness": f"{self.roundness:g}" if self.roundness else "",
            "size": f"{self.size:g}" if self.size else "",
            "heat": f"{self.heat:g}",
            "mix": mix_text(self.mix),
            "ink": "pixels" if self.ink == "pixels" else "",
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any] | None) -> Written | None:
        """Read what the browser reported; None if it reported nothing yet."""
        if not state:
            return None
        numbers = {name: float(state.get(name, 0.0)) for name in ("slant", "weight", "roundness", "size", "heat")}
        return cls(
            str(state["text"]),
            str(state["hand"]),
            int(state["seed"]),
            tuple(int(roll) for roll in state["rolls"]),
            mix=tuple(float(share) for share in state["mix"]),
            ink=str(state["ink"]),
            **numbers,
        )


# Declared once, at import.
_WRITER = component(
    "latent_ink_writer", "write/entry.js", styles=(*PAD, "write/write.css"), awaits="The ink is on its way."
)


def live_write(block: bytes | None, *, key: str) -> Written | None:
    """Show a model that writes and return what it was last made to write, None before a hand did anything.

    block: from core.blocks.write; nothing else is sent, and nothing at all while it stays the same. None keeps the
    place. key: one for each model, such as "writer-" and its id. The writer itself reads the page's address when it
    first appears.
    """
    return Written.from_state(_WRITER(key=key, data=block, on_seen_change=lambda: None).seen)
