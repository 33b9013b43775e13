"""What is marked on the map, and what is to become of it: a group, a label, left out, taken away as a file?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from core.blocks.pad import plane_of
from core.export import pictures
from core.library import annotations
from core.library.annotations import Annotations
from core.library.model_card import plain
from core.projection import Scattered
from core.tasks.map.kept import kept_maps
from core.types import ModelError
from ui import forms, notices, state
from ui.cache import one_model
from ui.map import notes
from ui.map.cluster_cards import label, note
from ui.map.view import MapView
from ui.shared import background
from ui.shared.state import SharedState

AT_ONCE = 2000  # images that are zipped while one waits; more are packed beside
HOW = (
    "Nothing is marked. Draw around images with the lasso or the box beside the map's hand, or choose classes in its "
    "legend: what you mark can be kept as a group, labelled, left out of the next training, or taken away."
)
PLANE = ("", "plane")  # how the pad calls its own map


def show(view: MapView) -> None:
    """Draw what can be done with the images that are marked, then what has been noted so far."""
    try:
        known = annotations.read(view.entry, state.owner())
    except ModelError as error:
        st.error(forms.sentence(error))
        return
    indices = marked(view)
    if len(indices):
        st.markdown(f"**{len(indices):,} of {len(view.latents):,} images are marked.** {_classes(view, indices)}")
        _acts(view, indices)
        _downloads(view, indices, known)
    else:
        st.caption(HOW)
    notes.show(view, known)


def marked(view: MapView) -> np.ndarray:
    """Return the indices of the marked images, int64 (m,), ascending.

    A polygon drawn on another map of the same images marks those that lie in it there; if that map is gone, none.
    """
    selection = view.selection
    if selection is None or selection.empty:
        return np.empty(0, np.int64)
    xy = _places(view, selection.layout) if selection.polygon else view.xy
    if xy is None or len(xy) != len(view.latents):
        selection, xy = replace(selection, polygon=()), view.xy
    return selection.indices(xy, view.latents.labels)


def _places(view: MapView, layout: str) -> np.ndarray | None:
    """Return where the images lie on the map of that id, (n, 2); None if it is not there."""
    if layout == view.task.key() or (layout in PLANE and not isinstance(view.fitted, Scattered)):
        return view.xy
    if layout in PLANE:
        drawn = plane_of(view.latents) if view.own_images else one_model.plane(view.entry)
        return drawn.xy if drawn else None
    task = next((task for task in kept_maps(view.entry) if task.key() == layout), None)
    found = one_model.kept_map(task) if task else None
    return found.xy if found else None


def _classes(view: MapView, indices: np.ndarray) -> str:
    if view.latents.labels is None:
        return ""
    counts = np.bincount(view.latents.labels[indices], minlength=len(view.classes))
    order = [c for c in np.argsort(-counts, kind="stable") if counts[c]]
    parts = [f"{counts[c]:,} of class {plain(view.classes[c])}" for c in order[:6]]
    left = counts[order[6:]].sum()
    return ", ".join([*parts, *([f"{left:,} of others"] if left else [])]) + "."


def _acts(view: MapView, indices: np.ndarray) -> None:
    """Draw a field and a button for each thing that can be noted about the marked images."""
    keys = [view.latents.keys[i] for i in indices]
    with st.grid(3, min_column_width=240, gap="small"):
        name = _field("group", "Keep as a group", "such as odd sevens", "Keep as group", ":material/bookmark_add:")
        if name is not None:
            if note(view, lambda known: known.with_group(name, keys)):
                notices.say_later(f"Kept: {plain(name.strip())}, {len(keys):,} images.")
            st.rerun()
        text = _field("label", "Say what they are", "such as 7", "Label these", ":material/label:")
        if text is not None:
            label(view, indices, text)
            st.rerun()
        with st.container():
            st.caption("Mislabelled, or not worth learning?")
            st.button(
                "Leave these out of the next training", icon=":material/block:", key="leave-out", on_click=_leave_out,
                args=(view, keys),
            )  # fmt: skip


def _field(what: str, title: str, example: str, verb: str, icon: str) -> str | None:
    """Draw a field with a button; return what was typed if the button was pressed just now."""
    with st.form(f"form-{what}", border=False, clear_on_submit=True):
        text = st.text_input(title, key=f"mark-{what}", max_chars=60, placeholder=example)
        return text if st.form_submit_button(verb, icon=icon, key=f"do-{what}") else None


def _leave_out(view: MapView, keys: list[str]) -> None:
    if note(view, lambda known: known.leaving_out(keys)):
        notices.say_later(f"{len(keys):,} images are left out of the next training: see below.")


def _downloads(view: MapView, indices: np.ndarray, known: Annotations) -> None:
    name = view.entry.id if view.entry.zoo else f"latent-ink-{view.entry.id[:8]}"
    classes = () if view.latents.labels is None else [view.classes[c] for c in view.latents.labels]

    def table() -> str:
        return annotations.labels_csv(known, view.latents.keys, classes, indices)

    with st.container(horizontal=True, gap="small"):
        st.download_button("CSV", table, f"{name}.csv", "text/csv", key="marked-csv", on_click="ignore")
        if len(indices) <= pictures.MOST_ON_A_SHEET:
            st.download_button(
                "PNG", lambda: pictures.sheet(view.latents.thumbnails()[indices]), f"{name}.png", "image/png",
                key="marked-png", on_click="ignore",
            )  # fmt: skip
        if len(indices) > pictures.MOST_IN_A_ZIP:
            st.caption(f"A zip holds at most {pictures.MOST_IN_A_ZIP:,} images: mark fewer.")
        elif len(indices) <= AT_ONCE:
            st.download_button(
                "Zip of the images", lambda: pictures.zipped(view.latents.thumbnails()[indices], indices, table()),
                f"{name}.zip", "application/zip", key="marked-zip", on_click="ignore",
            )  # fmt: skip
        else:
            _large_zip(view, indices, table, f"{name}.zip")


def _large_zip(view: MapView, indices: np.ndarray, table, name: str) -> None:
    """Draw a button that has a large zip packed, then how far it is, then the way to it."""
    text = table()
    key = ("zip", view.entry.id, view.task.key(), hash(indices.tobytes()), hash(text))
    wanted = st.button(f"Pack {len(indices):,} images as a zip", key="pack-zip") or state.of(SharedState).packing == key
    if not wanted:
        return
    state.of(SharedState).packing = key
    images = view.latents.thumbnails
    errand = background.errand(key, lambda say: pictures.zipped(images()[indices], indices, text, say))
    if not errand.done:
        st.fragment(_waiting, run_every=0.5)(errand)
        return
    st.download_button("Zip of the images", errand.result(), name, "application/zip", key="marked-zip")


def _waiting(errand: background.Errand) -> None:
    if errand.done:
        st.rerun()
    st.progress(errand.fraction, errand.what or "Packing the images")
