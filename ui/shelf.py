"""What does a model look like on the shelf, and how is it renamed, given away or thrown out?"""

from __future__ import annotations

import time

import streamlit as st

from core import library
from core.card import plain
from core.library import Entry
from core.types import ModelError
from ui import cached, forms, pad, state
from ui.ink import ink_image
from ui.watch import BADGES

SHOWN = 24  # cards before "Show more": each brings a picture


def cards(entries: list[Entry]) -> None:
    """Draw a card for each model."""
    more = f"more-{'zoo' if entries[0].zoo else 'own'}"
    shown = entries if len(entries) <= SHOWN or st.toggle(f"Show all {len(entries)}", key=more) else entries[:SHOWN]
    with st.grid(3, min_column_width=260, gap="medium"):
        for entry in shown:
            with st.container(border=True, height="stretch", key=f"card-{entry.id}"):
                _card(entry)


def remove(id: str) -> None:
    """Delete a model of this visitor's; says what went wrong in the next run."""
    try:
        library.delete(id, state.visitor())
    except (ModelError, PermissionError) as error:
        state.say_later(forms.sentence(error))


def _card(entry: Entry) -> None:
    picture = library.preview(entry)
    if picture:
        ink_image(picture, key=f"preview-{entry.id}", alt=f"What {entry.title} draws")
    st.markdown(f"**{plain(entry.title)}**")
    model, day = entry.config.model, time.strftime("%d %B %Y", time.localtime(entry.created))
    kind = model.family + (f", {model.latent_dim} dims" if hasattr(model, "latent_dim") else "")
    st.caption(f"{kind}, trained on {entry.config.dataset.name}" + ("" if entry.zoo else f". {day}"))
    st.space("stretch")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if entry.active or entry.state in ("stopped", "failed"):
            text, colour = BADGES[entry.state]
            st.badge(text, color=colour)
            st.page_link("pages/2_Train.py", label="Watch", query_params={"run": entry.id})
        if entry.has_weights and pad.can_draw(entry):
            st.page_link("pages/1_Explore.py", label="Explore", query_params={"model": entry.id})
        with st.popover("More"):
            _more(entry)


def _more(entry: Entry) -> None:
    if entry.has_weights:
        st.download_button(
            "Download as zip", lambda: cached.export_zip(entry), f"{entry.id[:8] if not entry.zoo else entry.id}.zip",
            "application/zip", key=f"zip-{entry.id}", on_click="ignore", width="stretch",
        )  # fmt: skip
    if st.button("Model card", key=f"about-{entry.id}", width="stretch"):
        _show_card(entry)
    if entry.zoo:
        return
    if st.button("Rename", key=f"rename-{entry.id}", width="stretch"):
        _rename(entry)
    if st.button("Delete", key=f"delete-{entry.id}", width="stretch", disabled=entry.active):
        _delete(entry)


@st.dialog("Model card", width="large")
def _show_card(entry: Entry) -> None:
    st.markdown(library.card(entry) or "The card is written when the training ends.")


@st.dialog("Rename")
def _rename(entry: Entry) -> None:
    title = st.text_input("Name", entry.title, max_chars=80, key=f"title-{entry.id}")
    if st.button("Rename", type="primary", key=f"do-rename-{entry.id}"):
        try:
            library.rename(entry.id, title, state.visitor())
        except (ModelError, PermissionError) as error:
            st.error(forms.sentence(error))
        else:
            st.rerun()


@st.dialog("Delete for good?")
def _delete(entry: Entry) -> None:
    st.markdown(f"**{plain(entry.title)}** and all it has learned will be gone. Links to it stop working.")
    if st.button("Delete", type="primary", key=f"do-delete-{entry.id}"):
        remove(entry.id)
        st.rerun()
