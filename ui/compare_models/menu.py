"""How does a visitor choose the models side by side?"""

from __future__ import annotations

import streamlit as st

from core.library import Entry
from core.training.pairs import MOST
from ui import instead
from ui.compare_models import chosen


def choose(found: dict[str, Entry], entries: tuple[Entry, ...]) -> None:
    """Draw a menu for each model and the buttons that add one or take one away."""
    instead.refused("versus")
    ids = tuple(entry.id for entry in entries)
    with st.grid(len(ids), min_column_width=200, gap="small"):  # narrower, a title would be cut off
        for i, id in enumerate(ids):
            with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
                key = f"versus-{i}-{'-'.join(ids)}"
                picked = st.selectbox(
                    f"Model {i + 1}: {found[id].config.model.kind}", list(found), list(found).index(id), key=key,
                    format_func=lambda id: found[id].title,
                )  # fmt: skip
                if len(ids) > 2:
                    away = (*ids[:i], *ids[i + 1 :])
                    st.button(
                        "", icon=":material/close:", key=f"{key}.away", help="Take it away", on_click=chosen.take,
                        args=(away,),
                    )  # fmt: skip
            if picked != id:
                chosen.take((*ids[:i], picked, *ids[i + 1 :]))
                st.rerun()


def more(found: dict[str, Entry], entries: tuple[Entry, ...]) -> None:
    """Draw the button that sets one more model beside the others."""
    ids = tuple(entry.id for entry in entries)
    beside = chosen.next_beside(found, ids) if ids else ""
    if len(ids) < MOST and beside:
        st.button(
            "Add a model", icon=":material/add:", on_click=chosen.take, args=((*ids, beside),),
            help="A third or fourth column: another family, another size, another beta, another training.",
        )  # fmt: skip
