"""How does a Streamlit page show the live pad and learn where the visitor let it go?"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.export.html import LIVE, pad_script, pad_style
from ui.live.selection import Selection


@dataclass(frozen=True)
class Place:
    """Where the pad was let go.

    z: latents (d,). y: class weights (k,) that sum to 1, empty if the model takes none. view: the map's background,
    centre and width, as a link carries them, such as "both,0.1,-0.2,6.5".
    """

    z: tuple[float, ...]
    y: tuple[float, ...] = ()
    view: str = ""

    def query(self) -> dict[str, str]:
        """Return what a link to this place carries: z, y (if any) and view."""
        parts = {"z": _joined(self.z), "y": _joined(self.y), "view": self.view}
        return {name: text for name, text in parts.items() if text}

    @classmethod
    def from_state(cls, state: Mapping[str, Any] | None) -> Place | None:
        """Read what the browser reported; None if it reported nothing yet."""
        if not state:
            return None
        return cls(tuple(state["z"]), tuple(state["y"] or ()), state["view"])


@dataclass(frozen=True)
class Report:
    """What a visitor did on the pad.

    place: where they last let go, None before that. selection: what is marked now, None for nothing. marked: whether
    anything was marked or unmarked since the page was opened; before that, a link's selection may still be on its way.
    """

    place: Place | None = None
    selection: Selection | None = None
    marked: bool = False

    def query(self) -> dict[str, str]:
        """Return the address parameters that lead back here; an empty one is to go away, one not named to stay."""
        parts = {"y": ""} | self.place.query() if self.place else {}
        if self.marked:
            parts |= {"sel": ""} | (self.selection.query() if self.selection else {})
        return parts


def _joined(numbers: tuple[float, ...]) -> str:
    return ",".join(f"{number:g}" for number in numbers)


# Keeps the pad's place until its program runs, or until there is a model: what stands below must not jump.
_AWAIT = """
<div class="awaiting">
  <div class="await"><p>The pad comes alive as soon as there is something to drag.</p></div>
</div>
"""


def _component(name: str, *, reports: bool, invites: tuple[str, str] | None = None) -> Callable[..., Any]:
    # Streamlit would take a one-line string for a path; these have many lines.
    adapter = "\n".join((LIVE / name).read_text(encoding="utf-8") for name in ("registry.js", "adapter.js"))
    return st.components.v2.component(
        name,
        html=_AWAIT,
        css=pad_style() + (LIVE / "await.css").read_text(encoding="utf-8"),
        js=f"const REPORTS = {json.dumps(reports)}, INVITES = {json.dumps(invites)};\n{pad_script()}\n{adapter}",
    )


# Declared once, at import.
_PAD = _component("latent_ink_pad", reports=True)
_SILENT = _component("latent_ink_pad_silent", reports=False)
_INVITING = _component("latent_ink_pad_inviting", reports=True, invites=("2", "3"))


def live_pad(
    bundle: bytes | None, *, key: str, on_release: Callable[[], None] | None = lambda: None, invites: bool = False
) -> Report:
    """Show the pad and return where it was last let go and what is marked on it.

    bundle: from core.export.pad.pad_bundle; nothing else is sent, and nothing at all while it stays the same; None
    keeps the place of a model that is still to come. key: one for each model, such as "pad-" and its id. With newer
    weights under the same key the pad goes on: a drag is not interrupted, points glide to their new places. The pad
    itself reads z, y, view and sel from the page's address when it first appears. on_release runs before the page does;
    None for a page that does not want to hear of releases. invites: until the pad is touched or a key pressed, its
    point glides by itself from a 2 to a 3 (else between the first two classes) and back, which nobody is told; not
    where the address says a place, nor for who wants no motion.
    """
    if on_release is None:
        _SILENT(key=key, data=bundle)
        return Report()
    component = _INVITING if invites else _PAD
    result = component(key=key, data=bundle, on_place_change=on_release, on_selection_change=on_release)
    marks = result.selection
    return Report(Place.from_state(result.place), Selection.from_state(marks), marked=marks is not None)
