"""Which map does the visitor want to see: of which method, with which settings, of how many images?

The address says it, so that any map is a link: map=umap, set=neighbours:50,min_dist:0.3, points=10000, colour=trust.
"""

from __future__ import annotations

import streamlit as st

from core import library
from core.config import ConfigError
from core.library import Entry
from core.projection import PROJECTIONS
from core.projection import AnyProjectionConfig as Projection
from core.tasks import MapTask
from ui import forms, notices, state
from ui.map.state import MapState
from ui.shared.links import described, parsed

PRIVATE = ("class", "clusters", "labels", "groups")  # colours that no address carries


def offered(entry: Entry) -> tuple[str, ...]:
    """Return the projections that make sense for a model, by their names."""
    return tuple(name for name, method in PROJECTIONS.items() if method.offered_for(entry.config.model.dims))


def title(name: str) -> str:
    """Return how a projection is called, by its name in PROJECTIONS."""
    return PROJECTIONS[name].title


def current(entry: Entry) -> MapTask:
    """Return the map that the address asks for, else the one that was looked at last; a bad wish gets a sentence."""
    known = state.of(MapState)
    names = offered(entry)
    wanted = state.parameter("map")
    if wanted and wanted not in names:
        _say_bad(f"There is no map {wanted[:20]!r} of this model; it has {', '.join(map(title, names))}.")
    elif wanted:
        known.map = wanted
    if known.map not in names:
        known.map = names[0]
    try:
        if wanted in names:  # else no link speaks of settings
            known.settings[wanted] = parsed(PROJECTIONS[wanted], state.parameter("set"))
            known.points = _whole(state.parameter("points") or "0")
        return task_of(entry)
    except ConfigError as error:
        _say_bad(f"The settings in this link cannot be used: {error}")
        known.settings.pop(known.map, None)
        known.points = 0
        return task_of(entry)


def task_of(entry: Entry) -> MapTask:
    """Return the map that is set in this tab. Raises ConfigError."""
    known = state.of(MapState)
    changed = known.settings.get(known.map, {})
    points = known.points or library.kept_images(entry)
    projection = PROJECTIONS[known.map](**changed).suited(points)
    return MapTask(model=entry.id, projection=projection, points=known.points)


def take(task: MapTask) -> None:
    """Make a map the one that is shown, and note it in the address. For callbacks."""
    known = state.of(MapState)
    known.map = task.projection.name
    known.settings[task.projection.name] = task.projection.not_as_usual()
    known.points = task.points
    write(task)


def write(task: MapTask) -> None:
    """Put the map that is shown into the address; a place in one means nothing in the next."""
    state.write_address(
        map=task.projection.name,
        set=described(task.projection.not_as_usual()),
        points=str(task.points or ""),
        sel="",
        view="",
    )
    write_colour()


def write_colour() -> None:
    """Put the column the map is coloured by into the address; clusters and notes are no part of it."""
    colour = state.of(MapState).colour
    state.write_address(colour="" if colour in PRIVATE else colour)


def form(task: MapTask, n: int) -> None:
    """Draw the settings of the map and a button that makes it with them. n: images kept with the model."""
    key = f"map-{task.model}-{task.projection.name}-{described(task.projection.not_as_usual())}-{task.points}"
    st.caption(task.projection.about)
    projection = forms.config_form(task.projection, key=key)
    points = st.number_input(
        "Images", 0, 70_000, task.points, 1000, key=f"{key}.points",
        help=f"0 for the {n:,} images kept with the model; more are read from its data set and encoded first.",
    )  # fmt: skip
    if projection is None:
        return
    wanted = task.replace(projection=projection, points=points)
    st.button(
        "Make this map", type="primary", icon=":material/scatter_plot:", disabled=wanted == task, key=f"{key}.make",
        on_click=take, args=(wanted,),
    )  # fmt: skip
    _temptations(wanted.projection)


def _temptations(projection: Projection) -> None:
    """Draw what these settings tempt people to read, each with a button that shows it."""
    from ui.map import lessons

    names = lessons.offered(projection)
    if names:
        st.caption("What these settings tempt people to read")
        chosen = st.pills(
            "Lesson", names, format_func=lambda name: lessons.LESSONS[name].title, key=f"tempts-{projection.name}",
            label_visibility="collapsed",
        )  # fmt: skip
        if chosen:
            lessons.one(chosen, projection, key="tempts")


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise ConfigError(f"points must be a whole number, got {text[:20]!r}.")
    return int(text)


def _say_bad(text: str) -> None:
    notices.linger(forms.sentence(ConfigError(text)), "map of the link")
    state.write_address(map="", set="", points="", sel="", view="")
