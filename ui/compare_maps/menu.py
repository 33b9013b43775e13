"""How does a visitor choose the two maps?"""

from __future__ import annotations

from typing import Literal

import streamlit as st

from core.tasks import MapTask
from core.tasks.map.task import MOST_POINTS
from ui import forms, state
from ui.compare_maps import pair
from ui.compare_maps.pair import Pair
from ui.compare_maps.state import CompareMapsState
from ui.map.settings import offered, title
from ui.shared.links import described

TITLE = {"left": "Left", "right": "Right"}


def choose(chosen: Pair) -> None:
    """Draw a menu for each side, and what concerns both."""
    with st.grid(2, min_column_width=320, gap="medium"):  # narrower, a title would be cut off
        for side, task in zip(pair.SIDES, chosen, strict=True):
            with st.container():
                _side(side, task, chosen)


def both(chosen: Pair) -> None:
    """Draw what concerns both sides: to change places, and how many images are shown."""
    with st.container(horizontal=True):
        st.button("Swap", key="swap", icon=":material/swap_horiz:", on_click=pair.swap, help="Left becomes right.")
        with st.popover("Images", icon=":material/photo_library:"):
            count = st.number_input(
                "Images on the maps", 0, MOST_POINTS, chosen.left.points, 1000,
                key=f"compare-count-{chosen.left.points}",
                help="0 for those kept with the models. More are read from the data and encoded first.",
            )  # fmt: skip
            st.button(
                "Show so many", key="compare-points", type="primary", disabled=count == chosen.left.points,
                on_click=pair.show_points, args=(count,),
            )  # fmt: skip


def _side(side: str, task: MapTask, chosen: Pair) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _menu(f"{side}_model", f"{TITLE[side]} model", list(chosen.entries), _titles(chosen), chosen)
        names = offered(chosen.entry(task))
        if len(names) > 1:
            _menu(f"{side}_map", "Map", list(names), {name: title(name) for name in names}, chosen, width=116)
        if not task.projection.at_once:
            # Another map is another popover, and so a closed one.
            with st.popover("Settings", key=f"compare-settings-{side}-{_key(task)}"):
                _form(side, task)


def _menu(
    name: str, label: str, options: list[str], titles: dict[str, str], chosen: Pair,
    width: int | Literal["stretch"] = "stretch",
) -> None:  # fmt: skip
    bound = state.bind(CompareMapsState, name)
    noted = bound.pop("on_change")
    st.selectbox(
        label, options, format_func=titles.__getitem__, on_change=_switch, args=(noted, chosen), width=width, **bound
    )  # fmt: skip


def _switch(noted, chosen: Pair) -> None:
    known = state.of(CompareMapsState)
    before = {side: getattr(known, f"{side}_map") for side in pair.SIDES}
    noted()
    for side in pair.SIDES:  # settings of one method mean nothing to another
        if getattr(known, f"{side}_map") != before[side]:
            setattr(known, f"{side}_set", "")
    pair.switched(chosen.entries)


def _titles(chosen: Pair) -> dict[str, str]:
    return {id: entry.title for id, entry in chosen.entries.items()}


def _key(task: MapTask) -> str:
    return f"{task.model}-{task.projection.name}-{described(task.projection.not_as_usual())}"


def _form(side: str, task: MapTask) -> None:
    key = f"compare-{side}-{_key(task)}"
    st.caption(task.projection.about)
    projection = forms.config_form(task.projection, key=key)
    if projection is None:
        return
    wanted = task.replace(projection=projection)
    st.button(
        "Make this map", type="primary", icon=":material/scatter_plot:", disabled=wanted == task, key=f"{key}.make",
        on_click=pair.take, args=(side, wanted),
    )  # fmt: skip
