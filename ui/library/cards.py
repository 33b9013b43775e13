"""What does a model look like on the shelf, and how is it renamed, given away or thrown out?"""

from __future__ import annotations

import functools
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from core import library
from core.library import Entry
from core.library.model_card import plain
from core.types import ModelError
from ui import forms, notices, state
from ui.cache import one_model
from ui.library import keeping
from ui.shared import model_pad
from ui.shared.ink_image import ink_image
from ui.train.watch import BADGES

TWO_ROWS = 0.2  # of ten pictures a row: on every card, what was drawn from the prior, which comes last
SHOWN = 12  # cards before "Show all": each brings a picture


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
        library.delete(id, state.owner())
    except (ModelError, PermissionError) as error:
        notices.say_later(forms.sentence(error))


def _card(entry: Entry) -> None:
    picture = _preview(entry)
    if picture:
        ink_image(picture, key=f"preview-{entry.id}", alt=f"What {entry.named} draws", highest=TWO_ROWS)
    elif entry.has_weights and not model_pad.can_draw(entry):
        st.caption("It draws nothing: it reads images, and tells the pad what a picture looks like.")
    st.markdown(f"**{plain(entry.title)}**")
    st.caption("  \n".join(filter(None, (_kind(entry), _measured(entry), keeping.goes_soon(entry)))))
    st.space("stretch")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if entry.active or entry.state in ("stopped", "failed"):
            text, colour = BADGES[entry.state]
            st.badge(text, color=colour)
            st.page_link("pages/Train.py", label="Watch", icon=":material/visibility:", query_params={"run": entry.id})
        if entry.has_weights and model_pad.can_draw(entry):
            model = {"model": entry.id}
            st.page_link("pages/Explore.py", label="Explore", icon=":material/explore:", query_params=model)
        _menu(entry)


def _preview(entry: Entry) -> bytes | None:
    """Return the picture on the card, None where there is none or it is damaged."""
    try:
        picture = library.preview(entry)
    except ModelError:
        return None
    return picture if picture and picture.startswith(b"\x89PNG") and len(picture) > 24 else None


def _measured(entry: Entry) -> str:
    """Say how well a model does on images it has not learned from, as far as that was measured."""
    try:
        tested, rows = library.scores(entry), one_model.history(entry)
    except ModelError:
        return "its scores cannot be read"
    if tested:
        numbers = {name: score.value for name, score in tested.scores.items()}
        where = f"on {tested.n:,} {tested.part} images"
    elif rows:
        numbers, where = rows[-1]["validation"], "on images held out"
    else:
        return ""
    if "accuracy" in numbers:
        return f"{numbers['accuracy']:.1%} read right {where}"
    unit = entry.config.model.unit  # without one a loss says nothing beside others
    return f"{numbers['loss']:.1f} {unit} {where}" if unit and "loss" in numbers else ""


def card_text(entry: Entry) -> str:
    """Return a model's card without its title, or a sentence if it is not written yet."""
    _, _, text = library.card(entry).partition("\n")
    return text or "The card is written when the training ends."


def _menu(entry: Entry) -> None:
    actions = {"Model card": _show_card}
    if entry.has_weights:
        actions["Download"] = _download
    if not entry.zoo:
        actions["Rename"] = _rename
        if not entry.active:
            actions["Delete"] = _delete
    chosen = st.menu_button("More", list(actions), key=f"menu-{entry.id}")
    if chosen:
        actions[chosen](entry)


def _kind(entry: Entry) -> str:
    """Say in a line what a model is, such as "Dense VAE, 2 dimensions · MNIST · 30 epochs · 3 May 2026, 14:05"."""
    model, data = entry.config.model, plain(entry.config.dataset.called(entry.owner))
    size = f", {model.dims} dimension{'s' if model.dims > 1 else ''}" if model_pad.can_draw(entry) else ""
    told = ", conditional" if model.conditional else ""
    parts = [f"{forms.family_name(model.family)}{size}{told}", data]
    if not entry.zoo:  # of several with one title these tell which is which
        epochs = len(one_model.history(entry)) or entry.config.training.epochs
        parts += [f"{epochs:,} epoch{'s' if epochs > 1 else ''}", f"{_when(entry):%-d %b %Y, %H:%M}"]
    return " · ".join(parts)


def _when(entry: Entry) -> datetime:
    """Return when a model was made, by the visitor's clock where the browser tells its place."""
    try:
        zone = ZoneInfo(st.context.timezone or "")
    except (ValueError, ZoneInfoNotFoundError):  # whatever a browser says
        zone = None
    return datetime.fromtimestamp(entry.created, zone)


@st.dialog("Model card", width="large")
def _show_card(entry: Entry) -> None:
    st.markdown(f"**{plain(entry.title)}**")
    st.markdown(card_text(entry))


@st.dialog("Take it with you")
def _download(entry: Entry) -> None:
    name = entry.id if entry.zoo else f"latent-ink-{entry.id[:8]}"
    st.markdown("As a zip, to bring to another library or to load in a program.")
    zipped = functools.partial(one_model.export_zip, entry)
    st.download_button(
        "Download as zip", zipped, f"{name}.zip", "application/zip", key=f"zip-{entry.id}", on_click="ignore",
        width="stretch",
    )  # fmt: skip
    if (entry.path / "browser.bin").is_file() and model_pad.can_draw(entry):
        st.markdown("As a page: one file with the pad in it, that works offline from a double click.")
        page = functools.partial(one_model.export_page, entry)
        st.download_button(
            "Download as page", page, f"{name}.html", "text/html", key=f"html-{entry.id}", on_click="ignore",
            width="stretch",
        )  # fmt: skip


@st.dialog("Rename")
def _rename(entry: Entry) -> None:
    title = st.text_input("Name", entry.title, max_chars=80, key=f"title-{entry.id}")
    if st.button("Rename", type="primary", key=f"do-rename-{entry.id}"):
        try:
            library.rename(entry.id, title, state.owner())
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
