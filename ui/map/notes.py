"""What has this visitor noted about the images of a model: groups, labels, images left out of the next training?"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import streamlit as st

from core import __version__
from core.blocks.layout import Colour
from core.datasets.base import MOST_LEFT_OUT
from core.library import Entry, annotations
from core.library.annotations import Annotations, Group, indices_of
from core.library.model_card import plain
from core.types import ModelError
from ui import state
from ui.cache import one_model
from ui.map import settings
from ui.map.cluster_cards import note
from ui.map.state import MapState
from ui.map.view import MapView
from ui.shared.ink_image import ink_image
from ui.train.state import TrainState

STRIP = 10  # images of a group that are shown
COLOURS = {"labels": "My labels", "groups": "My groups"}


def show(view: MapView, known: Annotations) -> None:
    """Draw the groups, the labels and the images left out; what is not noted takes no room."""
    if known.groups:
        st.subheader("Groups")
        with st.grid(2, min_column_width=300, gap="small"):
            for i, group in enumerate(known.groups):
                with st.container(border=True, key=f"group-{i}"):
                    _group(view, group, i)
    if known.labels:
        st.subheader("Labels")
        _labels(view, known)
    if known.left_out:
        st.subheader("Left out of the next training")
        left_out(view, known)
    if known != Annotations() and not view.mine:
        st.caption("These notes are your own: the model's owner has others.")


def colour(view: MapView, what: str) -> Colour | None:
    """Return the visitor's labels or groups as a colour of the map; None if there are none. what: a key of COLOURS."""
    try:
        known = annotations.read(view.entry, state.owner())
    except ModelError:
        return None
    if what == "labels":
        parts = {label.text: label.images for label in known.labels}
    else:
        only = state.of(MapState).group
        parts = {group.name: group.images for group in known.groups}
        parts = {only: parts[only]} if only in parts else parts
    if not parts:
        return None
    values = np.full(len(view.latents), -1, np.int32)
    for number, images in enumerate(parts.values()):
        values[indices_of(images, view.latents.keys)] = number
    return Colour(what, COLOURS[what], values, kind="category", names=tuple(parts), rest="none")


def offered(entry: Entry) -> tuple[str, ...]:
    """Return which of COLOURS there is anything of."""
    try:
        known = annotations.read(entry, state.owner())
    except ModelError:  # the panel says why
        return ()
    return tuple(what for what, some in (("labels", known.labels), ("groups", known.groups)) if some)


def _group(view: MapView, group: Group, i: int) -> None:
    here = indices_of(group.images, view.latents.keys)
    if len(here):
        key = f"{view.entry.id}-{group.name}-{hash(group.images)}-{len(view.latents)}"
        ink_image(
            one_model.strip(view.latents, here[:STRIP], key=key), key=f"strip-{i}", alt=f"Images of {group.name}",
            stretch=False,
        )  # fmt: skip
    st.markdown(f"**{plain(group.name)}** · {_count(group.images, here)}")
    with st.container(horizontal=True, gap="small"):
        st.button("Show", key=f"show-group-{i}", on_click=_show, args=(group.name,), disabled=not len(here))
        with st.popover("Rename"), st.form(f"rename-group-{i}", border=False):
            new = st.text_input("Name", group.name, key=f"group-name-{i}", max_chars=60)
            if st.form_submit_button("Rename", key=f"rename-group-do-{i}"):
                note(view, lambda known: known.renamed(group.name, new))
                st.rerun()
        st.button("Delete", key=f"delete-group-{i}", on_click=_delete, args=(view, group.name))


def _count(images: Collection[str], here: np.ndarray) -> str:
    there = f"{len(images):,} image{'' if len(images) == 1 else 's'}"
    # Equal images count each here and once there; what is missing can then not be told, and hardly ever matters.
    missing = len(images) - len(here)
    return there + (f", {missing:,} of them not on this map" if missing > 0 else "")


def _show(name: str) -> None:
    known = state.of(MapState)
    known.colour, known.group = "groups", name
    settings.write_colour()


def _delete(view: MapView, name: str) -> None:
    note(view, lambda known: known.without_group(name))


def _labels(view: MapView, known: Annotations) -> None:
    for i, label in enumerate(known.labels):
        here = indices_of(label.images, view.latents.keys)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{plain(label.text)}** · {_count(label.images, here)}", width="stretch")
            st.button("Remove", key=f"remove-label-{i}", type="tertiary", on_click=_unlabel, args=(view, label.images))
    classes = () if view.latents.labels is None else [view.classes[c] for c in view.latents.labels]
    with st.container(horizontal=True, gap="small"):
        st.button("Colour the map by them", key="show-labels", icon=":material/palette:", on_click=_show_labels)
        st.download_button(
            "All labels as CSV", lambda: annotations.labels_csv(known, view.latents.keys, classes), "labels.csv",
            "text/csv", key="labels-csv", on_click="ignore",
        )  # fmt: skip


def _show_labels() -> None:
    state.of(MapState).colour = "labels"
    settings.write_colour()


def _unlabel(view: MapView, images: tuple[str, ...]) -> None:
    note(view, lambda known: known.labelled(images, ""))


def left_out(view: MapView, known: Annotations) -> None:
    """Draw the images left out of the next training, a way to that training, and the way back."""
    here = indices_of(known.left_out, view.latents.keys)
    st.markdown(f"{_count(known.left_out, here)}.")
    if len(here):
        ink_image(
            one_model.strip(view.latents, here[: 2 * STRIP], key=f"{view.entry.id}-{hash(known.left_out)}"),
            key="strip-left-out", alt="Images left out of the next training", stretch=False,
        )  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        if may_train(view):
            # Not a page link: the draft is to be set first.
            wanted = st.button("Train without them", type="primary", icon=":material/school:", key="train-without")
            if wanted and _draft(view, known.left_out):
                st.switch_page("pages/Train.py")
        else:
            st.caption("The images this model learned from are somebody else's: train it on yours.")
        st.button("Take them back", key="take-back", on_click=_take_back, args=(view, known.left_out))


def may_train(view: MapView) -> bool:
    """Say whether the visitor may train on the model's data: neither on a folder of the server nor others' uploads."""
    data = view.entry.config.dataset
    return data.offered or (view.mine and data.name == "own")


def _draft(view: MapView, left_out: tuple[str, ...]) -> bool:
    """Make the model's own settings the draft of Train, without these images or those it was trained without."""
    config, known = view.entry.config, state.of(TrainState)
    keys = tuple(dict.fromkeys((*left_out, *config.dataset.without)))
    if len(keys) > MOST_LEFT_OUT:
        st.warning(f"With those that it was trained without, {len(keys):,} images: at most {MOST_LEFT_OUT:,} can go.")
        return False
    dataset = config.dataset.replace(without=keys)
    known.draft = config.replace(dataset=dataset, classes=(), left_out=0, code_version=__version__)
    known.drafts += 1
    known.recipe, known.linked, known.own = ("own" if dataset.name == "own" else ""), "", False
    return True


def _take_back(view: MapView, images: tuple[str, ...]) -> None:
    note(view, lambda known: known.taking_back(images))
