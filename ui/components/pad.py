"""How does a Streamlit page show the live pad and learn where the visitor let it go?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.export.html import PAD
from ui.components.component import component
from ui.components.selection import Selection


@dataclass(frozen=True)
class Place:
    """Where the pad was let go.

    z: latents (d,). y: class weights (k,) that sum to 1, empty if the model takes none. view: the map's background,
    centre and width, as a link carries them, such as "both,0.1,-0.2,6.5". t0: from which moment on a flow refines the
    picture, 1 for not at all. steps, guidance: by which a model draws that draws in steps, None of others.
    """

    z: tuple[float, ...]
    y: tuple[float, ...] = ()
    view: str = ""
    t0: float = 1.0
    steps: int | None = None
    guidance: float | None = None

    def query(self) -> dict[str, str]:
        """Return what a link to this place carries: z, y (if any), view, and t0 if it is not 1."""
        t0 = f"{self.t0:g}" if self.t0 < 1 else ""
        parts = {"z": _joined(self.z), "y": _joined(self.y), "view": self.view, "t0": t0}
        if self.steps is not None and self.guidance is not None:
            parts |= {"steps": str(self.steps), "guidance": f"{self.guidance:g}"}
        return {name: text for name, text in parts.items() if text}

    @classmethod
    def from_state(cls, state: Mapping[str, Any] | None) -> Place | None:
        """Read what the browser reported; None if it reported nothing yet."""
        if not state:
            return None
        solver = state.get("solver") or {}
        t0, steps, guidance = state.get("t0", 1), solver.get("steps"), solver.get("guidance")
        drawn_by = (None, None) if steps is None or guidance is None else (int(steps), float(guidance))
        return cls(tuple(state["z"]), tuple(state["y"] or ()), state["view"], float(t0), *drawn_by)


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
        parts = {"y": "", "t0": ""} | self.place.query() if self.place else {}
        if self.marked:
            parts |= {"sel": ""} | (self.selection.query() if self.selection else {})
        return parts


def _joined(numbers: tuple[float, ...]) -> str:
    return ",".join(f"{number:g}" for number in numbers)


# Declared once, at import.
_AWAITS = "The pad comes alive as soon as there is something to drag."
_PAD = component("latent_ink_pad", "pad/entry.js", styles=PAD, awaits=_AWAITS)
_SILENT = component("latent_ink_pad_silent", "pad/entry_silent.js", styles=PAD, awaits=_AWAITS)
_INVITING = component("latent_ink_pad_inviting", "pad/entry_inviting.js", styles=PAD, awaits=_AWAITS)


def live_pad(
    bundle: bytes | None, *, key: str, on_release: Callable[[], None] | None = lambda: None, invites: bool = False
) -> Report:
    """Show the pad and return where it was last let go and what is marked on it.

    bundle: from core.blocks.pad.pad_bundle; nothing else is sent, and nothing at all while it stays the same; None
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
    shown = _INVITING if invites else _PAD
    result = shown(key=key, data=bundle, on_place_change=on_release, on_selection_change=on_release)
    marks = result.selection
    return Report(Place.from_state(result.place), Selection.from_state(marks), marked=marks is not None)
