"""How does a Streamlit page show a model writing, and learn what the visitor had it write?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.export.html import LIVE, pad_style
from core.writing import mix_text

# In the order they are joined.
SCRIPTS = (
    "runtime.js",
    "network.js",
    "theme.js",
    "dom.js",
    "reading.js",
    "place.js",
    "image.js",
    "crew.js",
    "writer_hand.js",
    "writer_ink.js",
    "writer_gif.js",
    "writer_press.js",
    "writer_row.js",
    "writer_mix.js",
    "writer_keep.js",
    "writer_desk.js",
    "writer.js",
)


@dataclass(frozen=True)
class Written:
    """What a visitor had the model write.

    text: what was typed. hand: "one" noise for all, or of its own for "each". seed: of the noise. rolls: how often each
    character was written anew. slant: in degrees beyond the usual. weight: pixels of stroke beyond the usual. heat: T
    by which the noise is scaled. mix: class weights (k,) of the wheel. ink: "smooth" outlines or "pixels".
    """

    text: str
    hand: str
    seed: int
    rolls: tuple[int, ...]
    slant: float
    weight: float
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
            "heat": f"{self.heat:g}",
            "mix": mix_text(self.mix),
            "ink": "pixels" if self.ink == "pixels" else "",
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any] | None) -> Written | None:
        """Read what the browser reported; None if it reported nothing yet."""
        if not state:
            return None
        numbers = {name: float(state[name]) for name in ("slant", "weight", "heat")}
        return cls(
            str(state["text"]),
            str(state["hand"]),
            int(state["seed"]),
            tuple(int(roll) for roll in state["rolls"]),
            mix=tuple(float(share) for share in state["mix"]),
            ink=str(state["ink"]),
            **numbers,
        )


_AWAIT = """
<div class="awaiting">
  <div class="await"><p>The ink is on its way.</p></div>
</div>
"""


def writer_script() -> str:
    """Return the JavaScript of the writer without the part that knows its host; it defines `mountWriter`."""
    return "\n".join((LIVE / name).read_text(encoding="utf-8") for name in SCRIPTS)


def writer_style() -> str:
    """Return its style sheet."""
    return pad_style() + (LIVE / "writer.css").read_text(encoding="utf-8")


# Declared once, at import.
_WRITER = st.components.v2.component(
    "latent_ink_writer",
    html=_AWAIT,
    css=writer_style(),
    js=f"{writer_script()}\n{(LIVE / 'writer_adapter.js').read_text(encoding='utf-8')}",
)


def live_writer(block: bytes | None, *, key: str) -> Written | None:
    """Show a model that writes and return what it was last made to write, None before a hand did anything.

    block: from core.export.writer; nothing else is sent, and nothing at all while it stays the same. None keeps the
    place. key: one for each model, such as "writer-" and its id. The writer itself reads the page's address when it
    first appears.
    """
    return Written.from_state(_WRITER(key=key, data=block, on_seen_change=lambda: None).seen)
