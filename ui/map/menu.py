"""Which map, of how many images, in which colours? The row above the pad."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.jobs import client
from core.library import Entry
from core.library.model_card import plain
from core.tasks import MapTask
from ui import instead, notices, state
from ui.cache import one_model
from ui.map import colours, forming, notes, settings
from ui.map.state import MapState
from ui.map.view import MapView


@dataclass(frozen=True)
class Room:
    """Where it is said how the map stands. beside: the menu. below: it, for what has gone wrong."""

    beside: DeltaGenerator
    below: DeltaGenerator


def choose(entry: Entry) -> tuple[MapTask, Room]:
    """Draw the choice of the projection, its settings and colours; return the wanted map, and room for words."""
    task = settings.current(entry)
    if refused := notices.lingering("map of the link"):
        st.warning(refused)
    names = settings.offered(entry)
    kept = one_model.latents(entry) if (entry.path / "latents.safetensors").is_file() else None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if len(names) > 1 and kept is not None:
            bound = state.bind(MapState, "map")
            noted = bound.pop("on_change")
            st.segmented_control(
                "Map", names, required=True, format_func=settings.title, on_change=_switch, args=(entry, noted),
                help="How many latent dimensions become two.", **bound,
            )  # fmt: skip
        if kept is not None:
            _colour(entry)
            if not task.projection.at_once or len(type(task.projection).model_fields) > 1:
                with st.popover("Settings", icon=":material/tune:"):
                    settings.form(task, len(kept))
        beside = st.container(width=400)
    return task, Room(beside, st.container())


def say_missing(entry: Entry) -> None:
    """Say why a model that has learned has no map of images, and what a model is like that has one."""
    if entry.active or not entry.has_weights:
        return
    st.caption(f"{plain(entry.title)} keeps no images, so there are none to lay out on a map and to ask about.")
    instead.offer("encodes", entry)


def _switch(entry: Entry, noted: Callable[[], None]) -> None:
    noted()
    state.of(MapState).replay = ""
    settings.write(settings.task_of(entry))


def _colour(entry: Entry) -> None:
    known = state.of(MapState)
    wanted = state.parameter("colour")
    if wanted in colours.COLUMNS:
        known.colour = wanted
    own = [*(["clusters"] if known.clusters else []), *notes.offered(entry)]
    options = ["class", *own, *colours.COLUMNS]
    if known.colour not in options:
        known.colour = "class"
    bound = state.bind(MapState, "colour")
    noted = bound.pop("on_change")
    columns = colours.COLUMNS
    titles = {"class": "Class", "clusters": "Clusters"} | notes.COLOURS
    titles |= {name: column.title for name, column in columns.items()}
    st.selectbox(
        "Colour", options, format_func=titles.__getitem__, on_change=_recolour, args=(noted,), width=220,
        help="\n".join(f"- **{column.title}**: {column.about}" for column in columns.values()), **bound,
    )  # fmt: skip


def _recolour(noted: Callable[[], None]) -> None:
    noted()
    state.of(MapState).group = ""  # whoever asks for groups here means all of them
    settings.write_colour()


def standing(view: MapView, room: Room) -> None:
    """Say where the map stands that is wanted, order it if nobody has, and offer what can be played again."""
    task, known = view.task, state.of(MapState)
    now = forming.status_of(task)
    films = forming.replays(view)
    active = now is not None and now.state in forming.ACTIVE
    _change_of_mind(task, active)
    if not active and view.map is None and _needed(view):
        with room.below:
            active = forming.order(task) if now is None else _failed(task, now)
    note = notices.said_earlier("map")
    if note:
        room.below.warning(note)
    if active:
        with room.beside, _line():
            forming.follow(task)
    elif films:
        with room.beside, _line(), st.container(horizontal=True, vertical_alignment="center"):
            for what, words in films.items():
                st.button(
                    words, key=f"replay-{what}", icon=":material/replay:", on_click=forming.play, args=(task, what)
                )
    if not active:
        forming.still(task.model)
        forming.ended(task)
    if known.replay in films:
        forming.replay(view, known.replay)


def _change_of_mind(task: MapTask, active: bool) -> None:
    """Ask for a map that is being made as long as it is looked at, and for the one before it no more."""
    known, key = state.of(MapState), task.key()
    if known.awaited not in ("", key):
        forming.abandon(known.awaited)
    if active and known.awaited != key:
        forming.order(task)  # also where somebody else asked first: it must not end with their wish
    known.awaited = key


def _line() -> DeltaGenerator:
    """Return room of a fixed height: the page must not jump as a map ends and can be played again."""
    return st.container(height=62, border=False, vertical_alignment="bottom")


def _needed(view: MapView) -> bool:
    """Say whether somebody has to work for what is wanted: a map without a formula, more images, or a column."""
    task, colour = view.task, state.of(MapState).colour
    worked_out = colour in colours.COLUMNS and colours.values(view, colour) is None and colour != "stability"
    return not task.projection.at_once or bool(task.points) or worked_out


def _failed(task: MapTask, now: client.TaskStatus) -> bool:
    said = now.reason if now.state == "failed" else "It was ended before its first step."
    st.error(f"There is no such map: {said}")
    st.button("Try again", key="retry-map", icon=":material/refresh:", on_click=forming.wish, args=(task,))
    return False
