"""Which map does the pad show just now, and what does it have to be sent for that?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from core.blocks.layout import Colour, Mark, colour_block, layout_block
from core.blocks.pad import plane_of
from core.latents import Latents
from core.library import Entry
from core.projection import PcaConfig, Plane, Scattered
from core.tasks import MapTask
from core.types import ModelError
from ui import forms, state
from ui.cache import one_model
from ui.components.channel import channel
from ui.map import colours, notes
from ui.map.state import MapState
from ui.map.view import MapView

if TYPE_CHECKING:
    from core.tasks.map.kept import FittedMap
    from ui.components.pad import Report

PLANE = "plane"  # id of the layout that the pad brings along


def view_of(entry: Entry, task: MapTask) -> MapView | None:
    """Return the map that can be shown now: the wanted one, the plane until it is there; None without images."""
    if not (entry.path / "latents.safetensors").is_file():
        return None
    try:
        found = one_model.kept_map(task)
    except ModelError as error:
        st.warning(forms.sentence(error))
        found = None
    try:
        latents, fitted, own = _fitted(entry, task, found)
    except ModelError:
        return None
    return MapView(entry, task, latents, fitted, found, None, entry.owner == state.owner(), own)


def _fitted(entry: Entry, task: MapTask, found: FittedMap | None) -> tuple[Latents, Plane | Scattered, bool]:
    """Return the images' latents, their layout, and whether they are not those kept with the model."""
    if found is not None and isinstance(found.fitted, Scattered):
        return found.latents, found.fitted, bool(task.points)
    own = one_model.encoded(task) if task.points else None
    if own is not None:
        return own, plane_of(own), True  # soon, the map forms from here
    latents, plane = one_model.latents(entry), one_model.plane(entry)  # as the pad draws it: it may have been turned
    if plane is None:  # deleted a moment ago
        raise ModelError(f"{entry.named} has no latents.")
    return latents, plane, False


def marked(view: MapView, report: Report | None) -> MapView:
    """Return the view with what the visitor has marked on it."""
    return replace(view, selection=report.selection if report else None)


def scattered(view: MapView) -> bool:
    """Say whether the map is one that only its images explain."""
    return isinstance(view.fitted, Scattered)


def send(view: MapView) -> None:
    """Have the pad lay its images out and colour them as this map says; another colour sends no places again."""
    colour, marks = _colour(view)
    channel(layout(view), key=f"layout-{view.entry.id}")
    channel(
        colour_block(model=view.entry.id, n=len(view.latents), colour=colour, marks=marks),
        key=f"colour-{view.entry.id}",
    )


def layout(view: MapView) -> bytes:
    """Return the block that says where the images lie."""
    free = view.fitted if isinstance(view.fitted, Scattered) else None
    return layout_block(
        model=view.entry.id,
        id=view.task.key() if free else PLANE,
        n=len(view.latents),
        xy=view.xy if free else None,
        reach=free.reach if free else None,
        note=_note(view),
    )


def _note(view: MapView) -> str:
    if isinstance(view.fitted, Scattered):
        note = view.task.projection.note
        short = view.fitted.iterations < view.fitted.total
        return note + (f" Ended after step {view.fitted.iterations} of {view.fitted.total}." if short else "")
    d = view.latents.mu.shape[1]
    return PcaConfig.note.format(share=float(np.sum(view.fitted.explained)), d=d) if d > 2 else ""


def _colour(view: MapView) -> tuple[Colour | None, tuple[Mark, ...]]:
    name = state.of(MapState).colour
    if name == "clusters":
        return colours.clusters(view)
    if name in notes.COLOURS:
        return notes.colour(view, name), ()
    values = colours.values(view, name) if name in colours.COLUMNS else None
    if values is None:
        return None, ()
    column = colours.COLUMNS[name]
    return Colour(name, column.title, values, column.unit), ()
