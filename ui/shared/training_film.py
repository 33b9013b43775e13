"""How does a page show films of training, side by side and in step, while it goes on and afterwards?"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.blocks import training_film as export
from core.export.moving_picture import FORMATS, Format, film
from core.library import Entry
from core.library.model_card import plain
from core.training.film import FILE, Reel
from ui import state
from ui.cache import one_model, several_models
from ui.components.moving_picture import moving
from ui.components.training_film import live_training_film
from ui.shared import background
from ui.shared.state import SharedState

EVERY, WAITING = 2.0, 0.4  # seconds between looks: at a run that goes on, and at a film that is being made
STEP_BY: dict[export.By, str] = {"share": "Share", "seconds": "Seconds", "images": "Images"}
WIDTHS = {"Small": 320, "Middle": 480, "Large": 720}  # pixels of the longer side
SECONDS_PER_FRAME = 0.12


def show(entries: Sequence[Entry], *, key: str) -> None:
    """Draw the films of one to four models' training, side by side and in step, live while one of them is trained.

    A sentence stands for those that have none, such as a model of another app. key: one for each place on a page.
    """
    st.fragment(_films, run_every=EVERY if any(entry.active for entry in entries) else None)(entries, key)


def _films(entries: Sequence[Entry], key: str) -> None:
    shown = [entry for entry in entries if several_models.reel(entry) is not None]
    for entry in entries:
        if entry not in shown and not entry.active:
            whose = "this training" if len(entries) == 1 else f"the training of {plain(entry.title)}"
            st.caption(f"No film of {whose} was kept.")
    if not shown:
        return
    by: export.By = "images"
    if len(shown) > 1:
        by = st.segmented_control(
            "In step by", list(STEP_BY), default="seconds", required=True, format_func=STEP_BY.__getitem__,
            key=f"{key}-by",
            help="What the films keep step by: the share of its training that each has behind it, the seconds that it "
            "has been trained for, or the images that it has seen.",
        )  # fmt: skip
    live_training_film(several_models.reels(shown, by), key=f"{key}-{'-'.join(entry.id for entry in shown)}")
    if not any(entry.active for entry in shown):
        _take_home(shown, by, key)


def _take_home(entries: Sequence[Entry], by: export.By, key: str) -> None:
    """Draw what has the film made as a moving picture, and the way to it."""
    with st.expander("Take the film home", icon=":material/movie:"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            format: Format = st.segmented_control(
                "Format", list(FORMATS), default="gif", required=True, key=f"{key}-format",
                format_func=lambda format: "GIF" if format == "gif" else "Animated PNG",
                help="A GIF plays everywhere; an animated PNG is finer.",
            )  # fmt: skip
            width = st.segmented_control("Size", list(WIDTHS), default="Middle", required=True, key=f"{key}-size")
            dark = st.toggle("Dark ink", True, key=f"{key}-ink", help="Dark ink on white, else light ink on black.")
            stamp = one_model.stamp_of(*(entry.path / FILE for entry in entries))
            wanted = ("reel", stamp, *(entry.id for entry in entries), by, format, width, dark)
            pressed = st.button("Make the film", key=f"{key}-make", icon=":material/movie:")
        if not pressed and state.of(SharedState).packing != wanted:
            return
        state.of(SharedState).packing = wanted
        titles = [entry.title if len(entries) > 1 else "" for entry in entries]
        reels = [
            (title, film) for title, entry in zip(titles, entries, strict=True) if (film := several_models.reel(entry))
        ]
        errand = background.errand(wanted, lambda say: made(reels, by, format, WIDTHS[width], dark=dark))
        if not errand.done:
            st.fragment(_waiting, run_every=WAITING)(errand)
            return
        _download(errand.result(), entries, format, key)


def made(reels: Sequence[tuple[str, Reel]], by: export.By, format: Format, width: int, *, dark: bool) -> bytes:
    """Return the films side by side as a moving picture; takes a few tenths of a second."""
    ink = "dark" if dark else "light"
    return film(
        export.sheets(reels, by=by, width=width),
        format=format,
        seconds_per_frame=SECONDS_PER_FRAME,
        size=width,
        ink=ink,
    )


def _download(picture: bytes, entries: Sequence[Entry], format: Format, key: str) -> None:
    title, mime, ending = FORMATS[format]
    names = [entry.id if entry.zoo else f"latent-ink-{entry.id[:8]}" for entry in entries]
    left, right = st.columns([1, 2], vertical_alignment="center")
    with left:
        moving(picture, key=f"{key}-moving-{hash(picture)}")
    right.download_button(
        f"Download the {title}, {len(picture) / 1e6:.1f} MB", picture, f"{'-and-'.join(names)}-training{ending}", mime,
        icon=":material/download:", key=f"{key}-get", on_click="ignore",
    )  # fmt: skip


def _waiting(errand: background.Errand) -> None:
    if errand.done:
        st.rerun()
    st.caption("Making the film ...")
