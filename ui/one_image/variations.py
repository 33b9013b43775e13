"""How are the images varied, and of how many of the variations does a reader still say what they are?"""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from core import images as pixels
from core.config import bounds
from core.jobs import client
from core.one_image.intake import named
from core.one_image.presets import PRESETS, CommonlyConfig, WithinConfig
from core.tasks import TaskError, VaryTask
from core.tasks.one_image.task import forget
from core.tasks.one_image.vary import Read, open_read
from core.types import DataError
from ui import forms, state
from ui.map import forming
from ui.one_image.intake import Given
from ui.one_image.state import OneImageState
from ui.shared.ink_image import ink_image

COLUMNS, SHOWN = 20, 100
TICK = 0.3  # seconds between two looks
COMMONLY = "as commonly written"
# By the field of its settings: what a slider is called, and what it counts in.
SLIDERS = {
    "turn": ("Turned", "°"),
    "shift": ("Moved", " px"),
    "lean": ("Leaned", ""),
    "stretch": ("Stretched", ""),
    "bend": ("Bent", " px"),
    "thicken": ("Thicker", " px"),
    "thin": ("Thinner", " px"),
    "pale": ("Paler", ""),
    "blur": ("Softer", " px"),
}


def look(given: Given) -> Read | None:
    """Have the given images varied and read, and return what came of it; None until it is there."""
    known = state.of(OneImageState)
    task = VaryTask(
        images=tuple(one.text for one in given.known),
        character=_told(given, known),
        variation=known.variation,
        drawn=all(one.drawn for one in given.known),
    )
    key = task.key()
    if known.preview != key:
        _let_go(known.preview)
        known.preview = key if forming.order(task, place="variations") else ""
    found = open_read(task)
    if found is None:
        st.fragment(_waiting, run_every=TICK)(task)
    return found


def _told(given: Given, known: OneImageState) -> str:
    """Return what somebody has said the images are, empty where they have not, or where it is no name."""
    if known.character == known.read and len(given.known) == 1:  # what it reads as needs no other reader
        return ""
    with suppress(DataError):
        return named(known.character)
    return ""


def _let_go(key: str) -> None:
    """Remove an earlier look: it holds the images as they were before."""
    with suppress(TaskError, PermissionError, client.JobError):
        if key:
            client.abandon_task(key, state.owner())
            forget(key, state.owner())


def _waiting(task: VaryTask) -> None:
    now = forming.status_of(task)
    if now is None or now.state not in forming.ACTIVE:
        st.rerun()
    st.caption("Varying it ...")


def show(given: Given, found: Read | None) -> None:
    """Draw the settings of the variations, and the variations with the share that is still read as the character."""
    known = state.of(OneImageState)
    st.header("Variations", anchor=False)
    left, right = st.columns([2, 3], gap="large")
    with left:
        _settings(known)
    with right:
        if found is None:
            return
        sheet = pixels.grid(found.made.images[:SHOWN], COLUMNS, gap=1)
        ink_image(pixels.to_png(sheet), key="one-image-variations", alt="A hundred variations of your image")
        st.markdown(_said(found, known))


def _said(found: Read, known: OneImageState) -> str:
    share, name = found.read_as(known.character), forms.plain(known.character)
    n = len(found.made)
    if share is None:
        return f"{n} variations. No reader here knows {name or 'it'}, so nobody says how many can still be read."
    rest = "." if share > 1 - 0.5 / n else ". What a network learns from the others is what spoilt them."
    return f"A reader takes **{share:.0%}** of these {n} variations for {name}{rest}"


def _settings(known: OneImageState) -> None:
    names = list(PRESETS)
    now = next((name for name in names if PRESETS[name].variation == known.variation), None)
    chosen = st.pills(
        "Vary", names, default=now, key=f"one-image-preset-{now}", label_visibility="collapsed", on_change=_preset,
        args=(f"one-image-preset-{now}",),
    )  # fmt: skip
    st.caption(PRESETS[chosen].about if chosen else "Your own settings, each within what leaves a digit the digit.")
    if isinstance(known.variation, CommonlyConfig):
        return
    with st.expander("Settings"), st.grid(2, min_column_width=130, gap=("small", "medium")):
        for name, (label, unit) in SLIDERS.items():
            _slider(known, name, label, unit)


def _slider(known: OneImageState, name: str, label: str, unit: str) -> None:
    field = WithinConfig.model_fields[name]
    low, high = (float(bound or 0) for bound in bounds(field))
    key = f"one-image-vary-{name}"
    st.session_state[key] = float(getattr(known.variation, name))
    st.slider(
        label, low, high, step=0.5 if high > 5 else 0.05, key=key, help=field.description, on_change=_vary,
        args=(name, key), format=f"%g{unit}",
    )  # fmt: skip


def _preset(key: str) -> None:
    if chosen := st.session_state.get(key):
        state.of(OneImageState).variation = PRESETS[chosen].variation


def _vary(name: str, key: str) -> None:
    known = state.of(OneImageState)
    if isinstance(known.variation, WithinConfig) and (value := st.session_state.get(key)) is not None:
        known.variation = known.variation.changed(**{name: value})
