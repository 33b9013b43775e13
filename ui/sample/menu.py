"""How does a visitor choose strategies, and how many images of which class they draw?"""

from __future__ import annotations

import secrets
from typing import Any

import streamlit as st

from core.config import ConfigError
from core.library import Entry
from core.projection import PROJECTIONS
from core.sampling import SAMPLERS, AnySamplerConfig
from core.tasks import MapTask
from core.tasks.map.kept import kept_maps
from ui import forms, instead, notices, state
from ui.components.pad import Report
from ui.map import settings
from ui.sample import strategies
from ui.sample.state import SampleState
from ui.sample.strategies import MOST, Wish
from ui.sample.view import Column
from ui.shared.links import described

ALL = "all classes"


def choose(entry: Entry) -> tuple[Wish, MapTask | None]:
    """Draw the choice of one to four strategies, what each is to draw, and the map to show it on; return both.

    What is not needed for a first look is folded away: the images shall be in sight. The map is None for a model that
    keeps no images.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        wish = strategies.current(entry)
        st.button(
            "Draw again", type="primary", icon=":material/casino:", on_click=_again, help="Take another seed."
        )  # fmt: skip
        if len(wish.configs) < MOST:
            st.button("Add a strategy", icon=":material/add:", on_click=_add, args=(entry,))
        with st.popover("Settings", icon=":material/tune:", key="sample-settings"):
            with st.container(horizontal=True, vertical_alignment="bottom"):
                _counts(entry)
                task = _map(entry)
            for i, tab in enumerate(st.tabs([f"{i + 1}. {config.title}" for i, config in enumerate(wish.configs)])):
                with tab:
                    _settings(i, wish)
    for place in ("wish", "map on"):
        if refused := notices.lingering(place):
            st.warning(refused)
    with st.grid(len(wish.configs), min_column_width=160, gap="small"):  # two beside each other even on a phone
        for i in range(len(wish.configs)):
            _slot(i, wish)
    return wish, task


def drawn_by(entry: Entry, report: Report | None) -> dict[str, Any]:
    """Return by which steps and guidance the pad draws, where these are not the model's own."""
    place, model = report.place if report else None, entry.config.model
    if place is None or place.steps is None or not model.in_steps:
        return {}
    told = {"steps": place.steps, "guidance": place.guidance if model.conditional else None}
    return {name: value for name, value in told.items() if value is not None and value != getattr(model, name)}


def say_missing(entry: Entry, wish: Wish, drawn: tuple[Column, ...]) -> None:
    """Say which strategies are not offered and why, and what a model is like that has them."""
    missing: dict[str, list[str]] = {}
    for name, why in wish.missing.items():
        if why:
            missing.setdefault(why, []).append(SAMPLERS[name].title)
    for why, titles in missing.items():
        st.caption(f"Not offered: {', '.join(titles)}. {why}")
    if not (entry.path / "latents.safetensors").is_file():
        instead.offer("encodes", entry)
    told = entry.config.model.conditional
    if wish.label is not None and not told and any(column.why for column in drawn):
        instead.offer("told", entry)


def _map(entry: Entry) -> MapTask | None:
    """Draw the choice among the maps that open at once."""
    if not (entry.path / "latents.safetensors").is_file():
        return None
    known, maps, wanted = state.of(SampleState), _maps(entry), state.parameter("on")
    if wanted in maps:
        known.map = wanted
    elif wanted:
        notices.linger(
            forms.sentence(
                ConfigError(f"The map {wanted[:40]!r} of this link has not been made here: make it on Explore.")
            ),
            "map on",
        )
        state.write_address(on="")
    # One that lets near things lie near tells more than a plane of 16 dimensions.
    usual = next((text for text, task in maps.items() if task.projection.telling), next(iter(maps)))
    if known.map not in maps:
        known.map = usual
    elif known.map != usual:
        state.write_address(on=known.map)
    if len(maps) > 1:
        _bound(
            "map", st.selectbox, "Map", list(maps), format_func=lambda text: _title(maps[text]), width=200,
            help="Those that open at once. Others are made on Explore.",
        )  # fmt: skip
    return maps[known.map]


def _maps(entry: Entry) -> dict[str, MapTask]:
    planes = (name for name in settings.offered(entry) if PROJECTIONS[name].at_once)
    found = {name: MapTask(model=entry.id, projection=PROJECTIONS[name]()) for name in planes}
    for task in kept_maps(entry):
        if not task.points:
            found.setdefault(_text(task), task)
    return found


def _text(task: MapTask) -> str:
    return ",".join(filter(None, (task.projection.name, described(task.projection.not_as_usual()))))


def _title(task: MapTask) -> str:
    told = ", ".join(f"{forms.label(name).lower()} {value}" for name, value in task.projection.not_as_usual().items())
    return task.projection.title + (f" ({told})" if told else "")


def _counts(entry: Entry) -> None:
    known, classes = state.of(SampleState), entry.config.classes
    _bound("n", st.segmented_control, "Images each", strategies.COUNTS, required=True)
    if classes:
        if known.of_class not in classes:
            known.of_class = ""
        _bound(
            "of_class", st.selectbox, "Class", ["", *classes], width=140,
            format_func=lambda name: name or ALL,
            help="Draw this class only. What is fitted on images can be fitted on those of one class.",
        )  # fmt: skip
    _bound(
        "seed", st.number_input, "Seed", strategies.LOWEST_SEED, strategies.HIGHEST_SEED, step=1, width=140,
        help="The same seed draws the same images.",
    )  # fmt: skip


def _bound(name: str, widget, *arguments, **options) -> None:
    bound = state.bind(SampleState, name)
    noted = bound.pop("on_change")
    widget(*arguments, on_change=_noted, args=(noted,), **bound, **options)


def _noted(noted) -> None:
    noted()
    strategies.write()


def _again() -> None:
    state.of(SampleState).seed = secrets.randbelow(1000)
    strategies.write()


def _add(entry: Entry) -> None:
    wish = strategies.current(entry)
    there = {config.name for config in wish.configs}
    names = [name for name in (*strategies.NEXT, *SAMPLERS) if not wish.missing[name]]
    name = next((name for name in names if name not in there), names[0])
    strategies.take((*wish.configs, SAMPLERS[name]())[:MOST])


def _slot(i: int, wish: Wish) -> None:
    config, names = wish.configs[i], [name for name, why in wish.missing.items() if not why]
    chosen = st.selectbox(
        f"Strategy {i + 1}", names, names.index(config.name), format_func=lambda name: SAMPLERS[name].title,
        key=_key(i, config), help=_help(config, wish),
    )  # fmt: skip
    if chosen != config.name:
        strategies.take(_replaced(wish, i, SAMPLERS[chosen]()))
        st.rerun()


def _settings(i: int, wish: Wish) -> None:
    config = wish.configs[i]
    key = _key(i, config)
    st.caption(config.about)
    wanted = forms.config_form(config, key=key)
    with st.container(horizontal=True):
        if wanted is not None and len(type(config).model_fields) > 1:
            st.button(
                "Use these settings", type="primary", disabled=wanted == config, key=f"{key}.use",
                on_click=strategies.take, args=(_replaced(wish, i, wanted),),
            )  # fmt: skip
        if len(wish.configs) < MOST:
            st.button(
                "Set beside it", icon=":material/add:", key=f"{key}.again", on_click=strategies.take,
                args=((*wish.configs, wanted or config),), help="One more column, to compare settings.",
            )  # fmt: skip
        if len(wish.configs) > 1:
            others = (*wish.configs[:i], *wish.configs[i + 1 :])
            st.button("Take away", icon=":material/close:", key=f"{key}.away", on_click=strategies.take, args=(others,))


def _key(i: int, config: AnySamplerConfig) -> str:
    return f"by-{i}-{strategies.text_of(config)}"


def _replaced(wish: Wish, i: int, config: AnySamplerConfig) -> tuple[AnySamplerConfig, ...]:
    return (*wish.configs[:i], config, *wish.configs[i + 1 :])


def _help(config: AnySamplerConfig, wish: Wish) -> str:
    away = "".join(f"\n\n{SAMPLERS[name].title} is missing: {why}" for name, why in wish.missing.items() if why)
    return config.about + away
